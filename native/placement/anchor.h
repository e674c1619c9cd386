// AnchorHash. Mendelson, Vargaftik, Barabash, Lorenz, Keslassy & Orda, "AnchorHash: a scalable consistent hash",
// IEEE/ACM ToN 2021, algorithm 3 ("in-place").
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "placement/members.h"
#include "placement/mix.h"
#include "placement/placement.h"
#include "placement/rounds.h"

namespace nines::placement {

/// parameter: capacity, at least the nodes it will ever have at once (default twice the first nodes). Lookups cost
/// O((1 + ln(capacity / nodes))^2) steps, so room that is never used is paid for.
class Anchor final : public Placement {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    for (const double weight : options.weights)
      if (weight != 1) return is_weight(weight) ? Status::no_weights : Status::bad_weight;
    if (options.nodes == 0) return Status::no_nodes;
    if (options.nodes > max_nodes) return Status::too_many_nodes;
    const double capacity = options.parameter == 0 ? 2.0 * options.nodes : options.parameter;
    if (!(capacity >= options.nodes && capacity <= 2.0 * max_nodes) || capacity != std::floor(capacity))
      return Status::bad_parameter;
    const auto a = static_cast<uint32_t>(capacity);
    removed_at_.assign(a, {0, 0});
    last_.resize(a);
    place_.resize(a);
    for (uint32_t b = 0; b < a; ++b) last_[b] = place_[b] = removed_at_[b].successor = b;
    for (uint32_t b = a; b-- > options.nodes;) {
      removed_.push_back(b);
      removed_at_[b].working = b;
    }
    working_ = options.nodes;
    return Status::ok;
  }

  /// In the paper's words: A is `working` (0 while the bucket works, else how many worked just after it was removed), K is
  /// `successor`. A walker's limit is A[b] of the removed bucket b that it stands on, `at` its h.
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    const Removal* const removals = removed_at_.data();
    const uint32_t capacity = static_cast<uint32_t>(removed_at_.size());
    if (removed_.empty()) {
      for (size_t i = 0; i < digests.size(); ++i)
        buckets[i] = scale32(static_cast<uint32_t>(digests[i] >> 32), capacity);
      return;
    }
    const auto start = [=](uint64_t digest, size_t) {
      return Walker{scale32(static_cast<uint32_t>(digest >> 32), capacity), UINT32_MAX};
    };
    walk_in_rounds(digests, buckets, start, [=](uint64_t digest, Walker& walker, uint32_t& bucket) {
      const Removal removal = removals[walker.at];
      bucket = walker.at;
      const bool follow = removal.working >= walker.limit;
      const uint32_t drawn = scale32(redraw(digest, walker.at), removal.working);
      walker = {select(follow, removal.successor, drawn), select(follow, walker.limit, removal.working)};
      return removal.working != 0;
    });
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (node.weight != 1) return is_weight(node.weight) ? Status::no_weights : Status::bad_weight;
    if (removed_.empty()) return Status::full;
    bucket = removed_.back();
    removed_.pop_back();
    removed_at_[bucket].working = 0;
    last_[place_[working_]] = working_;
    place_[last_[bucket]] = removed_at_[bucket].successor = bucket;
    ++working_;
    return Status::ok;
  }

  Status remove(uint32_t bucket) noexcept override {
    if (bucket >= removed_at_.size() || removed_at_[bucket].working != 0) return Status::not_in_use;
    if (working_ == 1) return Status::last_node;
    removed_.push_back(bucket);
    --working_;
    removed_at_[bucket].working = working_;
    place_[last_[bucket]] = removed_at_[bucket].successor = place_[working_];
    last_[place_[working_]] = last_[bucket];
    return Status::ok;
  }

  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Anchor>(*this); }
  [[nodiscard]] uint32_t size() const noexcept override { return working_; }
  [[nodiscard]] size_t bytes() const noexcept override { return removed_at_.size() * sizeof(Removal); }

 private:
  /// Side by side, so that a step reads one word.
  struct Removal {
    uint32_t working;
    uint32_t successor;
  };

  std::vector<Removal> removed_at_;
  std::vector<uint32_t> last_, place_;   ///< the paper's L and W
  std::vector<uint32_t> removed_;        ///< the paper's R
  uint32_t working_ = 1;
};

}  // namespace nines::placement
