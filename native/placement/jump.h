// Jump consistent hash. Lamping & Veach, "A fast, minimal memory, consistent hash algorithm", 2014 (arXiv 1406.2294), figure 1.
#pragma once

#include <cstdint>

#include "placement/isa.h"
#include "placement/members.h"
#include "placement/placement.h"

namespace nines::placement {

namespace jump_detail {
inline constexpr uint64_t multiplier = 2862933555777941757;
inline constexpr double two31 = 2147483648.0;
}  // namespace jump_detail

/// digest (u64) -> bucket in [0, bucket_count), bucket_count from 1 to 2^31. O(ln bucket_count) divisions.
[[nodiscard]] constexpr uint32_t jump_bucket(uint64_t digest, uint32_t bucket_count) noexcept {
  int64_t bucket = -1, next = 0;
  while (next < int64_t{bucket_count}) {
    bucket = next;
    digest = digest * jump_detail::multiplier + 1;
    next = static_cast<int64_t>(static_cast<double>(bucket + 1) *
                                (jump_detail::two31 / static_cast<double>((digest >> 33) + 1)));
  }
  return static_cast<uint32_t>(bucket);
}
static_assert(jump_bucket(10863919174838991, 11) == 6 && jump_bucket(2016238256797177309, 11) == 3 &&
                  jump_bucket(1673758223894951030, 11) == 5 && jump_bucket(2, 100001) == 80343,
              "vectors shared by the implementations in Go and Python");

inline void jump_scalar(const uint64_t* digests, size_t n, uint32_t bucket_count, uint32_t* buckets) noexcept {
  for (size_t i = 0; i < n; ++i) buckets[i] = jump_bucket(digests[i], bucket_count);
}

#if NINES_X86
/// 8 keys to a register, two registers at a time so that one's division hides the other's multiplication. Every operation is
/// the scalar one on the same numbers: (digest >> 33) + 1 <= 2^31 and the bucket are exact in a double, and truncation is the
/// same rounding. Lanes that are done are masked out until the slowest is.
NINES_AVX512 inline void jump_avx512(const uint64_t* digests, size_t n, uint32_t bucket_count,
                                     uint32_t* buckets) noexcept {
  const __m512i multiplier = _mm512_set1_epi64(static_cast<int64_t>(jump_detail::multiplier));
  const __m512i one = _mm512_set1_epi64(1);
  const __m512d two31 = _mm512_set1_pd(jump_detail::two31), unit = _mm512_set1_pd(1.0);
  const __m512d limit = _mm512_set1_pd(static_cast<double>(bucket_count));
  const auto step = [&](__m512i& key, __m512d& bucket, __m512d& next, __mmask8 live) NINES_AVX512 {
    bucket = _mm512_mask_mov_pd(bucket, live, next);
    key = _mm512_add_epi64(_mm512_mullo_epi64(key, multiplier), one);
    const __m512d draw = _mm512_cvtepi64_pd(_mm512_add_epi64(_mm512_srli_epi64(key, 33), one));
    const __m512d far = _mm512_mul_pd(_mm512_add_pd(bucket, unit), _mm512_div_pd(two31, draw));
    next = _mm512_roundscale_pd(far, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    return _mm512_mask_cmp_pd_mask(live, next, limit, _CMP_LT_OQ);
  };
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    __m512i key_a = _mm512_loadu_si512(digests + i), key_b = _mm512_loadu_si512(digests + i + 8);
    __m512d bucket_a = _mm512_setzero_pd(), bucket_b = bucket_a, next_a = bucket_a, next_b = bucket_a;
    __mmask8 live_a = 0xFF, live_b = 0xFF;
    do {
      live_a = step(key_a, bucket_a, next_a, live_a);
      live_b = step(key_b, bucket_b, next_b, live_b);
    } while ((live_a | live_b) != 0);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(buckets + i), _mm512_cvttpd_epu32(bucket_a));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(buckets + i + 8), _mm512_cvttpd_epu32(bucket_b));
  }
  jump_scalar(digests + i, n - i, bucket_count, buckets + i);
}

/// 4 keys to a register, four registers in turn. AVX2 has no 64-bit multiplication or conversion: the product is put together
/// from 32-bit halves, and a whole number below 2^52 becomes a double by writing it into the mantissa of 2^52.
NINES_AVX2 inline void jump_avx2(const uint64_t* digests, size_t n, uint32_t bucket_count, uint32_t* buckets) noexcept {
  const __m256i multiplier = _mm256_set1_epi64x(static_cast<int64_t>(jump_detail::multiplier));
  const __m256i multiplier_high = _mm256_srli_epi64(multiplier, 32), one = _mm256_set1_epi64x(1);
  const __m256i two52_bits = _mm256_set1_epi64x(0x4330000000000000);
  const __m256d two52 = _mm256_set1_pd(4503599627370496.0), two31 = _mm256_set1_pd(jump_detail::two31);
  const __m256d unit = _mm256_set1_pd(1.0), limit = _mm256_set1_pd(static_cast<double>(bucket_count));
  const auto step = [&](__m256i& key, __m256d& bucket, __m256d& next, __m256d live) NINES_AVX2 {
    bucket = _mm256_blendv_pd(bucket, next, live);
    const __m256i cross = _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(key, 32), multiplier),
                                           _mm256_mul_epu32(key, multiplier_high));
    key = _mm256_add_epi64(_mm256_add_epi64(_mm256_mul_epu32(key, multiplier), _mm256_slli_epi64(cross, 32)), one);
    const __m256i draw_bits = _mm256_add_epi64(_mm256_srli_epi64(key, 33), one);
    const __m256d draw = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(draw_bits, two52_bits)), two52);
    const __m256d far = _mm256_mul_pd(_mm256_add_pd(bucket, unit), _mm256_div_pd(two31, draw));
    next = _mm256_round_pd(far, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    return _mm256_and_pd(live, _mm256_cmp_pd(next, limit, _CMP_LT_OQ));
  };
  constexpr size_t registers = 4;
  size_t i = 0;
  for (; i + 4 * registers <= n; i += 4 * registers) {
    __m256i key[registers];
    __m256d bucket[registers], next[registers], live[registers];
    for (size_t r = 0; r < registers; ++r) {
      key[r] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(digests + i + 4 * r));
      bucket[r] = next[r] = _mm256_setzero_pd();
      live[r] = _mm256_castsi256_pd(_mm256_set1_epi64x(-1));
    }
    int any = 0;
    do {
      any = 0;
      for (size_t r = 0; r < registers; ++r) {
        live[r] = step(key[r], bucket[r], next[r], live[r]);
        any |= _mm256_movemask_pd(live[r]);
      }
    } while (any != 0);
    for (size_t r = 0; r < registers; ++r) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(buckets + i + 4 * r), _mm256_cvttpd_epi32(bucket[r]));
    }
  }
  jump_scalar(digests + i, n - i, bucket_count, buckets + i);
}
#endif

inline void jump_batch(Isa isa, const uint64_t* digests, size_t n, uint32_t bucket_count, uint32_t* buckets) noexcept {
#if NINES_X86
  if (isa == Isa::avx512) return jump_avx512(digests, n, bucket_count, buckets);
  if (isa == Isa::avx2) return jump_avx2(digests, n, bucket_count, buckets);
#endif
  jump_scalar(digests, n, bucket_count, buckets);
}

/// For the placements whose whole state is the number of buckets: only the newest can leave, and there are no weights.
template <class Derived>
class LastOnly : public Placement {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    if (options.nodes == 0) return Status::no_nodes;
    if (options.nodes > max_nodes) return Status::too_many_nodes;
    for (const double weight : options.weights)
      if (weight != 1) return is_weight(weight) ? Status::no_weights : Status::bad_weight;
    bucket_count_ = options.nodes;
    isa_ = options.isa;
    return Status::ok;
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (node.weight != 1) return is_weight(node.weight) ? Status::no_weights : Status::bad_weight;
    if (bucket_count_ >= max_nodes) return Status::full;
    bucket = bucket_count_++;
    return Status::ok;
  }

  Status remove(uint32_t bucket) noexcept override {
    if (bucket >= bucket_count_) return Status::not_in_use;
    if (bucket_count_ == 1) return Status::last_node;
    if (bucket + 1 != bucket_count_) return Status::not_newest;
    --bucket_count_;
    return Status::ok;
  }

  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
  [[nodiscard]] uint32_t size() const noexcept override { return bucket_count_; }
  [[nodiscard]] size_t bytes() const noexcept override { return sizeof bucket_count_; }

 protected:
  uint32_t bucket_count_ = 1;
  Isa isa_ = Isa::scalar;
};

class Jump final : public LastOnly<Jump> {
 public:
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    jump_batch(isa_, digests.data(), digests.size(), bucket_count_, buckets.data());
  }
};

}  // namespace nines::placement
