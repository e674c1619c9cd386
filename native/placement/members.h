// Who is in the cluster: buckets in use, the order of removals, and what each node brings (weight, zone, seed).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "hash/xxh64.h"
#include "placement/mix.h"
#include "placement/placement.h"

namespace nines::placement {

inline constexpr double max_weight = 1'000'000;
inline constexpr uint32_t max_nodes = 1u << 26;

[[nodiscard]] inline bool is_weight(double weight) noexcept { return weight > 0 && weight <= max_weight; }

struct Member {
  double weight = 1;
  uint64_t seed = 0;   ///< where the node's own pseudo-random choices start: from its name, or from its bucket
  uint32_t zone = 0;
  bool in_use = true;
};

class Members {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    if (options.nodes == 0) return Status::no_nodes;
    if (options.nodes > max_nodes) return Status::too_many_nodes;
    for (const double weight : options.weights)
      if (!is_weight(weight)) return Status::bad_weight;
    members_.reserve(options.nodes);
    for (uint32_t bucket = 0; bucket < options.nodes; ++bucket) {
      NewNode node;
      if (!options.weights.empty()) node.weight = options.weights[bucket];
      if (!options.names.empty()) node.name = options.names[bucket];
      if (!options.zones.empty()) node.zone = options.zones[bucket];
      members_.push_back(member(node, bucket));
    }
    size_ = options.nodes;
    explicit_zones_ = !options.zones.empty();
    count_zones();
    return Status::ok;
  }

  [[nodiscard]] Status add(const NewNode& node, uint32_t& bucket) noexcept {
    if (!is_weight(node.weight)) return Status::bad_weight;
    if (removed_.empty() && members_.size() >= max_nodes) return Status::full;
    bucket = next();
    if (removed_.empty()) {
      members_.push_back(member(node, bucket));
    } else {
      removed_.pop_back();
      members_[bucket] = member(node, bucket);
    }
    ++size_;
    explicit_zones_ = explicit_zones_ || node.zone != UINT32_MAX;
    count_zones();
    return Status::ok;
  }

  [[nodiscard]] Status check_removal(uint32_t bucket) const noexcept {
    if (!in_use(bucket)) return Status::not_in_use;
    return size_ == 1 ? Status::last_node : Status::ok;
  }

  [[nodiscard]] Status remove(uint32_t bucket) noexcept {
    if (const Status status = check_removal(bucket); status != Status::ok) return status;
    members_[bucket].in_use = false;
    removed_.push_back(bucket);
    --size_;
    count_zones();
    return Status::ok;
  }

  [[nodiscard]] Status reweigh(uint32_t bucket, double weight) noexcept {
    if (!in_use(bucket)) return Status::not_in_use;
    if (!is_weight(weight)) return Status::bad_weight;
    members_[bucket].weight = weight;
    return Status::ok;
  }

  /// The bucket that the next node to join gets.
  [[nodiscard]] uint32_t next() const noexcept {
    return removed_.empty() ? static_cast<uint32_t>(members_.size()) : removed_.back();
  }
  [[nodiscard]] bool in_use(uint32_t bucket) const noexcept {
    return bucket < members_.size() && members_[bucket].in_use;
  }
  [[nodiscard]] uint32_t size() const noexcept { return size_; }
  /// Buckets ever handed out; in use or not.
  [[nodiscard]] uint32_t bucket_count() const noexcept { return static_cast<uint32_t>(members_.size()); }
  /// Whether anyone has said which zone a node is in.
  [[nodiscard]] bool zoned() const noexcept { return explicit_zones_; }
  /// Different zones among the nodes in use.
  [[nodiscard]] uint32_t zone_count() const noexcept { return zone_count_; }
  [[nodiscard]] const Member& operator[](uint32_t bucket) const noexcept { return members_[bucket]; }

 private:
  void count_zones() noexcept {
    zone_count_ = size_;
    if (!explicit_zones_) return;
    std::unordered_set<uint32_t> zones;
    for (const Member& member : members_)
      if (member.in_use) zones.insert(member.zone);
    zone_count_ = static_cast<uint32_t>(zones.size());
  }

  [[nodiscard]] static Member member(const NewNode& node, uint32_t bucket) noexcept {
    const uint64_t seed = node.name.empty()
                              ? mix64((uint64_t{bucket} + 1) * golden_gamma)
                              : hash::xxh64(reinterpret_cast<const uint8_t*>(node.name.data()), node.name.size());
    return {node.weight, seed, node.zone == UINT32_MAX ? bucket : node.zone, true};
  }

  std::vector<Member> members_;
  std::vector<uint32_t> removed_;
  uint32_t size_ = 0, zone_count_ = 0;
  bool explicit_zones_ = false;
};

/// Collects `count` different nodes, of different zones while there are enough: first the nodes whose zone is new, in the order
/// offered, then (where zones are too few) the nodes passed over. The sets are small enough to be searched in order.
class ReplicaSet {
 public:
  ReplicaSet(const Members& members, uint32_t count, uint32_t* out) noexcept
      : members_(members), out_(out), count_(count), zones_wanted_(std::min(count, members.zone_count())) {}

  /// True once nothing offered later could change the set.
  bool offer(uint32_t bucket) noexcept {
    const uint32_t zone = members_[bucket].zone;
    bool new_zone = true;
    for (uint32_t i = 0; i < taken_; ++i) {
      if (out_[i] == bucket) return complete();
      new_zone = new_zone && members_[out_[i]].zone != zone;
    }
    if (new_zone) {
      out_[taken_++] = bucket;
    } else if (passed_ < max_replicas && std::find(over_, over_ + passed_, bucket) == over_ + passed_) {
      over_[passed_++] = bucket;
    }
    return complete();
  }

  /// Fills what is missing with the nodes passed over; false if even those were too few.
  bool settle() noexcept {
    for (uint32_t i = 0; i < passed_ && taken_ < count_; ++i) out_[taken_++] = over_[i];
    return taken_ == count_;
  }

 private:
  [[nodiscard]] bool complete() const noexcept { return taken_ == zones_wanted_ && taken_ + passed_ >= count_; }

  const Members& members_;
  uint32_t* out_;
  uint32_t count_, zones_wanted_, taken_ = 0, passed_ = 0;
  uint32_t over_[max_replicas];
};

}  // namespace nines::placement
