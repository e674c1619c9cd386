// MementoHash. Coluzzi, Brocco, Leidi & Antonucci, "MementoHash: a stateful, minimal memory, best performing consistent hash
// algorithm", IEEE/ACM ToN 2024: jump hash, plus a memory of the buckets that were removed in any order.
#pragma once

#include <cstdint>
#include <vector>

#include "placement/jump.h"
#include "placement/members.h"
#include "placement/mix.h"
#include "placement/placement.h"
#include "placement/rounds.h"

namespace nines::placement {

/// The paper keeps removed buckets in a hash table; here they are an array of one word a bucket, which exists only while
/// something is removed: a lookup then never searches.
class Memento final : public Placement {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    for (const double weight : options.weights)
      if (weight != 1) return is_weight(weight) ? Status::no_weights : Status::bad_weight;
    if (options.nodes == 0) return Status::no_nodes;
    if (options.nodes > max_nodes) return Status::too_many_nodes;
    bucket_count_ = options.nodes;
    isa_ = options.isa;
    return Status::ok;
  }

  /// `replaced_by[b]` is the paper's c: how many buckets worked after b was removed, and at once the bucket that stands in for
  /// it; 0 while b works. A walker's limit is that of the removed bucket it stands on.
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    jump_batch(isa_, digests.data(), digests.size(), bucket_count_, buckets.data());
    if (removed_.empty()) return;
    const uint32_t* const replaced_by = replaced_by_.data();
    const uint32_t* const jumped = buckets.data();
    const auto start = [=](uint64_t, size_t i) { return Walker{jumped[i], UINT32_MAX}; };
    walk_in_rounds(digests, buckets, start, [=](uint64_t digest, Walker& walker, uint32_t& bucket) {
      const uint32_t working = replaced_by[walker.at];
      bucket = walker.at;
      const bool follow = working >= walker.limit;
      const uint32_t drawn = scale32(redraw(digest, walker.at), working);
      walker = {select(follow, working, drawn), std::min(working, walker.limit)};
      return working != 0;
    });
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (node.weight != 1) return is_weight(node.weight) ? Status::no_weights : Status::bad_weight;
    if (removed_.empty()) {
      if (bucket_count_ >= max_nodes) return Status::full;
      bucket = bucket_count_++;
      return Status::ok;
    }
    bucket = removed_.back();
    removed_.pop_back();
    replaced_by_[bucket] = 0;
    if (removed_.empty()) replaced_by_ = {};
    return Status::ok;
  }

  Status remove(uint32_t bucket) noexcept override {
    if (bucket >= bucket_count_ || (!removed_.empty() && replaced_by_[bucket] != 0)) return Status::not_in_use;
    if (size() == 1) return Status::last_node;
    if (removed_.empty() && bucket + 1 == bucket_count_) {
      --bucket_count_;
      return Status::ok;
    }
    if (removed_.empty()) replaced_by_.assign(bucket_count_, 0);
    replaced_by_[bucket] = size() - 1;
    removed_.push_back(bucket);
    return Status::ok;
  }

  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Memento>(*this); }
  [[nodiscard]] uint32_t size() const noexcept override { return bucket_count_ - static_cast<uint32_t>(removed_.size()); }
  [[nodiscard]] size_t bytes() const noexcept override {
    return sizeof bucket_count_ + replaced_by_.size() * sizeof(uint32_t);
  }

 private:
  uint32_t bucket_count_ = 1;
  std::vector<uint32_t> replaced_by_;
  std::vector<uint32_t> removed_;   ///< in order of removal
  Isa isa_ = Isa::scalar;
};

}  // namespace nines::placement
