// MurmurHash3 x64, 128 bits, seed 0, of which the first 64 are the digest (as Cassandra's partitioner reads it). Appleby 2011,
// public domain description in the SMHasher repository.
#pragma once

#include "hash/bytes.h"

namespace nines::hash {

namespace murmur3_detail {
inline constexpr uint64_t c1 = 0x87C37B91114253D5, c2 = 0x4CF5AD432745937F;

[[nodiscard]] constexpr uint64_t first(uint64_t k) noexcept { return std::rotl(k * c1, 31) * c2; }
[[nodiscard]] constexpr uint64_t second(uint64_t k) noexcept { return std::rotl(k * c2, 33) * c1; }
[[nodiscard]] constexpr uint64_t finish(uint64_t k) noexcept {
  k = (k ^ (k >> 33)) * 0xFF51AFD7ED558CCD;
  k = (k ^ (k >> 33)) * 0xC4CEB9FE1A85EC53;
  return k ^ (k >> 33);
}
/// Up to eight bytes as a little-endian word.
[[nodiscard]] constexpr uint64_t partial(const uint8_t* at, size_t count) noexcept {
  uint64_t word = 0;
  for (size_t i = 0; i < count; ++i) word |= uint64_t{at[i]} << (8 * i);
  return word;
}
}  // namespace murmur3_detail

[[nodiscard]] constexpr uint64_t murmur3(const uint8_t* at, size_t length) noexcept {
  using namespace murmur3_detail;
  uint64_t h1 = 0, h2 = 0;
  size_t left = length;
  for (; left >= 16; left -= 16, at += 16) {
    h1 = (std::rotl(h1 ^ first(load64(at)), 27) + h2) * 5 + 0x52DCE729;
    h2 = (std::rotl(h2 ^ second(load64(at + 8)), 31) + h1) * 5 + 0x38495AB5;
  }
  if (left > 8) h2 ^= second(partial(at + 8, left - 8));
  if (left > 0) h1 ^= first(partial(at, left < 8 ? left : 8));
  h1 ^= length;
  h2 ^= length;
  h1 += h2;
  h2 += h1;
  return finish(h1) + finish(h2);
}

static_assert(murmur3(Bytes("").data, 0) == 0 && murmur3(Bytes("hello").data, 5) == 0xCBD8A7B341BD9B02,
              "vectors of Guava's and Cassandra's tests");

}  // namespace nines::hash
