// Consistent hashing with bounded loads. Mirrokni, Thorup & Zadimoghaddam, SODA 2018 (arXiv 1608.01350): a key goes to the first
// node on the ring that has room, and no node takes more than (1 + epsilon) times its share.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "placement/ring.h"

namespace nines::placement {

/// parameter: epsilon (default 0.25). One call of locate places one set of keys, in their order, on empty nodes: the bound is
/// of all keys together, so a key's node depends on the keys before it.
class Bounded final : public Ring {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    const double epsilon = options.parameter == 0 ? 0.25 : options.parameter;
    if (!(epsilon > 0 && epsilon <= 1'000)) return Status::bad_parameter;
    epsilon_ = epsilon;
    Options ring = options;
    ring.parameter = 0;
    return Ring::start(ring);
  }

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    double total_weight = 0;
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
      if (members_[bucket].in_use) total_weight += members_[bucket].weight;
    const double share = (1 + epsilon_) * static_cast<double>(digests.size()) / total_weight;
    std::vector<uint32_t> room(members_.bucket_count());
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
      if (members_[bucket].in_use)
        room[bucket] = static_cast<uint32_t>(std::min(std::ceil(share * members_[bucket].weight), double{UINT32_MAX}));
    const auto points = static_cast<uint32_t>(table_.point_count());
    for (size_t i = 0; i < digests.size(); ++i) {
      uint32_t at = table_.find(digests[i]);
      if (at == points) at = 0;
      // Room is for more keys than there are, so that the walk ends.
      while (room[table_.owner(at)] == 0) at = at + 1 == points ? 0 : at + 1;
      buckets[i] = table_.owner(at);
      --room[buckets[i]];
    }
  }
  Status replicas(std::span<const uint64_t>, uint32_t, std::span<uint32_t>) const noexcept override {
    return Status::no_replicas;
  }
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Bounded>(*this); }

 private:
  double epsilon_ = 0.25;
};

}  // namespace nines::placement
