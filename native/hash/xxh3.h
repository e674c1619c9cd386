// XXH3, 64 bits, seed 0: bytes -> u64. Collet, xxHash 0.8; the secret is the default one of the xxHash specification.
#pragma once

#include <array>

#include "hash/bytes.h"
#include "hash/xxh64.h"
#include "placement/isa.h"

namespace nines::hash {

namespace xxh3_detail {
using placement::Isa;
using xxh64_detail::p1;

inline constexpr uint32_t p32_1 = 0x9E3779B1, p32_2 = 0x85EBCA77, p32_3 = 0xC2B2AE3D;
inline constexpr size_t stripe = 64, block = 1024, secret_size = 192;
alignas(64) inline constexpr uint8_t secret[secret_size] = {
    0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c, 0xde, 0xd4, 0x6d, 0xe9,
    0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f, 0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78,
    0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21, 0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6,
    0x81, 0x3a, 0x26, 0x4c, 0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
    0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8, 0xa8, 0xfa, 0x76, 0x3f,
    0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d, 0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31,
    0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64, 0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff,
    0xfa, 0x13, 0x63, 0xeb, 0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
    0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce, 0x45, 0xcb, 0x3a, 0x8f,
    0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e};


/// The two halves of the 128-bit product, folded.
[[nodiscard]] constexpr uint64_t fold(uint64_t a, uint64_t b) noexcept {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}
[[nodiscard]] constexpr uint64_t mix16(const uint8_t* at, size_t key) noexcept {
  return fold(load64(at) ^ load64(secret + key), load64(at + 8) ^ load64(secret + key + 8));
}
[[nodiscard]] constexpr uint64_t avalanche3(uint64_t h) noexcept {
  h = (h ^ (h >> 37)) * 0x165667919E3779F9;
  return h ^ (h >> 32);
}

[[nodiscard]] constexpr uint64_t up_to_16(const uint8_t* at, size_t length) noexcept {
  if (length > 8) {
    const uint64_t low = load64(at) ^ load64(secret + 24) ^ load64(secret + 32);
    const uint64_t high = load64(at + length - 8) ^ load64(secret + 40) ^ load64(secret + 48);
    return avalanche3(length + __builtin_bswap64(low) + high + fold(low, high));
  }
  if (length >= 4) {
    const uint64_t both = load32(at + length - 4) + (uint64_t{load32(at)} << 32);
    uint64_t h = both ^ load64(secret + 8) ^ load64(secret + 16);
    h = (h ^ std::rotl(h, 49) ^ std::rotl(h, 24)) * 0x9FB21C651E98DF25;
    h = (h ^ ((h >> 35) + length)) * 0x9FB21C651E98DF25;
    return h ^ (h >> 28);
  }
  if (length == 0) return xxh64_detail::avalanche(load64(secret + 56) ^ load64(secret + 64));
  const uint32_t bytes = (uint32_t{at[0]} << 16) | (uint32_t{at[length >> 1]} << 24) | at[length - 1] |
                         (static_cast<uint32_t>(length) << 8);
  return xxh64_detail::avalanche(uint64_t{bytes} ^ load32(secret) ^ load32(secret + 4));
}

[[nodiscard]] constexpr uint64_t up_to_240(const uint8_t* at, size_t length) noexcept {
  uint64_t h = length * p1;
  if (length <= 128) {
    for (size_t i = (length - 1) / 32 + 1; i-- > 0;)
      h += mix16(at + 16 * i, 32 * i) + mix16(at + length - 16 * (i + 1), 32 * i + 16);
    return avalanche3(h);
  }
  for (size_t i = 0; i < 8; ++i) h += mix16(at + 16 * i, 16 * i);
  h = avalanche3(h);
  for (size_t i = 8; i < length / 16; ++i) h += mix16(at + 16 * i, 16 * (i - 8) + 3);
  return avalanche3(h + mix16(at + length - 16, 136 - 17));
}

/// Eight lanes of a long key.
using Lanes = std::array<uint64_t, 8>;
inline constexpr Lanes first_lanes = {p32_3,           p1,    xxh64_detail::p2, xxh64_detail::p3, xxh64_detail::p4, p32_2,
                                      xxh64_detail::p5, p32_1};

/// Walks a key longer than 240 bytes: accumulate(at, key) takes a stripe, scramble() ends a block.
template <class Accumulate, class Scramble>
__attribute__((always_inline)) constexpr void long_key(const uint8_t* at, size_t length, const Accumulate& accumulate,
                                                       const Scramble& scramble) noexcept {
  const size_t blocks = (length - 1) / block;
  for (size_t b = 0; b < blocks; ++b) {
    for (size_t s = 0; s < block / stripe; ++s) accumulate(at + b * block + s * stripe, 8 * s);
    scramble();
  }
  const size_t stripes = (length - 1 - blocks * block) / stripe;
  for (size_t s = 0; s < stripes; ++s) accumulate(at + blocks * block + s * stripe, 8 * s);
  accumulate(at + length - stripe, secret_size - stripe - 7);
}

[[nodiscard]] constexpr uint64_t merge(const Lanes& lanes, size_t length) noexcept {
  uint64_t h = length * p1;
  for (size_t i = 0; i < 4; ++i)
    h += fold(lanes[2 * i] ^ load64(secret + 11 + 16 * i), lanes[2 * i + 1] ^ load64(secret + 11 + 16 * i + 8));
  return avalanche3(h);
}

[[nodiscard]] constexpr uint64_t long_scalar(const uint8_t* at, size_t length) noexcept {
  Lanes lanes = first_lanes;
  long_key(
      at, length,
      [&](const uint8_t* in, size_t key) {
        for (size_t i = 0; i < 8; ++i) {
          const uint64_t word = load64(in + 8 * i), keyed = word ^ load64(secret + key + 8 * i);
          lanes[i ^ 1] += word;
          lanes[i] += (keyed & 0xFFFFFFFF) * (keyed >> 32);
        }
      },
      [&] {
        for (size_t i = 0; i < 8; ++i)
          lanes[i] = (lanes[i] ^ (lanes[i] >> 47) ^ load64(secret + secret_size - stripe + 8 * i)) * p32_1;
      });
  return merge(lanes, length);
}

#if NINES_X86
NINES_AVX512 inline uint64_t long_avx512(const uint8_t* at, size_t length) noexcept {
  __m512i lanes = _mm512_loadu_si512(first_lanes.data());
  const __m512i prime = _mm512_set1_epi64(p32_1);
  long_key(
      at, length,
      [&](const uint8_t* in, size_t key) NINES_AVX512 {
        const __m512i word = _mm512_loadu_si512(in), keyed = _mm512_xor_si512(word, _mm512_loadu_si512(secret + key));
        const __m512i product = _mm512_mul_epu32(keyed, _mm512_srli_epi64(keyed, 32));
        lanes = _mm512_add_epi64(lanes, _mm512_add_epi64(product, _mm512_shuffle_epi32(word, _MM_PERM_BADC)));
      },
      [&]() NINES_AVX512 {
        const __m512i key = _mm512_loadu_si512(secret + secret_size - stripe);
        const __m512i mixed = _mm512_xor_si512(_mm512_xor_si512(lanes, _mm512_srli_epi64(lanes, 47)), key);
        const __m512i high = _mm512_mul_epu32(_mm512_srli_epi64(mixed, 32), prime);
        lanes = _mm512_add_epi64(_mm512_mul_epu32(mixed, prime), _mm512_slli_epi64(high, 32));
      });
  Lanes out;
  _mm512_storeu_si512(out.data(), lanes);
  return merge(out, length);
}

[[gnu::always_inline]] NINES_AVX2 inline __m256i load256(const void* from) noexcept {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

NINES_AVX2 inline uint64_t long_avx2(const uint8_t* at, size_t length) noexcept {
  __m256i lanes[2] = {load256(first_lanes.data()), load256(first_lanes.data() + 4)};
  const __m256i prime = _mm256_set1_epi64x(p32_1);
  long_key(
      at, length,
      [&](const uint8_t* in, size_t key) NINES_AVX2 {
        for (size_t half = 0; half < 2; ++half) {
          const __m256i word = load256(in + 32 * half), keyed = _mm256_xor_si256(word, load256(secret + key + 32 * half));
          const __m256i product = _mm256_mul_epu32(keyed, _mm256_srli_epi64(keyed, 32));
          lanes[half] = _mm256_add_epi64(lanes[half], _mm256_add_epi64(product, _mm256_shuffle_epi32(word, 0x4E)));
        }
      },
      [&]() NINES_AVX2 {
        for (size_t half = 0; half < 2; ++half) {
          const __m256i key = load256(secret + secret_size - stripe + 32 * half);
          const __m256i mixed = _mm256_xor_si256(_mm256_xor_si256(lanes[half], _mm256_srli_epi64(lanes[half], 47)), key);
          const __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(mixed, 32), prime);
          lanes[half] = _mm256_add_epi64(_mm256_mul_epu32(mixed, prime), _mm256_slli_epi64(high, 32));
        }
      });
  Lanes out;
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out.data()), lanes[0]);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out.data() + 4), lanes[1]);
  return merge(out, length);
}
#endif

using LongHash = uint64_t (*)(const uint8_t*, size_t) noexcept;
[[nodiscard]] inline LongHash long_hash(Isa isa) noexcept {
#if NINES_X86
  if (isa == Isa::avx512) return long_avx512;
  if (isa == Isa::avx2) return long_avx2;
#endif
  return [](const uint8_t* at, size_t length) noexcept { return long_scalar(at, length); };
}
}  // namespace xxh3_detail

/// O(length). `long_hash` is the machine's path for keys of more than 240 bytes; all paths agree.
[[nodiscard]] constexpr uint64_t xxh3(const uint8_t* at, size_t length,
                                      xxh3_detail::LongHash long_hash = nullptr) noexcept {
  if (length <= 16) return xxh3_detail::up_to_16(at, length);
  if (length <= 240) return xxh3_detail::up_to_240(at, length);
  return long_hash == nullptr ? xxh3_detail::long_scalar(at, length) : long_hash(at, length);
}

static_assert(xxh3(Bytes("").data, 0) == 0x2D06800538D394C2 && xxh3(Bytes("a").data, 1) == 0xE6C632B61E964E1F &&
              xxh3(Bytes("ab").data, 2) == 0xA873719C24D5735C && xxh3(Bytes("abc").data, 3) == 0x78AF5F94892F3950);

}  // namespace nines::hash
