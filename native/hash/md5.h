// MD5: bytes -> 16 bytes. RFC 1321. Not for security: ketama defines its points and its keys by it.
#pragma once

#include <array>

#include "hash/bytes.h"

namespace nines::hash {

namespace md5_detail {
/// floor(2^32 * |sin(i + 1)|), RFC 1321, section 3.4.
inline constexpr uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
inline constexpr int shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

using State = std::array<uint32_t, 4>;

constexpr void block(State& state, const uint8_t* at) noexcept {
  auto [a, b, c, d] = state;
  // Unrolled, so that turn, word and shift are known to the compiler at each step.
#pragma GCC unroll 64
  for (uint32_t i = 0; i < 64; ++i) {
    const uint32_t turn = i / 16;
    const uint32_t f = turn == 0 ? (b & c) | (~b & d) : turn == 1 ? (d & b) | (~d & c) : turn == 2 ? b ^ c ^ d : c ^ (b | ~d);
    const uint32_t word = turn == 0 ? i : turn == 1 ? (5 * i + 1) % 16 : turn == 2 ? (3 * i + 5) % 16 : (7 * i) % 16;
    const uint32_t sum = a + f + sines[i] + load32(at + 4 * word);
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, shifts[turn][i % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}
}  // namespace md5_detail

/// The digest as four little-endian words, which is how ketama reads it.
[[nodiscard]] constexpr md5_detail::State md5(const uint8_t* at, size_t length) noexcept {
  md5_detail::State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  size_t done = 0;
  for (; length - done >= 64; done += 64) md5_detail::block(state, at + done);
  uint8_t tail[128]{};
  const size_t rest = length - done;
  for (size_t i = 0; i < rest; ++i) tail[i] = at[done + i];
  tail[rest] = 0x80;
  const size_t padded = rest < 56 ? 64 : 128;
  for (size_t i = 0; i < 8; ++i) tail[padded - 8 + i] = static_cast<uint8_t>((uint64_t{length} * 8) >> (8 * i));
  md5_detail::block(state, tail);
  if (padded == 128) md5_detail::block(state, tail + 64);
  return state;
}

/// The first eight bytes, little-endian: a u64 digest whose low half is ketama's hash of the key.
[[nodiscard]] constexpr uint64_t md5_64(const uint8_t* at, size_t length) noexcept {
  const auto words = md5(at, length);
  return words[0] | (uint64_t{words[1]} << 32);
}

static_assert(md5_64(Bytes("").data, 0) == 0x04b2008fd98c1dd4, "RFC 1321, A.5: d41d8cd98f00b204...");
static_assert(md5_64(Bytes("message digest").data, 14) == 0x8d93b77c7d696bf9, "RFC 1321, A.5: f96b697d7cb7938d...");
static_assert(md5_64(Bytes("12345678901234567890123456789012345678901234567890123456789012345678901234567890").data, 80) ==
                  0x55c9e32ba2f4ed57,
              "RFC 1321, A.5: 57edf4a22be3c955...");

}  // namespace nines::hash
