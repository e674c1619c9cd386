// Cyclic redundancy checks used as hashes: CRC32C (Castagnoli; RFC 3720, appendix B.4) and the CRC16 of Redis Cluster's slots.
#pragma once

#include <array>

#include "hash/bytes.h"
#include "placement/isa.h"
#include "placement/mix.h"

namespace nines::hash {

namespace crc_detail {
/// Remainders of every byte, for a reflected 32-bit polynomial.
inline constexpr auto castagnoli = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) * 0x82F63B78);
    table[byte] = rest;
  }
  return table;
}();
/// Remainders of every byte for x^16 + x^12 + x^5 + 1, most significant bit first (XMODEM).
inline constexpr auto xmodem = [] {
  std::array<uint16_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t rest = byte << 8;
    for (int bit = 0; bit < 8; ++bit) rest = (rest << 1) ^ ((rest & 0x8000) != 0 ? 0x1021 : 0);
    table[byte] = static_cast<uint16_t>(rest);
  }
  return table;
}();
}  // namespace crc_detail

[[nodiscard]] constexpr uint32_t crc32c_table(const uint8_t* at, size_t length) noexcept {
  uint32_t crc = UINT32_MAX;
  for (size_t i = 0; i < length; ++i) crc = (crc >> 8) ^ crc_detail::castagnoli[(crc ^ at[i]) & 0xFF];
  return ~crc;
}
static_assert(crc32c_table(Bytes("123456789").data, 9) == 0xE3069283 && crc32c_table(Bytes("a").data, 1) == 0xC1D04330);

#if NINES_X86
__attribute__((target("sse4.2"))) inline uint32_t crc32c_sse42(const uint8_t* at, size_t length) noexcept {
  uint64_t crc = UINT32_MAX;
  for (; length >= 8; length -= 8, at += 8) crc = _mm_crc32_u64(crc, load64(at));
  auto rest = static_cast<uint32_t>(crc);
  for (; length > 0; --length, ++at) rest = _mm_crc32_u8(rest, *at);
  return ~rest;
}
#endif

[[nodiscard]] inline uint32_t crc32c(const uint8_t* at, size_t length) noexcept {
#if NINES_X86
  if (__builtin_cpu_supports("sse4.2")) return crc32c_sse42(at, length);
#endif
  return crc32c_table(at, length);
}

/// 32 bits of checksum, spread over 64 by a bijection: placements read the high bits of a digest.
[[nodiscard]] inline uint64_t crc32c_64(const uint8_t* at, size_t length) noexcept {
  return placement::mix64(crc32c(at, length));
}

[[nodiscard]] constexpr uint16_t crc16(const uint8_t* at, size_t length) noexcept {
  uint32_t crc = 0;
  for (size_t i = 0; i < length; ++i)
    crc = ((crc << 8) ^ crc_detail::xmodem[((crc >> 8) ^ at[i]) & 0xFF]) & 0xFFFF;
  return static_cast<uint16_t>(crc);
}
static_assert(crc16(Bytes("123456789").data, 9) == 0x31C3, "Redis Cluster specification, appendix A");

/// The slot of a key: of what stands between the first { and the next }, where that is not empty; else of the whole key.
[[nodiscard]] constexpr uint64_t redis_slot(const uint8_t* at, size_t length) noexcept {
  size_t open = 0;
  while (open < length && at[open] != '{') ++open;
  size_t close = open + 1;
  while (close < length && at[close] != '}') ++close;
  const bool tagged = close < length && close > open + 1;
  return (tagged ? crc16(at + open + 1, close - open - 1) : crc16(at, length)) & 16383u;
}
static_assert(redis_slot(Bytes("foo{}{bar}").data, 10) == 8363 && redis_slot(Bytes("foo{{bar}}zap").data, 13) == 4015 &&
                  redis_slot(Bytes("{user1000}.following").data, 20) == 3443,
              "CLUSTER KEYSLOT of redis-server 7.0.15");

}  // namespace nines::hash
