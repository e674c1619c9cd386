// Maglev hashing. Eisenbud et al., "Maglev: a fast and reliable software network load balancer", NSDI 2016, section 3.4.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "placement/members.h"
#include "placement/placement.h"

namespace nines::placement {

/// digest % modulus for any digest and a modulus fixed beforehand, without the division (20 to 40 cycles): with
/// r = floor(2^64 / m), the quotient floor(digest * r / 2^64) is right or one too small, which one subtraction mends.
class ExactModulus {
 public:
  explicit constexpr ExactModulus(uint32_t modulus = 1) noexcept
      : modulus_(modulus),
        reciprocal_(modulus == 1 ? UINT64_MAX
                                 : static_cast<uint64_t>((static_cast<unsigned __int128>(1) << 64) / modulus)) {}

  [[nodiscard]] constexpr uint32_t operator()(uint64_t digest) const noexcept {
    const auto quotient = static_cast<uint64_t>((static_cast<unsigned __int128>(digest) * reciprocal_) >> 64);
    const uint64_t rest = digest - quotient * modulus_;
    return static_cast<uint32_t>(rest >= modulus_ ? rest - modulus_ : rest);
  }
  [[nodiscard]] constexpr uint32_t modulus() const noexcept { return static_cast<uint32_t>(modulus_); }

 private:
  uint64_t modulus_, reciprocal_;
};
static_assert(ExactModulus(65537)(UINT64_MAX) == UINT64_MAX % 65537 && ExactModulus(7)(6) == 6 && ExactModulus(7)(7) == 0 &&
              ExactModulus(655373)(655373ull * 655371 - 1) == 655372 && ExactModulus(1)(UINT64_MAX) == 0);

/// digests modulo 65537 = 2^16 + 1, the paper's table size. 2^16 is -1 there, so with w0 to w3 the 16-bit words of a digest the
/// rest is w0 - w1 + w2 - w3, give or take a multiple of 65537: no multiplication of 64 bits, and many keys at a time.
namespace fermat_detail {
inline constexpr uint32_t m = 65537;

#if NINES_X86
/// count is a multiple of 16.
NINES_AVX512 inline void rests_avx512(const uint64_t* digests, size_t count, uint32_t* rests) noexcept {
  // A word less 32768 fits a signed one, and the 32768 cancel; pairs of words are then one instruction (vpmaddwd).
  const __m512i bias = _mm512_set1_epi16(INT16_MIN), signs = _mm512_set1_epi32(static_cast<int>(0xFFFF0001));
  const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
  const __m512i once = _mm512_set1_epi32(m), twice = _mm512_set1_epi32(2 * m);
  for (size_t i = 0; i < count; i += 16) {
    const __m512i a = _mm512_madd_epi16(_mm512_xor_si512(_mm512_loadu_si512(digests + i), bias), signs);
    const __m512i b = _mm512_madd_epi16(_mm512_xor_si512(_mm512_loadu_si512(digests + i + 8), bias), signs);
    const __m512 fa = _mm512_castsi512_ps(a), fb = _mm512_castsi512_ps(b);
    const __m512i low = _mm512_castps_si512(_mm512_shuffle_ps(fa, fb, 0x88));
    const __m512i high = _mm512_castps_si512(_mm512_shuffle_ps(fa, fb, 0xDD));
    __m512i rest = _mm512_add_epi32(low, high);  // -131070 to 131070
    rest = _mm512_min_epu32(rest, _mm512_add_epi32(rest, twice));
    rest = _mm512_min_epu32(rest, _mm512_sub_epi32(rest, once));
    _mm512_storeu_si512(rests + i, _mm512_permutexvar_epi64(order, rest));
  }
}

NINES_AVX2 inline void rests_avx2(const uint64_t* digests, size_t count, uint32_t* rests) noexcept {
  const __m256i bias = _mm256_set1_epi16(INT16_MIN), signs = _mm256_set1_epi32(static_cast<int>(0xFFFF0001));
  const __m256i once = _mm256_set1_epi32(m), twice = _mm256_set1_epi32(2 * m);
  for (size_t i = 0; i < count; i += 8) {
    const auto* from = reinterpret_cast<const __m256i*>(digests + i);
    const __m256i a = _mm256_madd_epi16(_mm256_xor_si256(_mm256_loadu_si256(from), bias), signs);
    const __m256i b = _mm256_madd_epi16(_mm256_xor_si256(_mm256_loadu_si256(from + 1), bias), signs);
    const __m256 fa = _mm256_castsi256_ps(a), fb = _mm256_castsi256_ps(b);
    const __m256i low = _mm256_castps_si256(_mm256_shuffle_ps(fa, fb, 0x88));
    const __m256i high = _mm256_castps_si256(_mm256_shuffle_ps(fa, fb, 0xDD));
    __m256i rest = _mm256_add_epi32(low, high);
    rest = _mm256_min_epu32(rest, _mm256_add_epi32(rest, twice));
    rest = _mm256_min_epu32(rest, _mm256_sub_epi32(rest, once));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(rests + i), _mm256_permute4x64_epi64(rest, 0xD8));
  }
}
#endif

/// Scalar code is as fast with the reciprocal.
[[nodiscard]] inline bool has_vectors(Isa isa) noexcept { return NINES_X86 && isa != Isa::scalar; }

inline void rests(Isa isa, const uint64_t* digests, size_t count, uint32_t* rests) noexcept {
#if NINES_X86
  if (isa == Isa::avx512) return rests_avx512(digests, count, rests);
  if (isa == Isa::avx2) return rests_avx2(digests, count, rests);
#endif
  for (size_t i = 0; i < count; ++i) rests[i] = static_cast<uint32_t>(digests[i] % m);
}
}  // namespace fermat_detail

[[nodiscard]] constexpr bool is_prime(uint64_t n) noexcept {
  if (n < 4) return n >= 2;
  if (n % 2 == 0) return false;
  for (uint64_t d = 3; d * d <= n; d += 2)
    if (n % d == 0) return false;
  return true;
}

/// The paper's default size for up to 655 nodes, and beyond that the least prime that keeps 100 entries for each node:
/// section 5.3 wants the table at least that much larger than the number of nodes.
[[nodiscard]] constexpr uint32_t maglev_default_size(uint32_t nodes) noexcept {
  uint64_t size = std::max<uint64_t>(65537, uint64_t{100} * nodes);
  while (!is_prime(size)) ++size;
  return static_cast<uint32_t>(size);
}

/// A node's permutation of the table: offset, offset + skip, ... modulo the table's size.
struct MaglevTurn {
  uint32_t bucket;
  uint32_t next;        ///< where it looks for a free entry
  uint32_t skip;
  double share;         ///< turns a round: 1 for the heaviest
  double credit = 0;
};

/// Figure "Pseudocode 1": nodes take turns, each takes the next free entry of its own permutation, until the table is full.
/// A lighter node takes part in only its share of the rounds. O(size log size) expected.
template <class Entry>
void maglev_populate(std::vector<MaglevTurn> turns, std::vector<Entry>& table) noexcept {
  const uint32_t size = static_cast<uint32_t>(table.size());
  std::vector<uint8_t> taken(size);
  for (uint32_t filled = 0;;) {
    for (MaglevTurn& turn : turns) {
      turn.credit += turn.share;
      if (turn.credit < 1) continue;
      turn.credit -= 1;
      const auto advance = [&] {
        const uint32_t at = turn.next;
        turn.next = at >= size - turn.skip ? at - (size - turn.skip) : at + turn.skip;
        return at;
      };
      uint32_t at = advance();
      while (taken[at] != 0) at = advance();
      taken[at] = 1;
      table[at] = static_cast<Entry>(turn.bucket);
      if (++filled == size) return;
    }
  }
}

/// parameter: the table's size, a prime at least the number of nodes. Lookup: table[digest % size], the paper's mapping.
class Maglev final : public Placement {
 public:
  static constexpr uint32_t max_size = 1u << 28;

  [[nodiscard]] Status start(const Options& options) noexcept {
    if (options.nodes > max_size / 128) return Status::too_many_nodes;
    const double size = options.parameter == 0 ? maglev_default_size(options.nodes) : options.parameter;
    if (!(size >= 2 && size <= max_size) || size != std::floor(size) || !is_prime(static_cast<uint64_t>(size)))
      return Status::bad_parameter;
    modulus_ = ExactModulus(static_cast<uint32_t>(size));
    isa_ = options.isa;
    if (const Status status = members_.start(options); status != Status::ok) return status;
    if (members_.size() > modulus_.modulus()) return Status::too_many_nodes;
    rebuild();
    return Status::ok;
  }

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    if (narrow_.empty()) {
      look_up(wide_.data(), digests, buckets);
    } else {
      look_up(narrow_.data(), digests, buckets);
    }
  }

  /// The table is walked from the key's entry, as a ring is.
  Status replicas(std::span<const uint64_t> digests, uint32_t count, std::span<uint32_t> buckets) const noexcept override {
    const uint32_t size = modulus_.modulus();
    for (size_t i = 0; i < digests.size(); ++i) {
      ReplicaSet set(members_, count, &buckets[i * count]);
      uint32_t at = modulus_(digests[i]);
      for (uint32_t steps = 0; steps < size && !set.offer(entry(at)); ++steps) at = at + 1 == size ? 0 : at + 1;
      if (!set.settle()) return Status::too_few_nodes;
    }
    return Status::ok;
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (is_weight(node.weight) && members_.size() >= modulus_.modulus()) return Status::full;
    const Status status = members_.add(node, bucket);
    if (status == Status::ok) rebuild();
    return status;
  }
  Status remove(uint32_t bucket) noexcept override {
    const Status status = members_.remove(bucket);
    if (status == Status::ok) rebuild();
    return status;
  }
  Status reweigh(uint32_t bucket, double weight) noexcept override {
    const Status status = members_.reweigh(bucket, weight);
    if (status == Status::ok) rebuild();
    return status;
  }

  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Maglev>(*this); }
  [[nodiscard]] uint32_t size() const noexcept override { return members_.size(); }
  [[nodiscard]] size_t bytes() const noexcept override {
    return narrow_.size() * sizeof(uint16_t) + wide_.size() * sizeof(uint32_t);
  }

 private:
  template <class Entry>
  void look_up(const Entry* table, std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept {
    size_t i = 0;
    if (modulus_.modulus() == fermat_detail::m && fermat_detail::has_vectors(isa_)) {
      constexpr size_t block = 256;  // its rests stay in the nearest cache
      uint32_t rests[block];
      for (size_t count; (count = std::min(block, digests.size() - i) / 16 * 16) != 0; i += count) {
        fermat_detail::rests(isa_, &digests[i], count, rests);
        for (size_t k = 0; k < count; ++k) buckets[i + k] = table[rests[k]];
      }
    }
    const ExactModulus modulus = modulus_;
    const std::span<const uint64_t> left = digests.subspan(i);
    const std::span<uint32_t> found = buckets.subspan(i);
    for (size_t k = 0; k < left.size(); ++k) found[k] = table[modulus(left[k])];
  }

  [[nodiscard]] uint32_t entry(uint32_t at) const noexcept { return narrow_.empty() ? wide_[at] : narrow_[at]; }

  void rebuild() noexcept {
    const uint32_t size = modulus_.modulus();
    double heaviest = 0;
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
      if (members_[bucket].in_use) heaviest = std::max(heaviest, members_[bucket].weight);
    std::vector<MaglevTurn> turns;
    turns.reserve(members_.size());
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket) {
      if (!members_[bucket].in_use) continue;
      const uint64_t seed = members_[bucket].seed;
      const uint32_t offset = static_cast<uint32_t>(mix64(seed) % size);
      const uint32_t skip = static_cast<uint32_t>(mix64(seed + golden_gamma) % (size - 1) + 1);
      turns.push_back({bucket, offset, skip, members_[bucket].weight / heaviest});
    }
    // Half the memory, and so more of the table in the near cache, while bucket numbers fit in 16 bits.
    if (members_.bucket_count() <= 0x10000) {
      narrow_.resize(size);
      wide_ = {};
      maglev_populate(std::move(turns), narrow_);
    } else {
      wide_.resize(size);
      narrow_ = {};
      maglev_populate(std::move(turns), wide_);
    }
  }

  Members members_;
  ExactModulus modulus_;
  Isa isa_ = Isa::scalar;
  std::vector<uint16_t> narrow_;
  std::vector<uint32_t> wide_;
};

}  // namespace nines::placement
