// What the kernels are held against: each algorithm as its paper or its users write it, one key after another in plain C++,
// compiled in the same file with the same flags. Placements like any other, under names that begin with "plain-".
#pragma once

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

#include "placement/jump.h"
#include "placement/maglev.h"
#include "placement/members.h"
#include "placement/placement.h"
#include "placement/rendezvous.h"
#include "placement/rounds.h"

namespace nines::placement {

/// What controls share: a fixed membership. They are looked up and built, and never changed.
class Control : public Placement {
 public:
  Status add(const NewNode&, uint32_t&) noexcept override { return Status::full; }
  Status remove(uint32_t) noexcept override { return Status::not_newest; }
  [[nodiscard]] uint32_t size() const noexcept override { return nodes_; }
  [[nodiscard]] size_t bytes() const noexcept override { return 0; }

 protected:
  [[nodiscard]] Status start_control(const Options& options) noexcept {
    nodes_ = options.nodes;
    return nodes_ == 0 ? Status::no_nodes : nodes_ > max_nodes ? Status::too_many_nodes : Status::ok;
  }
  [[nodiscard]] static uint64_t seed_of(uint64_t bucket) noexcept { return mix64((bucket + 1) * golden_gamma); }

  uint32_t nodes_ = 1;
};

template <class Kind>
class Cloned : public Control {
 public:
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override {
    return std::make_unique<Kind>(static_cast<const Kind&>(*this));
  }
};

/// Lamping & Veach 2014, figure 1, as it stands.
class PlainJump final : public Cloned<PlainJump> {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept { return start_control(options); }
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) {
      uint64_t key = digests[i];
      int64_t b = -1, j = 0;
      while (j < int64_t{nodes_}) {
        b = j;
        key = key * 2862933555777941757ULL + 1;
        j = static_cast<int64_t>(static_cast<double>(b + 1) *
                                 (static_cast<double>(1LL << 31) / static_cast<double>((key >> 33) + 1)));
      }
      buckets[i] = static_cast<uint32_t>(b);
    }
  }
};

/// A sorted array of points and std::lower_bound, built by std::sort: how rings are commonly written in C++.
class PlainRing final : public Cloned<PlainRing> {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    if (const Status status = start_control(options); status != Status::ok) return status;
    const size_t virtual_nodes = options.parameter == 0 ? 160 : static_cast<size_t>(options.parameter);
    if (virtual_nodes > 65536 || virtual_nodes * nodes_ > (size_t{1} << 28)) return Status::too_many_nodes;
    for (uint32_t bucket = 0; bucket < nodes_; ++bucket)
      for (size_t replica = 0; replica < virtual_nodes; ++replica)
        points_.emplace_back(mix64(seed_of(bucket) + replica * golden_gamma), bucket);
    std::sort(points_.begin(), points_.end());
    return Status::ok;
  }
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) {
      auto successor = std::lower_bound(points_.begin(), points_.end(), digests[i],
                                        [](const auto& point, uint64_t digest) { return point.first < digest; });
      if (successor == points_.end()) successor = points_.begin();
      buckets[i] = successor->second;
    }
  }

 private:
  std::vector<std::pair<uint64_t, uint32_t>> points_;
};

/// `%` by a size known only at run time, and a table of 32-bit entries.
class PlainMaglev final : public Cloned<PlainMaglev> {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    if (const Status status = start_control(options); status != Status::ok) return status;
    if (nodes_ > Maglev::max_size / 128) return Status::too_many_nodes;
    size_ = maglev_default_size(nodes_);
    std::vector<MaglevTurn> turns;
    for (uint32_t bucket = 0; bucket < nodes_; ++bucket)
      turns.push_back({bucket, static_cast<uint32_t>(mix64(seed_of(bucket)) % size_),
                       static_cast<uint32_t>(mix64(seed_of(bucket) + golden_gamma) % (size_ - 1) + 1), 1});
    table_.resize(size_);
    maglev_populate(std::move(turns), table_);
    return Status::ok;
  }
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) buckets[i] = table_[digests[i] % size_];
  }

 private:
  uint64_t size_ = 1;
  std::vector<uint32_t> table_;
};

/// Every node's score for every key, 64 bits, mixed in full.
class PlainRendezvous final : public Cloned<PlainRendezvous> {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    if (const Status status = start_control(options); status != Status::ok) return status;
    for (uint32_t bucket = 0; bucket < nodes_; ++bucket) seeds_.push_back(seed_of(bucket));
    return Status::ok;
  }
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) {
      uint64_t highest = mix64(digests[i] ^ seeds_[0]);
      uint32_t best = 0;
      for (uint32_t n = 1; n < seeds_.size(); ++n) {
        const uint64_t score = mix64(digests[i] ^ seeds_[n]);
        if (score > highest) {
          highest = score;
          best = n;
        }
      }
      buckets[i] = best;
    }
  }

 private:
  std::vector<uint64_t> seeds_;
};

/// Controls that can lose nodes, because what they are held to is the cost of lookups after that.
/// AnchorHash, algorithm 3, one key after another and one array for each of the paper's letters.
class PlainAnchor final : public Cloned<PlainAnchor> {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    if (const Status status = start_control(options); status != Status::ok) return status;
    const size_t a = options.parameter == 0 ? size_t{2} * nodes_ : static_cast<size_t>(options.parameter);
    if (a < nodes_ || a > 2 * size_t{max_nodes}) return Status::bad_parameter;
    A_.assign(a, 0);
    for (uint32_t b = 0; b < a; ++b) {
      K_.push_back(b);
      L_.push_back(b);
      W_.push_back(b);
    }
    for (auto b = static_cast<uint32_t>(a); b-- > nodes_;) A_[b] = b;
    return Status::ok;
  }
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) {
      uint32_t b = scale32(static_cast<uint32_t>(digests[i] >> 32), static_cast<uint32_t>(A_.size()));
      while (A_[b] > 0) {
        uint32_t h = scale32(redraw(digests[i], b), A_[b]);
        while (A_[h] >= A_[b]) h = K_[h];
        b = h;
      }
      buckets[i] = b;
    }
  }
  Status remove(uint32_t bucket) noexcept override {
    if (bucket >= A_.size() || A_[bucket] != 0) return Status::not_in_use;
    if (nodes_ == 1) return Status::last_node;
    --nodes_;
    A_[bucket] = nodes_;
    W_[L_[bucket]] = K_[bucket] = W_[nodes_];
    L_[W_[nodes_]] = L_[bucket];
    return Status::ok;
  }

 private:
  std::vector<uint32_t> A_, K_, L_, W_;
};

/// MementoHash with the standard library's hash table of replacements, as its authors' C++ has it.
class PlainMemento final : public Cloned<PlainMemento> {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept {
    bucket_count_ = options.nodes;
    return start_control(options);
  }
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) {
      uint32_t b = jump_bucket(digests[i], bucket_count_);
      for (auto removed = replaced_by_.find(b); removed != replaced_by_.end(); removed = replaced_by_.find(b)) {
        const uint32_t working = removed->second;
        b = scale32(redraw(digests[i], b), working);
        for (auto next = replaced_by_.find(b); next != replaced_by_.end() && next->second >= working;
             next = replaced_by_.find(b))
          b = next->second;
      }
      buckets[i] = b;
    }
  }
  Status remove(uint32_t bucket) noexcept override {
    if (bucket >= bucket_count_ || replaced_by_.contains(bucket)) return Status::not_in_use;
    if (nodes_ == 1) return Status::last_node;
    --nodes_;
    if (replaced_by_.empty() && bucket + 1 == bucket_count_) --bucket_count_;
    else replaced_by_.emplace(bucket, nodes_);
    return Status::ok;
  }

 private:
  uint32_t bucket_count_ = 1;
  std::unordered_map<uint32_t, uint32_t> replaced_by_;
};

}  // namespace nines::placement
