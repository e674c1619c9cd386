// Consistent hashing on a ring with virtual nodes. Karger et al., "Consistent hashing and random trees", STOC 1997, section 4.
// A key belongs to the first point at or after its digest.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "placement/members.h"
#include "placement/placement.h"
#include "placement/ring_table.h"

namespace nines::placement {

/// A ring whose points follow from the members: what a derived ring defines is which points a member has.
class RingBase : public Placement {
 public:
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    table_.locate(digests, buckets);
  }

  /// Walks the ring from the key's place and takes each new node (Dynamo's preference list; DeCandia et al. 2007, 4.3).
  Status replicas(std::span<const uint64_t> digests, uint32_t count, std::span<uint32_t> buckets) const noexcept override {
    const uint32_t points = static_cast<uint32_t>(table_.point_count());
    for (size_t i = 0; i < digests.size(); ++i) {
      ReplicaSet set(members_, count, &buckets[i * count]);
      uint32_t at = table_.find(digests[i]);
      if (at == points) at = 0;
      for (uint32_t steps = 0; steps < points && !set.offer(table_.owner(at)); ++steps) at = at + 1 == points ? 0 : at + 1;
      if (!set.settle()) return Status::too_few_nodes;
    }
    return Status::ok;
  }

  [[nodiscard]] uint32_t size() const noexcept override { return members_.size(); }
  [[nodiscard]] size_t bytes() const noexcept override { return table_.bytes(); }

 protected:
  Members members_;
  RingTable table_;
};

/// parameter: virtual nodes for weight 1 (default 160). A node of weight w has round(w * virtual nodes) points, at least one.
class Ring : public RingBase {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    const double per_node = options.parameter == 0 ? 160 : options.parameter;
    if (!(per_node >= 1 && per_node <= 65536 && per_node == std::floor(per_node))) return Status::bad_parameter;
    virtual_nodes_ = static_cast<uint32_t>(per_node);
    if (const Status status = members_.start(options); status != Status::ok) return status;
    return rebuild();
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (is_weight(node.weight) && !has_room(0, points_of(node.weight))) return Status::full;
    const Status status = members_.add(node, bucket);
    if (status == Status::ok) change(bucket, 0, points_of(node.weight));
    return status;
  }
  Status remove(uint32_t bucket) noexcept override {
    const Status status = members_.remove(bucket);
    if (status == Status::ok) change(bucket, points_of(members_[bucket].weight), 0);
    return status;
  }
  Status reweigh(uint32_t bucket, double weight) noexcept override {
    const size_t had = members_.in_use(bucket) ? points_of(members_[bucket].weight) : 0;
    if (had > 0 && is_weight(weight) && !has_room(had, points_of(weight))) return Status::full;
    const Status status = members_.reweigh(bucket, weight);
    if (status == Status::ok) change(bucket, had, points_of(weight));
    return status;
  }
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Ring>(*this); }

 private:
  [[nodiscard]] size_t points_of(double weight) const noexcept {
    return static_cast<size_t>(std::max(1.0, std::floor(weight * virtual_nodes_ + 0.5)));
  }
  [[nodiscard]] bool has_room(size_t leaving, size_t joining) const noexcept {
    return table_.point_count() - leaving + joining <= RingTable::max_points();
  }
  [[nodiscard]] static uint64_t position(const Member& member, size_t replica) noexcept {
    return mix64(member.seed + replica * golden_gamma);
  }

  /// A member has the points of its first replicas: what changes are those between the two counts.
  void change(uint32_t bucket, size_t had, size_t has) noexcept {
    const auto points = [&](size_t from, size_t to) {
      std::vector<RingPoint> between;
      for (size_t replica = from; replica < to; ++replica) between.push_back({position(members_[bucket], replica), bucket});
      return between;
    };
    if (!table_.change(points(has, had), points(had, has))) static_cast<void>(rebuild());
  }

  [[nodiscard]] Status rebuild() noexcept {
    size_t count = 0;
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
      if (members_[bucket].in_use) count += points_of(members_[bucket].weight);
    if (count > RingTable::max_points()) return Status::too_many_nodes;
    table_.build(count, [&](const auto& visit) {
      for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket) {
        if (!members_[bucket].in_use) continue;
        const size_t points = points_of(members_[bucket].weight);
        for (size_t replica = 0; replica < points; ++replica) visit(position(members_[bucket], replica), bucket);
      }
    });
    return Status::ok;
  }

  uint32_t virtual_nodes_ = 160;
};

}  // namespace nines::placement
