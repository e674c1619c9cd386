// The nodes in use, without gaps, for placements that score every one of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "placement/members.h"
#include "placement/placement.h"

namespace nines::placement {

/// Shared by the rendezvous family: membership, and replica sets as the best `count` scores. A derived class rebuilds its
/// arrays after each change and gives the score of one key at one node (greater is better).
template <class Derived>
class ScoredPlacement : public Placement {
 public:
  Status replicas(std::span<const uint64_t> digests, uint32_t count, std::span<uint32_t> buckets) const noexcept override {
    const auto& self = static_cast<const Derived&>(*this);
    using Score = decltype(self.score(uint64_t{}, size_t{}));
    std::vector<std::pair<Score, uint32_t>> ranked(buckets_.size());
    // A heap by score; among equals the lowest bucket comes first, as in locate.
    const auto worse = [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second > b.second;
    };
    for (size_t i = 0; i < digests.size(); ++i) {
      for (size_t n = 0; n < buckets_.size(); ++n) ranked[n] = {self.score(digests[i], n), buckets_[n]};
      std::make_heap(ranked.begin(), ranked.end(), worse);
      ReplicaSet set(members_, count, &buckets[i * count]);
      for (auto end = ranked.end(); end != ranked.begin(); --end) {
        std::pop_heap(ranked.begin(), end, worse);
        if (set.offer((end - 1)->second)) break;
      }
      if (!set.settle()) return Status::too_few_nodes;
    }
    return Status::ok;
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if constexpr (!Derived::weighted)
      if (node.weight != 1) return is_weight(node.weight) ? Status::no_weights : Status::bad_weight;
    return changed(members_.add(node, bucket));
  }
  Status remove(uint32_t bucket) noexcept override { return changed(members_.remove(bucket)); }
  Status reweigh(uint32_t bucket, double weight) noexcept override {
    if constexpr (!Derived::weighted) return Status::no_weights;
    return changed(members_.reweigh(bucket, weight));
  }
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
  [[nodiscard]] uint32_t size() const noexcept override { return members_.size(); }

  [[nodiscard]] Status start(const Options& options) noexcept {
    if constexpr (!Derived::weighted)
      for (const double weight : options.weights)
        if (weight != 1) return is_weight(weight) ? Status::no_weights : Status::bad_weight;
    isa_ = options.isa;
    return changed(members_.start(options));
  }

 protected:
  Members members_;
  std::vector<uint32_t> buckets_;   ///< those in use, ascending
  Isa isa_ = Isa::scalar;

 private:
  Status changed(Status status) noexcept {
    if (status != Status::ok) return status;
    buckets_.clear();
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
      if (members_[bucket].in_use) buckets_.push_back(bucket);
    static_cast<Derived*>(this)->rebuild();
    return Status::ok;
  }
};

}  // namespace nines::placement
