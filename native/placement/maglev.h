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
    if (const Status status = members_.start(options); status != Status::ok) return status;
    if (members_.size() > modulus_.modulus()) return Status::too_many_nodes;
    rebuild();
    return Status::ok;
  }

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    const ExactModulus modulus = modulus_;
    if (narrow_.empty()) {
      const uint32_t* const table = wide_.data();
      for (size_t i = 0; i < digests.size(); ++i) buckets[i] = table[modulus(digests[i])];
    } else {
      const uint16_t* const table = narrow_.data();
      for (size_t i = 0; i < digests.size(); ++i) buckets[i] = table[modulus(digests[i])];
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
  std::vector<uint16_t> narrow_;
  std::vector<uint32_t> wide_;
};

}  // namespace nines::placement
