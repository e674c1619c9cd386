// Redis Cluster's hash slots (Redis Cluster specification, "Key distribution model"): 16,384 slots, a table of who has which.
// The digest is a slot, CRC16 of the key or of its hash tag; see hash/crc16.h.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "placement/members.h"
#include "placement/placement.h"

namespace nines::placement {

/// The first nodes get contiguous ranges, rounded as `redis-cli --cluster create` rounds them. Later changes move the fewest
/// slots that leave nodes even: a node that joins takes from the fullest, the slots of one that leaves go to the emptiest
/// (of equals, the lowest bucket).
class Slots final : public Placement {
 public:
  static constexpr uint32_t slot_count = 16384;

  [[nodiscard]] Status start(const Options& options) noexcept {
    for (const double weight : options.weights)
      if (weight != 1) return is_weight(weight) ? Status::no_weights : Status::bad_weight;
    if (options.nodes > slot_count) return Status::too_many_nodes;
    if (const Status status = members_.start(options); status != Status::ok) return status;
    owners_.resize(slot_count);
    counts_.resize(options.nodes);
    const float each = static_cast<float>(slot_count) / static_cast<float>(options.nodes);
    float cursor = 0;
    uint32_t slot = 0;
    for (uint32_t bucket = 0; bucket < options.nodes; ++bucket, cursor += each) {
      const auto last = static_cast<uint32_t>(std::floor(double{cursor + each - 1} + 0.5));
      const uint32_t end = bucket + 1 == options.nodes ? slot_count : last + 1;
      for (; slot < end; ++slot) give(slot, bucket);
    }
    return Status::ok;
  }

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) buckets[i] = owners_[digests[i] % slot_count];
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (node.weight != 1) return is_weight(node.weight) ? Status::no_weights : Status::bad_weight;
    if (members_.size() == slot_count) return Status::full;
    if (const Status status = members_.add(node, bucket); status != Status::ok) return status;
    if (bucket == counts_.size()) counts_.push_back(0);
    const uint32_t wanted = slot_count / members_.size();
    for (uint32_t taken = 0; taken < wanted; ++taken) {
      const uint32_t fullest = pick(bucket, [](uint32_t a, uint32_t b) { return a > b; });
      uint32_t slot = slot_count - 1;
      while (owners_[slot] != fullest) --slot;
      --counts_[fullest];
      give(slot, bucket);
    }
    return Status::ok;
  }

  Status remove(uint32_t bucket) noexcept override {
    if (const Status status = members_.remove(bucket); status != Status::ok) return status;
    for (uint32_t slot = 0; slot < slot_count; ++slot)
      if (owners_[slot] == bucket) give(slot, pick(bucket, [](uint32_t a, uint32_t b) { return a < b; }));
    counts_[bucket] = 0;
    return Status::ok;
  }

  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Slots>(*this); }
  [[nodiscard]] uint32_t size() const noexcept override { return members_.size(); }
  [[nodiscard]] size_t bytes() const noexcept override { return owners_.size() * sizeof(uint16_t); }

 private:
  void give(uint32_t slot, uint32_t bucket) noexcept {
    owners_[slot] = static_cast<uint16_t>(bucket);
    ++counts_[bucket];
  }
  /// The first node in use, other than `except`, whose count none precedes.
  template <class Precedes>
  [[nodiscard]] uint32_t pick(uint32_t except, const Precedes& precedes) const noexcept {
    uint32_t picked = UINT32_MAX;
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket) {
      if (bucket == except || !members_[bucket].in_use) continue;
      if (picked == UINT32_MAX || precedes(counts_[bucket], counts_[picked])) picked = bucket;
    }
    return picked;
  }

  Members members_;
  std::vector<uint16_t> owners_;
  std::vector<uint32_t> counts_;
};

}  // namespace nines::placement
