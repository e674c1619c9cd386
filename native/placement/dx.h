// DxHash. Dong & Wang, "DxHash: a scalable consistent hashing based on the pseudo-random sequence", 2021 (arXiv 2107.07930):
// each key has its own endless sequence of buckets, and belongs to the first one that works. One bit a bucket is all the state.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "placement/members.h"
#include "placement/placement.h"
#include "placement/rounds.h"

namespace nines::placement {

/// parameter: capacity, a power of two (default: the least with room for twice the first nodes). Expected probes are
/// capacity / nodes. A key whose first 8 * capacity probes all fail (e^-8 of them when one node works) goes to the lowest
/// working bucket, which moves no key needlessly either.
class Dx final : public Placement {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    for (const double weight : options.weights)
      if (weight != 1) return is_weight(weight) ? Status::no_weights : Status::bad_weight;
    if (options.nodes == 0) return Status::no_nodes;
    if (options.nodes > max_nodes) return Status::too_many_nodes;
    const double capacity = options.parameter == 0 ? std::bit_ceil(2 * options.nodes) : options.parameter;
    if (!(capacity >= options.nodes && capacity <= 2.0 * max_nodes) || capacity != std::floor(capacity) ||
        !std::has_single_bit(static_cast<uint32_t>(capacity)))
      return Status::bad_parameter;
    bits_ = std::countr_zero(static_cast<uint32_t>(capacity));
    works_.assign((static_cast<size_t>(capacity) + 31) / 32, 0);
    if (const Status status = members_.start(options); status != Status::ok) return status;
    for (uint32_t bucket = 0; bucket < options.nodes; ++bucket) set(bucket, true);
    return Status::ok;
  }

  /// A walker's `at` is its bucket now, its limit how many probes are left.
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    const uint32_t* const works = works_.data();
    const int shift = 32 - bits_;
    const uint32_t probes = uint32_t{8} << bits_;
    const auto start = [=](uint64_t digest, size_t) { return Walker{draw(digest, probes, shift), probes}; };
    walk_in_rounds(digests, buckets, start, [=, lowest = lowest_](uint64_t digest, Walker& walker, uint32_t& bucket) {
      const bool found = ((works[walker.at >> 5] >> (walker.at & 31)) & 1) != 0;
      const uint32_t left = walker.limit - 1;
      bucket = select(found, walker.at, lowest);
      walker = {draw(digest, left, shift), left};
      return static_cast<bool>(static_cast<int>(!found) & static_cast<int>(left != 0));
    });
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override {
    if (node.weight != 1) return is_weight(node.weight) ? Status::no_weights : Status::bad_weight;
    if (members_.next() >> bits_ != 0) return Status::full;
    const Status status = members_.add(node, bucket);
    if (status == Status::ok) set(bucket, true);
    return status;
  }
  Status remove(uint32_t bucket) noexcept override {
    const Status status = members_.remove(bucket);
    if (status == Status::ok) set(bucket, false);
    return status;
  }
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Dx>(*this); }
  [[nodiscard]] uint32_t size() const noexcept override { return members_.size(); }
  [[nodiscard]] size_t bytes() const noexcept override { return works_.size() * sizeof(uint32_t); }

 private:
  /// The top bits of a draw; the shift is 32 for a capacity of one, so it is done in 64 bits.
  [[nodiscard]] static constexpr uint32_t draw(uint64_t digest, uint32_t salt, int shift) noexcept {
    return static_cast<uint32_t>(uint64_t{redraw(digest, salt)} >> shift);
  }
  void set(uint32_t bucket, bool works) noexcept {
    const uint32_t bit = 1u << (bucket & 31);
    works_[bucket >> 5] = works ? works_[bucket >> 5] | bit : works_[bucket >> 5] & ~bit;
    lowest_ = 0;
    while (!members_.in_use(lowest_)) ++lowest_;
  }

  Members members_;
  std::vector<uint32_t> works_;
  uint32_t lowest_ = 0;
  int bits_ = 0;
};

}  // namespace nines::placement
