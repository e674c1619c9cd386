#include "log/crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace nines::log {
namespace {

constexpr uint32_t kPolynomial = 0x82F63B78u;

/// Slicing by 8 (Kounavis & Berry 2005): table[k][b] is the CRC of byte b followed by k zero bytes.
constexpr std::array<std::array<uint32_t, 256>, 8> make_tables() {
  std::array<std::array<uint32_t, 256>, 8> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
    table[0][byte] = crc;
  }
  for (size_t k = 1; k < 8; ++k)
    for (size_t byte = 0; byte < 256; ++byte)
      table[k][byte] = (table[k - 1][byte] >> 8) ^ table[0][table[k - 1][byte] & 0xFF];
  return table;
}

constexpr auto kTables = make_tables();

constexpr uint32_t step(uint32_t crc, uint8_t byte) { return (crc >> 8) ^ kTables[0][(crc ^ byte) & 0xFF]; }

/// The check value of the catalogue of CRC algorithms for "123456789".
constexpr uint32_t check_value() {
  uint32_t crc = 0xFFFFFFFFu;
  for (uint8_t byte = '1'; byte <= '9'; ++byte) crc = step(crc, byte);
  return ~crc;
}
static_assert(check_value() == 0xE3069283u);

uint32_t by_table(uint32_t crc, const uint8_t* at, size_t length) noexcept {
  for (; length >= 8; at += 8, length -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    word ^= crc;
    crc = kTables[7][word & 0xFF] ^ kTables[6][(word >> 8) & 0xFF] ^ kTables[5][(word >> 16) & 0xFF] ^
          kTables[4][(word >> 24) & 0xFF] ^ kTables[3][(word >> 32) & 0xFF] ^ kTables[2][(word >> 40) & 0xFF] ^
          kTables[1][(word >> 48) & 0xFF] ^ kTables[0][word >> 56];
  }
  for (; length > 0; ++at, --length) crc = step(crc, *at);
  return crc;
}

#if defined(__x86_64__)

__attribute__((target("sse4.2"))) uint32_t by_sse42(uint32_t crc, const uint8_t* at, size_t length) noexcept {
  uint64_t state = crc;
  for (; length >= 8; at += 8, length -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    state = _mm_crc32_u64(state, word);
  }
  uint32_t rest = static_cast<uint32_t>(state);
  for (; length > 0; ++at, --length) rest = _mm_crc32_u8(rest, *at);
  return rest;
}

/// x^(8 * zero_bytes - 33) mod P, reflected: the factor that carries a CRC over that many zero bytes when the product is
/// reduced by one crc32 instruction (Gopal et al. 2011, "Fast CRC computation for iSCSI polynomial using CRC32 instruction").
constexpr uint32_t shift_factor(size_t zero_bytes) {
  uint32_t power = 0x80000000u;  // x^0, reflected
  for (size_t bit = 0; bit < 8 * zero_bytes - 33; ++bit) power = (power >> 1) ^ ((power & 1) != 0 ? kPolynomial : 0);
  return power;
}

/// Three independent streams of Block bytes hide the three-cycle latency of crc32; two carry-less products join them.
template <size_t Block>
__attribute__((target("sse4.2,pclmul"))) uint32_t three_streams(uint32_t crc, const uint8_t*& at,
                                                                size_t& length) noexcept {
  static_assert(Block % 8 == 0);
  constexpr uint32_t over_two = shift_factor(2 * Block);
  constexpr uint32_t over_one = shift_factor(Block);
  const __m128i factors = _mm_set_epi64x(static_cast<int64_t>(over_one), static_cast<int64_t>(over_two));
  while (length >= 3 * Block) {
    uint64_t a = crc, b = 0, c = 0;
    for (size_t i = 0; i < Block; i += 8) {
      uint64_t wa, wb, wc;
      std::memcpy(&wa, at + i, 8);
      std::memcpy(&wb, at + Block + i, 8);
      std::memcpy(&wc, at + 2 * Block + i, 8);
      a = _mm_crc32_u64(a, wa);
      b = _mm_crc32_u64(b, wb);
      c = _mm_crc32_u64(c, wc);
    }
    const __m128i pa = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<int64_t>(a)), factors, 0x00);
    const __m128i pb = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<int64_t>(b)), factors, 0x10);
    const uint64_t joined = static_cast<uint64_t>(_mm_cvtsi128_si64(_mm_xor_si128(pa, pb)));
    crc = static_cast<uint32_t>(_mm_crc32_u64(0, joined)) ^ static_cast<uint32_t>(c);
    at += 3 * Block;
    length -= 3 * Block;
  }
  return crc;
}

uint32_t by_three_streams(uint32_t crc, const uint8_t* at, size_t length) noexcept {
  crc = three_streams<1024>(crc, at, length);
  crc = three_streams<128>(crc, at, length);
  return by_sse42(crc, at, length);
}

#endif

CrcKernel find_best() noexcept {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2"))
    return __builtin_cpu_supports("pclmul") ? CrcKernel::kSse42Pclmul : CrcKernel::kSse42;
#endif
  return CrcKernel::kTable;
}

}  // namespace

CrcKernel best_crc_kernel() noexcept {
  static const CrcKernel best = find_best();
  return best;
}

uint32_t crc32c_by(CrcKernel kernel, uint32_t crc, const void* bytes, size_t length) noexcept {
  const auto* at = static_cast<const uint8_t*>(bytes);
  switch (kernel) {
#if defined(__x86_64__)
    case CrcKernel::kSse42Pclmul: return ~by_three_streams(~crc, at, length);
    case CrcKernel::kSse42: return ~by_sse42(~crc, at, length);
#else
    case CrcKernel::kSse42Pclmul:
    case CrcKernel::kSse42:
#endif
    case CrcKernel::kTable: break;
  }
  return ~by_table(~crc, at, length);
}

uint32_t crc32c(uint32_t crc, const void* bytes, size_t length) noexcept {
  return crc32c_by(best_crc_kernel(), crc, bytes, length);
}

}  // namespace nines::log
