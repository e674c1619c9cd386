// Multi-probe consistent hashing. Appleton & O'Reilly 2015 (arXiv 1505.00062): one point a node, and several probes a key; the
// probe that is nearest before its point decides. Memory O(nodes) for a balance that a ring needs many points for.
#pragma once

#include <cstdint>

#include "placement/ring.h"

namespace nines::placement {

/// parameter: probes (default 21, for a peak of 1.05 times the mean by the paper's section 3).
class MultiProbe final : public RingBase {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    for (const double weight : options.weights)
      if (weight != 1) return is_weight(weight) ? Status::no_weights : Status::bad_weight;
    const double probes = options.parameter == 0 ? 21 : options.parameter;
    if (!(probes >= 1 && probes <= 256) || probes != std::floor(probes)) return Status::bad_parameter;
    probes_ = static_cast<uint32_t>(probes);
    return changed(members_.start(options));
  }

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) {
      uint64_t nearest = UINT64_MAX;
      uint32_t owner = table_.owner(table_.find(mix64(digests[i] + golden_gamma)));
      for (uint64_t probe = 1; probe <= probes_; ++probe) {
        const uint64_t position = mix64(digests[i] + probe * golden_gamma);
        const uint32_t at = table_.find(position);
        const uint64_t distance = table_.position(at == table_.point_count() ? 0 : at) - position;
        owner = distance < nearest ? table_.owner(at) : owner;
        nearest = distance < nearest ? distance : nearest;
      }
      buckets[i] = owner;
    }
  }
  Status replicas(std::span<const uint64_t>, uint32_t, std::span<uint32_t>) const noexcept override {
    return Status::no_replicas;
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (node.weight != 1) return is_weight(node.weight) ? Status::no_weights : Status::bad_weight;
    return changed(members_.add(node, bucket));
  }
  Status remove(uint32_t bucket) noexcept override { return changed(members_.remove(bucket)); }
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<MultiProbe>(*this); }

 private:
  Status changed(Status status) noexcept {
    if (status != Status::ok) return status;
    table_.build(members_.size(), [&](const auto& visit) {
      for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
        if (members_[bucket].in_use) visit(mix64(members_[bucket].seed), bucket);
    });
    return status;
  }

  uint32_t probes_ = 21;
};

}  // namespace nines::placement
