// Weighted rendezvous hashing by logarithms. Resch & Fanelli 2015 (SNIA SDC, "New hashing algorithms for data storage"): with u
// uniform in (0, 1), the node of the greatest ln(u) / weight has the key, which gives each node exactly its weight's share.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "placement/isa.h"
#include "placement/rendezvous.h"

namespace nines::placement {

namespace logarithm {
inline constexpr uint64_t sqrt_half = 0x3FE6A09E667F3BCD;   ///< bits of the square root of 1/2
inline constexpr double ln2 = 0.6931471805599453;
/// 1/3, 1/5, ..., 1/15: ln((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 + ...); |s| < 0.172 leaves less than 1e-13.
inline constexpr double terms[] = {1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3};
}  // namespace logarithm

/// ln((2 (hash >> 12) + 1) / 2^53): at most 0, and the same in every language, because it is made of single IEEE additions,
/// multiplications and one division in a fixed order, where a library's log may differ in the last place.
[[nodiscard]] inline double ln_unit(uint64_t hash) noexcept {
  using namespace logarithm;
  const uint64_t bits = std::bit_cast<uint64_t>(static_cast<double>((hash >> 12) * 2 + 1));
  const int64_t exponent = static_cast<int64_t>(bits - sqrt_half) >> 52;
  const double mantissa = std::bit_cast<double>(bits - (static_cast<uint64_t>(exponent) << 52));
  const double s = (mantissa - 1) / (mantissa + 1), s2 = s * s;
  double sum = terms[0];
  for (size_t i = 1; i < std::size(terms); ++i) sum = sum * s2 + terms[i];
  const double fraction = (s + s * (s2 * sum)) * 2;
  return static_cast<double>(exponent - 53) * ln2 + fraction;
}

#if NINES_X86
/// Eight keys against every node; the same operations in the same order, so the same bits.
NINES_AVX512 inline void weighted_rendezvous_avx512(const uint64_t* digests, const std::vector<uint64_t>& seeds,
                                                    const std::vector<double>& inverse_weights, uint32_t* best) noexcept {
  using namespace logarithm;
  const __m512i first = _mm512_set1_epi64(static_cast<int64_t>(0xBF58476D1CE4E5B9));
  const __m512i second = _mm512_set1_epi64(static_cast<int64_t>(0x94D049BB133111EB));
  const __m512i one = _mm512_set1_epi64(1);
  const __m512d unit = _mm512_set1_pd(1.0), two = _mm512_set1_pd(2.0);
  const __m512i key = _mm512_loadu_si512(digests);
  __m512d top = _mm512_set1_pd(-__builtin_inf());
  __m512i winner = _mm512_setzero_si512();
  for (size_t n = 0; n < seeds.size(); ++n) {
    __m512i z = _mm512_xor_si512(key, _mm512_set1_epi64(static_cast<int64_t>(seeds[n])));
    z = _mm512_mullo_epi64(_mm512_xor_si512(z, _mm512_srli_epi64(z, 30)), first);
    z = _mm512_mullo_epi64(_mm512_xor_si512(z, _mm512_srli_epi64(z, 27)), second);
    const __m512i odd = _mm512_or_si512(_mm512_slli_epi64(_mm512_srli_epi64(z, 12), 1), one);
    const __m512i bits = _mm512_castpd_si512(_mm512_cvtepi64_pd(odd));
    const __m512i exponent = _mm512_srai_epi64(_mm512_sub_epi64(bits, _mm512_set1_epi64(static_cast<int64_t>(sqrt_half))), 52);
    const __m512d mantissa = _mm512_castsi512_pd(_mm512_sub_epi64(bits, _mm512_slli_epi64(exponent, 52)));
    const __m512d s = _mm512_div_pd(_mm512_sub_pd(mantissa, unit), _mm512_add_pd(mantissa, unit));
    const __m512d s2 = _mm512_mul_pd(s, s);
    __m512d sum = _mm512_set1_pd(terms[0]);
    for (size_t i = 1; i < std::size(terms); ++i) sum = _mm512_add_pd(_mm512_mul_pd(sum, s2), _mm512_set1_pd(terms[i]));
    const __m512d fraction = _mm512_mul_pd(_mm512_add_pd(s, _mm512_mul_pd(s, _mm512_mul_pd(s2, sum))), two);
    const __m512d whole =
        _mm512_mul_pd(_mm512_cvtepi64_pd(_mm512_sub_epi64(exponent, _mm512_set1_epi64(53))), _mm512_set1_pd(ln2));
    const __m512d score = _mm512_mul_pd(_mm512_add_pd(whole, fraction), _mm512_set1_pd(inverse_weights[n]));
    const __mmask8 greater = _mm512_cmp_pd_mask(score, top, _CMP_GT_OQ);
    winner = _mm512_mask_mov_epi64(winner, greater, _mm512_set1_epi64(static_cast<int64_t>(n)));
    top = _mm512_mask_mov_pd(top, greater, score);
  }
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(best), _mm512_cvtepi64_epi32(winner));
}
#endif

class WeightedRendezvous final : public ScoredPlacement<WeightedRendezvous> {
 public:
  static constexpr bool weighted = true;

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    size_t i = 0;
#if NINES_X86
    if (isa_ == Isa::avx512)
      for (; i + 8 <= digests.size(); i += 8) {
        weighted_rendezvous_avx512(&digests[i], seeds_, inverse_weights_, &buckets[i]);
        for (size_t k = i; k < i + 8; ++k) buckets[k] = buckets_[buckets[k]];
      }
#endif
    for (; i < digests.size(); ++i) buckets[i] = buckets_[best(digests[i])];
  }
  [[nodiscard]] double score(uint64_t digest, size_t n) const noexcept {
    return ln_unit(rendezvous_score64(digest, seeds_[n])) * inverse_weights_[n];
  }
  [[nodiscard]] size_t bytes() const noexcept override {
    return seeds_.size() * (sizeof(uint64_t) + sizeof(double) + sizeof(uint32_t));
  }
  void rebuild() noexcept {
    seeds_.clear();
    inverse_weights_.clear();
    for (const uint32_t bucket : buckets_) {
      seeds_.push_back(members_[bucket].seed);
      inverse_weights_.push_back(1 / members_[bucket].weight);
    }
  }

 private:
  [[nodiscard]] size_t best(uint64_t digest) const noexcept {
    size_t best = 0;
    double top = score(digest, 0);
    for (size_t n = 1; n < seeds_.size(); ++n)
      if (const double now = score(digest, n); now > top) {
        top = now;
        best = n;
      }
    return best;
  }

  std::vector<uint64_t> seeds_;
  std::vector<double> inverse_weights_;
};

}  // namespace nines::placement
