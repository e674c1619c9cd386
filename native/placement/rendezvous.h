// Rendezvous (highest random weight) hashing. Thaler & Ravishankar, "Using name-based mappings to increase hit rates",
// IEEE/ACM ToN 1998: each node scores each key, and the highest score has it. O(nodes) a key, so the scores are the kernel.
#pragma once

#include <cstdint>
#include <vector>

#include "placement/isa.h"
#include "placement/mix.h"
#include "placement/node_list.h"

namespace nines::placement {

/// Two thirds of mix64: its last step only changes low bits that hardly ever decide.
[[nodiscard]] constexpr uint64_t rendezvous_score64(uint64_t digest, uint64_t seed) noexcept {
  uint64_t z = digest ^ seed;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  return (z ^ (z >> 27)) * 0x94D049BB133111EB;
}

/// Murmur3's 32-bit finaliser over the digest's low half, with the high half brought in midway. A node whose score ties with a
/// lower bucket's loses: for about nodes / 2^32 of the keys.
[[nodiscard]] constexpr uint32_t rendezvous_score32(uint64_t digest, uint32_t seed) noexcept {
  uint32_t x = static_cast<uint32_t>(digest) ^ seed;
  x = (x ^ (x >> 16)) * 0x85EBCA6B;
  return (x ^ (x >> 13) ^ static_cast<uint32_t>(digest >> 32)) * 0xC2B2AE35;
}

/// Position of the best node for one key; `score(digest, seed)` and the seeds decide. The first of equals wins.
template <auto Score, class Seed>
[[nodiscard]] inline uint32_t rendezvous_best(uint64_t digest, const std::vector<Seed>& seeds) noexcept {
  uint32_t best = 0;
  auto highest = Score(digest, seeds[0]);
  for (uint32_t n = 1; n < seeds.size(); ++n)
    if (const auto score = Score(digest, seeds[n]); score > highest) {
      highest = score;
      best = n;
    }
  return best;
}

#if NINES_X86
// Lanes are keys and the loop is over nodes: a node's seed is one broadcast, and no lane ever has to be compared with another.

/// digests u64[16] -> positions u32[16].
NINES_AVX512 inline void rendezvous64_avx512(const uint64_t* digests, const std::vector<uint64_t>& seeds,
                                             uint32_t* best) noexcept {
  const __m512i first = _mm512_set1_epi64(static_cast<int64_t>(0xBF58476D1CE4E5B9));
  const __m512i second = _mm512_set1_epi64(static_cast<int64_t>(0x94D049BB133111EB));
  const auto score = [&](__m512i digest, __m512i seed) NINES_AVX512 {
    __m512i z = _mm512_xor_si512(digest, seed);
    z = _mm512_mullo_epi64(_mm512_xor_si512(z, _mm512_srli_epi64(z, 30)), first);
    return _mm512_mullo_epi64(_mm512_xor_si512(z, _mm512_srli_epi64(z, 27)), second);
  };
  const __m512i a = _mm512_loadu_si512(digests), b = _mm512_loadu_si512(digests + 8);
  __m512i seed = _mm512_set1_epi64(static_cast<int64_t>(seeds[0]));
  __m512i high_a = score(a, seed), high_b = score(b, seed), best_a = _mm512_setzero_si512(), best_b = best_a;
  for (size_t n = 1; n < seeds.size(); ++n) {
    seed = _mm512_set1_epi64(static_cast<int64_t>(seeds[n]));
    const __m512i position = _mm512_set1_epi64(static_cast<int64_t>(n));
    const __m512i score_a = score(a, seed), score_b = score(b, seed);
    best_a = _mm512_mask_mov_epi64(best_a, _mm512_cmpgt_epu64_mask(score_a, high_a), position);
    best_b = _mm512_mask_mov_epi64(best_b, _mm512_cmpgt_epu64_mask(score_b, high_b), position);
    high_a = _mm512_max_epu64(high_a, score_a);
    high_b = _mm512_max_epu64(high_b, score_b);
  }
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(best), _mm512_cvtepi64_epi32(best_a));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(best + 8), _mm512_cvtepi64_epi32(best_b));
}

/// z * factor in four lanes. AVX2 has no such product: the halves of the crossed factor give both mixed products in one
/// instruction, and only the low half of their sum counts.
NINES_AVX2 inline __m256i times64_avx2(__m256i z, uint64_t factor) noexcept {
  const __m256i crossed = _mm256_set1_epi64x(static_cast<int64_t>(factor >> 32 | factor << 32));
  const __m256i high_half = _mm256_set1_epi64x(static_cast<int64_t>(0xFFFFFFFF00000000));
  const __m256i mixed = _mm256_mullo_epi32(z, crossed);
  const __m256i straight = _mm256_mul_epu32(z, _mm256_set1_epi64x(static_cast<int64_t>(factor)));
  return _mm256_add_epi32(_mm256_add_epi64(straight, _mm256_slli_epi64(mixed, 32)), _mm256_and_si256(mixed, high_half));
}

/// digests u64[16] -> positions u32[16]. Scores less 2^63, since AVX2 compares signed numbers only.
NINES_AVX2 inline void rendezvous64_avx2(const uint64_t* digests, const std::vector<uint64_t>& seeds, uint32_t* best) noexcept {
  constexpr size_t vectors = 4;
  const auto score = [&](__m256i digest, __m256i seed) NINES_AVX2 {
    __m256i z = _mm256_xor_si256(digest, seed);
    z = times64_avx2(_mm256_xor_si256(z, _mm256_srli_epi64(z, 30)), 0xBF58476D1CE4E5B9);
    z = times64_avx2(_mm256_xor_si256(z, _mm256_srli_epi64(z, 27)), 0x94D049BB133111EB);
    return _mm256_xor_si256(z, _mm256_set1_epi64x(INT64_MIN));
  };
  __m256i digest[vectors], top[vectors], winner[vectors];
  __m256i seed = _mm256_set1_epi64x(static_cast<int64_t>(seeds[0]));
  for (size_t v = 0; v < vectors; ++v) {
    digest[v] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(digests + 4 * v));
    top[v] = score(digest[v], seed);
    winner[v] = _mm256_setzero_si256();
  }
  for (size_t n = 1; n < seeds.size(); ++n) {
    seed = _mm256_set1_epi64x(static_cast<int64_t>(seeds[n]));
    const __m256i position = _mm256_set1_epi64x(static_cast<int64_t>(n));
    for (size_t v = 0; v < vectors; ++v) {
      const __m256i now = score(digest[v], seed);
      const __m256i greater = _mm256_cmpgt_epi64(now, top[v]);
      top[v] = _mm256_blendv_epi8(top[v], now, greater);
      winner[v] = _mm256_blendv_epi8(winner[v], position, greater);
    }
  }
  for (size_t v = 0; v < vectors; ++v) {
    uint64_t positions[4];
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(positions), winner[v]);
    for (size_t k = 0; k < 4; ++k) best[4 * v + k] = static_cast<uint32_t>(positions[k]);
  }
}

/// low, high u32[32] (halves of the digests) -> positions u32[32].
NINES_AVX512 inline void rendezvous32_avx512(const uint32_t* low, const uint32_t* high, const std::vector<uint32_t>& seeds,
                                             uint32_t* best) noexcept {
  const __m512i first = _mm512_set1_epi32(static_cast<int32_t>(0x85EBCA6B));
  const __m512i second = _mm512_set1_epi32(static_cast<int32_t>(0xC2B2AE35));
  constexpr int xor3 = 0x96;
  const auto score = [&](__m512i low_half, __m512i high_half, __m512i seed) NINES_AVX512 {
    __m512i x = _mm512_xor_si512(low_half, seed);
    x = _mm512_mullo_epi32(_mm512_xor_si512(x, _mm512_srli_epi32(x, 16)), first);
    return _mm512_mullo_epi32(_mm512_ternarylogic_epi32(x, _mm512_srli_epi32(x, 13), high_half, xor3), second);
  };
  const __m512i low_a = _mm512_loadu_si512(low), low_b = _mm512_loadu_si512(low + 16);
  const __m512i high_a = _mm512_loadu_si512(high), high_b = _mm512_loadu_si512(high + 16);
  __m512i seed = _mm512_set1_epi32(static_cast<int32_t>(seeds[0]));
  __m512i top_a = score(low_a, high_a, seed), top_b = score(low_b, high_b, seed);
  __m512i best_a = _mm512_setzero_si512(), best_b = best_a;
  for (size_t n = 1; n < seeds.size(); ++n) {
    seed = _mm512_set1_epi32(static_cast<int32_t>(seeds[n]));
    const __m512i position = _mm512_set1_epi32(static_cast<int32_t>(n));
    const __m512i score_a = score(low_a, high_a, seed), score_b = score(low_b, high_b, seed);
    best_a = _mm512_mask_mov_epi32(best_a, _mm512_cmpgt_epu32_mask(score_a, top_a), position);
    best_b = _mm512_mask_mov_epi32(best_b, _mm512_cmpgt_epu32_mask(score_b, top_b), position);
    top_a = _mm512_max_epu32(top_a, score_a);
    top_b = _mm512_max_epu32(top_b, score_b);
  }
  _mm512_storeu_si512(best, best_a);
  _mm512_storeu_si512(best + 16, best_b);
}

/// The same with eight lanes; a greater score is one that the maximum differs from.
NINES_AVX2 inline void rendezvous32_avx2(const uint32_t* low, const uint32_t* high, const std::vector<uint32_t>& seeds,
                                         uint32_t* best) noexcept {
  const __m256i first = _mm256_set1_epi32(static_cast<int32_t>(0x85EBCA6B));
  const __m256i second = _mm256_set1_epi32(static_cast<int32_t>(0xC2B2AE35));
  const auto score = [&](__m256i low_half, __m256i high_half, __m256i seed) NINES_AVX2 {
    __m256i x = _mm256_xor_si256(low_half, seed);
    x = _mm256_mullo_epi32(_mm256_xor_si256(x, _mm256_srli_epi32(x, 16)), first);
    x = _mm256_xor_si256(_mm256_xor_si256(x, _mm256_srli_epi32(x, 13)), high_half);
    return _mm256_mullo_epi32(x, second);
  };
  for (size_t k = 0; k < 32; k += 8) {
    const __m256i low_half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(low + k));
    const __m256i high_half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(high + k));
    __m256i top = score(low_half, high_half, _mm256_set1_epi32(static_cast<int32_t>(seeds[0])));
    __m256i winner = _mm256_setzero_si256();
    for (size_t n = 1; n < seeds.size(); ++n) {
      const __m256i now = score(low_half, high_half, _mm256_set1_epi32(static_cast<int32_t>(seeds[n])));
      const __m256i greatest = _mm256_max_epu32(top, now);
      winner = _mm256_blendv_epi8(_mm256_set1_epi32(static_cast<int32_t>(n)), winner, _mm256_cmpeq_epi32(greatest, top));
      top = greatest;
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(best + k), winner);
  }
}
#endif

/// 64-bit scores.
class Rendezvous final : public ScoredPlacement<Rendezvous> {
 public:
  static constexpr bool weighted = false;

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    size_t i = 0;
#if NINES_X86
    if (isa_ != Isa::scalar)
      for (; i + 16 <= digests.size(); i += 16) {
        if (isa_ == Isa::avx512) rendezvous64_avx512(&digests[i], seeds_, &buckets[i]);
        else rendezvous64_avx2(&digests[i], seeds_, &buckets[i]);
        for (size_t k = i; k < i + 16; ++k) buckets[k] = buckets_[buckets[k]];
      }
#endif
    for (; i < digests.size(); ++i) buckets[i] = buckets_[rendezvous_best<rendezvous_score64>(digests[i], seeds_)];
  }
  [[nodiscard]] uint64_t score(uint64_t digest, size_t n) const noexcept { return rendezvous_score64(digest, seeds_[n]); }
  [[nodiscard]] size_t bytes() const noexcept override { return seeds_.size() * (sizeof(uint64_t) + sizeof(uint32_t)); }
  void rebuild() noexcept {
    seeds_.clear();
    for (const uint32_t bucket : buckets_) seeds_.push_back(members_[bucket].seed);
  }

 private:
  std::vector<uint64_t> seeds_;
};

/// 32-bit scores: twice the lanes and cheaper multiplications.
class Rendezvous32 final : public ScoredPlacement<Rendezvous32> {
 public:
  static constexpr bool weighted = false;

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    size_t i = 0;
#if NINES_X86
    if (isa_ != Isa::scalar)
      for (; i + 32 <= digests.size(); i += 32) {
        uint32_t low[32], high[32], best[32];
        for (size_t k = 0; k < 32; ++k) {
          low[k] = static_cast<uint32_t>(digests[i + k]);
          high[k] = static_cast<uint32_t>(digests[i + k] >> 32);
        }
        if (isa_ == Isa::avx512) rendezvous32_avx512(low, high, seeds_, best);
        else rendezvous32_avx2(low, high, seeds_, best);
        for (size_t k = 0; k < 32; ++k) buckets[i + k] = buckets_[best[k]];
      }
#endif
    for (; i < digests.size(); ++i) buckets[i] = buckets_[rendezvous_best<rendezvous_score32>(digests[i], seeds_)];
  }
  [[nodiscard]] uint32_t score(uint64_t digest, size_t n) const noexcept { return rendezvous_score32(digest, seeds_[n]); }
  [[nodiscard]] size_t bytes() const noexcept override { return seeds_.size() * 2 * sizeof(uint32_t); }
  void rebuild() noexcept {
    seeds_.clear();
    for (const uint32_t bucket : buckets_) seeds_.push_back(static_cast<uint32_t>(members_[bucket].seed >> 32));
  }

 private:
  std::vector<uint32_t> seeds_;
};

}  // namespace nines::placement
