// Ketama: the ring of libketama (Jones, Last.fm 2007), reproduced point for point: MD5 points, floats and all. A client of any
// language that follows libketama agrees on every key. Its digests are md5_64: the low half is ketama's 32-bit hash.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "hash/md5.h"
#include "placement/ring.h"

namespace nines::placement {

/// Node i has floor(weight share * 40 * nodes) MD5 digests of "name-0", "name-1", ..., four points each: 160 on average.
class Ketama final : public RingBase {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    if (options.nodes > RingTable::max_points() / 256) return Status::too_many_nodes;
    if (const Status status = members_.start(options); status != Status::ok) return status;
    for (uint32_t bucket = 0; bucket < options.nodes; ++bucket)
      names_.push_back(name_of(options.names.empty() ? std::string_view{} : options.names[bucket], bucket));
    rebuild();
    return Status::ok;
  }

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) buckets[i] = table_.owner(table_.find(digests[i] << 32));
  }
  Status replicas(std::span<const uint64_t> digests, uint32_t count, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) {
      const uint64_t position = digests[i] << 32;
      const Status status = RingBase::replicas({&position, 1}, count, buckets.subspan(i * count, count));
      if (status != Status::ok) return status;
    }
    return Status::ok;
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (members_.size() >= RingTable::max_points() / 256) return Status::full;
    const Status status = members_.add(node, bucket);
    if (status != Status::ok) return status;
    if (bucket == names_.size()) names_.emplace_back();
    names_[bucket] = name_of(node.name, bucket);
    rebuild();
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
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Ketama>(*this); }

 private:
  [[nodiscard]] static std::string name_of(std::string_view name, uint32_t bucket) noexcept {
    return name.empty() ? "node-" + std::to_string(bucket) : std::string(name);
  }

  /// The rounding is libketama's: the share is a float, the product a double, and floorf takes a float again.
  [[nodiscard]] uint32_t digests_of(uint32_t bucket, double total) const noexcept {
    const float share = static_cast<float>(members_[bucket].weight) / static_cast<float>(total);
    return static_cast<uint32_t>(std::floor(static_cast<float>(share * 40.0 * static_cast<float>(members_.size()))));
  }

  /// A node has the points of its first digests. How many it has follows from all weights, and mostly stays: of those nodes
  /// where it did not, the points between are made.
  void rebuild() noexcept {
    double total = 0;
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
      if (members_[bucket].in_use) total += members_[bucket].weight;
    std::vector<uint32_t> had = std::move(digests_);
    had.resize(members_.bucket_count());
    digests_.assign(members_.bucket_count(), 0);
    size_t changes = 0;
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket) {
      if (members_[bucket].in_use) digests_[bucket] = digests_of(bucket, total);
      changes += std::max(had[bucket], digests_[bucket]) - std::min(had[bucket], digests_[bucket]);
    }
    if (4 * changes < table_.point_count() / 2) {
      std::vector<RingPoint> leaving, joining;
      for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket) {
        collect(bucket, digests_[bucket], had[bucket], leaving);
        collect(bucket, had[bucket], digests_[bucket], joining);
      }
      if (table_.change(std::move(leaving), std::move(joining))) return;
    }
    std::vector<RingPoint> points;
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket) collect(bucket, 0, digests_[bucket], points);
    table_.build(points.size(), [&](const auto& visit) {
      for (const RingPoint& point : points) visit(point.position, point.owner);
    });
  }

  void collect(uint32_t bucket, uint32_t from, uint32_t to, std::vector<RingPoint>& points) const noexcept {
    std::string text;
    for (uint32_t k = from; k < to; ++k) {
      text = names_[bucket] + "-" + std::to_string(k);
      for (const uint32_t word : hash::md5(reinterpret_cast<const uint8_t*>(text.data()), text.size()))
        points.push_back({uint64_t{word} << 32, bucket});
    }
  }

  std::vector<uint32_t> digests_;  ///< of each bucket, as they are in the table
  std::vector<std::string> names_;
};

}  // namespace nines::placement
