// digest % nodes: what many articles call consistent hashing, and is not. The baseline that shows what goes wrong.
#pragma once

#include <vector>

#include "placement/maglev.h"
#include "placement/members.h"
#include "placement/placement.h"

namespace nines::placement {

/// The nodes in use are numbered without gaps, so that when one leaves nearly every key changes its node.
class Modulo final : public Placement {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    for (const double weight : options.weights)
      if (weight != 1) return is_weight(weight) ? Status::no_weights : Status::bad_weight;
    return changed(members_.start(options));
  }

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    const ExactModulus modulus = modulus_;
    for (size_t i = 0; i < digests.size(); ++i) buckets[i] = in_use_[modulus(digests[i])];
  }
  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (node.weight != 1) return is_weight(node.weight) ? Status::no_weights : Status::bad_weight;
    return changed(members_.add(node, bucket));
  }
  Status remove(uint32_t bucket) noexcept override { return changed(members_.remove(bucket)); }
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Modulo>(*this); }
  [[nodiscard]] uint32_t size() const noexcept override { return members_.size(); }
  [[nodiscard]] size_t bytes() const noexcept override { return in_use_.size() * sizeof(uint32_t); }

 private:
  Status changed(Status status) noexcept {
    if (status != Status::ok) return status;
    in_use_.clear();
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
      if (members_[bucket].in_use) in_use_.push_back(bucket);
    modulus_ = ExactModulus(members_.size());
    return status;
  }

  Members members_;
  ExactModulus modulus_;
  std::vector<uint32_t> in_use_;
};

}  // namespace nines::placement
