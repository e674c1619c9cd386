// XXH64: bytes -> u64. Collet, "xxHash fast digest algorithm", version 0.1.1 (XXH64 section); vectors from that page's tools.
#pragma once

#include "hash/bytes.h"

namespace nines::hash {

namespace xxh64_detail {
inline constexpr uint64_t p1 = 0x9E3779B185EBCA87, p2 = 0xC2B2AE3D27D4EB4F, p3 = 0x165667B19E3779F9,
                          p4 = 0x85EBCA77C2B2AE63, p5 = 0x27D4EB2F165667C5;

[[nodiscard]] constexpr uint64_t round(uint64_t accumulator, uint64_t lane) noexcept {
  return std::rotl(accumulator + lane * p2, 31) * p1;
}
[[nodiscard]] constexpr uint64_t merge(uint64_t accumulator, uint64_t lane) noexcept {
  return (accumulator ^ round(0, lane)) * p1 + p4;
}
[[nodiscard]] constexpr uint64_t avalanche(uint64_t h) noexcept {
  h = (h ^ (h >> 33)) * p2;
  h = (h ^ (h >> 29)) * p3;
  return h ^ (h >> 32);
}
}  // namespace xxh64_detail

/// O(length); four independent lanes of 8 bytes.
[[nodiscard]] constexpr uint64_t xxh64(const uint8_t* at, size_t length, uint64_t seed = 0) noexcept {
  using namespace xxh64_detail;
  const uint8_t* const end = at + length;
  uint64_t h = seed + p5;
  if (length >= 32) {
    uint64_t v1 = seed + p1 + p2, v2 = seed + p2, v3 = seed, v4 = seed - p1;
    for (; end - at >= 32; at += 32) {
      v1 = round(v1, load64(at));
      v2 = round(v2, load64(at + 8));
      v3 = round(v3, load64(at + 16));
      v4 = round(v4, load64(at + 24));
    }
    h = std::rotl(v1, 1) + std::rotl(v2, 7) + std::rotl(v3, 12) + std::rotl(v4, 18);
    h = merge(merge(merge(merge(h, v1), v2), v3), v4);
  }
  h += length;
  for (; end - at >= 8; at += 8) h = std::rotl(h ^ round(0, load64(at)), 27) * p1 + p4;
  if (end - at >= 4) {
    h = std::rotl(h ^ (load32(at) * p1), 23) * p2 + p3;
    at += 4;
  }
  for (; at != end; ++at) h = std::rotl(h ^ (*at * p5), 11) * p1;
  return avalanche(h);
}

static_assert(xxh64(Bytes("").data, 0) == 0xEF46DB3751D8E999);
static_assert(xxh64(Bytes("abc").data, 3) == 0x44BC2CF5AD770999);
static_assert(xxh64(Bytes("Nobody inspects the spammish repetition").data, 39) == 0xFBCEA83C8A378BF1);

}  // namespace nines::hash
