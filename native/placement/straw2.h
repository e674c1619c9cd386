// CRUSH's straw2 buckets. Weil, Brandt, Miller & Maltzahn, "CRUSH", SC 2006, section 3.4; straw2: Ceph since Hammer (2015).
// Every node draws a straw, ln(uniform) / weight, and the longest wins: exact for any weights, in whole numbers only. What
// this gives is what Ceph's crushtool gives for a map of one root, or of one root and a level of hosts (the zones here).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "placement/members.h"
#include "placement/placement.h"

namespace nines::placement {

namespace straw2_detail {
/// floor(2^48 * log2(numerator / denominator)) for a ratio in [1, 2): a bit for each squaring.
[[nodiscard]] constexpr int64_t log2_fixed(uint64_t numerator, uint64_t denominator) noexcept {
  using Wide = unsigned __int128;
  auto x = static_cast<uint64_t>((static_cast<Wide>(numerator) << 63) / denominator);
  int64_t bits = 0;
  for (int i = 0; i < 48; ++i) {
    const Wide square = (static_cast<Wide>(x) * x) >> 63;
    const bool two = (square >> 64) != 0;
    bits = bits * 2 + (two ? 1 : 0);
    x = static_cast<uint64_t>(two ? square >> 1 : square);
  }
  return bits;
}

/// Where Ceph's table of small logarithms departs from 2^48 * log2(1 + k / 2^15) + 0x147700000, which it is for all other
/// k from 2 on (the constant is a flaw that compatibility has preserved). Read out of Ceph 16.2.15.
struct Departure {
  uint32_t k;
  int64_t value;
};
inline constexpr Departure departures[] = {
    {56, 0xA2B07F3458}, {127, 0x16DF6CA19BD}, {134, 0x182B07F3458}, {181, 0x209C06E6212}, {184, 0x212B07F3458},
    {188, 0x21D6A73A78F}, {193, 0x22C23679B4E}, {198, 0x23A2C3B0EA4}, {199, 0x23D13EE805B}, {200, 0x24035E9221F},
    {203, 0x247ED646BFE}, {207, 0x25492644D65}, {210, 0x25D13EE805B}, {212, 0x26296453882}, {216, 0x26D32F798A9},
    {222, 0x27E6580AECB}, {225, 0x287BDBF5255}, {227, 0x28D13EE805B}, {228, 0x29035E9221F}, {229, 0x29296453882},
    {231, 0x29902A37AAB}, {233, 0x29DEABD1083}, {235, 0x2A4C7605D61}, {236, 0x2A7BDBF5255}, {237, 0x2A96056DAFC},
    {238, 0x2AC3DAF14EF}, {239, 0x2AF1B019ECA}, {240, 0x2B296453882}, {241, 0x2B5D022D80F}, {243, 0x2BA9012E713},
    {244, 0x2BD6D4901CC}, {245, 0x2C04A796CF6}, {246, 0x2C327A428A6}, {247, 0x2C61A5E8F4C}, {248, 0x2C8E1E891F6},
    {249, 0x2CBBF023FC2}, {250, 0x2CE9C163E6E}, {251, 0x2D179248E13}, {252, 0x2D4562D2EC6}, {253, 0x2D73330209D},
    {254, 0x2DA102D63B0}, {255, 0x2DCED24F814}};

/// 2^48 / (1 + k / 128) rounded up, and 2^48 * log2(1 + k / 128); 2^48 * log2(1 + k / 2^15) with the flaws above.
struct Tables {
  std::array<int64_t, 129> reciprocal{}, logarithm{};
  std::array<int64_t, 256> small{};
};
inline constexpr Tables tables = [] {
  Tables made;
  for (uint32_t k = 0; k <= 128; ++k) {
    made.reciprocal[k] = static_cast<int64_t>(((uint64_t{1} << 55) + 127 + k) / (128 + k));
    made.logarithm[k] = k == 128 ? 0xFFFF00000000 : log2_fixed(128 + k, 128);
  }
  for (uint32_t k = 0; k < 256; ++k) made.small[k] = log2_fixed(32768 + k, 32768) + (k < 2 ? 0 : 0x147700000);
  for (const Departure& departure : departures) made.small[departure.k] = departure.value;
  return made;
}();

/// 2^44 * log2(u + 1) for u in [0, 65535].
[[nodiscard]] constexpr int64_t fixed_log2(uint32_t u) noexcept {
  uint32_t x = u + 1;
  const int shift = (x & 0x18000) == 0 ? std::countl_zero(x) - 16 : 0;
  x <<= shift;
  const uint32_t k = (x >> 8) - 128;
  const uint64_t rest = (static_cast<uint64_t>(x) * static_cast<uint64_t>(tables.reciprocal[k])) >> 48;
  const int64_t fraction = tables.logarithm[k] + tables.small[rest & 0xFF];
  return (int64_t{15 - shift} << 44) + (fraction >> 4);
}

/// Jenkins' mix of 1997 ("rjenkins1"), three words to one.
[[nodiscard]] constexpr uint32_t hash3(uint32_t a, uint32_t b, uint32_t c) noexcept {
  constexpr auto mix = [](uint32_t& p, uint32_t& q, uint32_t& r) {
    p = (p - q - r) ^ (r >> 13);
    q = (q - r - p) ^ (p << 8);
    r = (r - p - q) ^ (q >> 13);
    p = (p - q - r) ^ (r >> 12);
    q = (q - r - p) ^ (p << 16);
    r = (r - p - q) ^ (q >> 5);
    p = (p - q - r) ^ (r >> 3);
    q = (q - r - p) ^ (p << 10);
    r = (r - p - q) ^ (q >> 15);
  };
  uint32_t hash = 1315423911u ^ a ^ b ^ c, x = 231232, y = 1232;
  mix(a, b, hash);
  mix(c, x, hash);
  mix(y, a, hash);
  mix(b, x, hash);
  mix(y, c, hash);
  return hash;
}

/// What draws straws: ids and weights (16.16 fixed point).
struct Straws {
  std::vector<uint32_t> ids;
  std::vector<int64_t> weights;

  void add(uint32_t id, int64_t weight) noexcept {
    ids.push_back(id);
    weights.push_back(weight);
  }
  /// Position of the longest straw; the first of equals.
  [[nodiscard]] size_t longest(uint32_t x, uint32_t attempt) const noexcept {
    size_t best = 0;
    int64_t high = INT64_MIN;
    for (size_t i = 0; i < ids.size(); ++i) {
      const int64_t straw = (fixed_log2(hash3(x, ids[i], attempt) & 0xFFFF) - (int64_t{1} << 48)) / weights[i];
      if (straw > high) {
        high = straw;
        best = i;
      }
    }
    return best;
  }
};
}  // namespace straw2_detail

/// A key's x is the low half of its digest. Zones, where given, are a level of their own: their ids are -1 - zone.
class Straw2 final : public Placement {
 public:
  [[nodiscard]] Status start(const Options& options) noexcept { return changed(members_.start(options)); }

  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) buckets[i] = choose(static_cast<uint32_t>(digests[i]), 0);
  }

  /// CRUSH's "firstn": replica after replica, each trying on while it meets a zone already taken, at most 51 times. Where zones
  /// are fewer than replicas, the rest only have to be different nodes.
  Status replicas(std::span<const uint64_t> digests, uint32_t count, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) {
      const auto x = static_cast<uint32_t>(digests[i]);
      uint32_t* const out = &buckets[i * count];
      uint32_t taken = 0;
      const auto clashes = [&](uint32_t bucket, bool by_zone) {
        return std::any_of(out, out + taken, [&](uint32_t other) {
          return other == bucket || (by_zone && members_[other].zone == members_[bucket].zone);
        });
      };
      const uint32_t apart = std::min(count, members_.zone_count());
      for (uint32_t replica = 0; replica < count; ++replica)
        for (uint32_t failed = 0; failed <= retries; ++failed) {
          const uint32_t bucket = choose(x, replica + failed);
          if (clashes(bucket, replica < apart)) continue;
          out[taken++] = bucket;
          break;
        }
      // Very uneven weights can use up the tries: the set is completed in the order of buckets.
      for (uint32_t bucket = 0; taken < count; ++bucket)
        if (members_.in_use(bucket) && !clashes(bucket, false)) out[taken++] = bucket;
    }
    return Status::ok;
  }

  Status add(const NewNode& node, uint32_t& bucket) noexcept override { return changed(members_.add(node, bucket)); }
  Status remove(uint32_t bucket) noexcept override { return changed(members_.remove(bucket)); }
  Status reweigh(uint32_t bucket, double weight) noexcept override { return changed(members_.reweigh(bucket, weight)); }
  [[nodiscard]] std::unique_ptr<Placement> clone() const noexcept override { return std::make_unique<Straw2>(*this); }
  [[nodiscard]] uint32_t size() const noexcept override { return members_.size(); }
  [[nodiscard]] size_t bytes() const noexcept override {
    size_t items = root_.ids.size();
    for (const auto& zone : zones_) items += zone.ids.size();
    return items * (sizeof(uint32_t) + sizeof(int64_t));
  }

 private:
  static constexpr uint32_t retries = 50;

  [[nodiscard]] uint32_t choose(uint32_t x, uint32_t attempt) const noexcept {
    const size_t at = root_.longest(x, attempt);
    return zones_.empty() ? root_.ids[at] : zones_[at].ids[zones_[at].longest(x, attempt)];
  }

  Status changed(Status status) noexcept {
    if (status != Status::ok) return status;
    std::vector<std::pair<uint32_t, uint32_t>> nodes;   // zone, bucket
    for (uint32_t bucket = 0; bucket < members_.bucket_count(); ++bucket)
      if (members_[bucket].in_use) nodes.emplace_back(members_.zoned() ? members_[bucket].zone : 0, bucket);
    std::sort(nodes.begin(), nodes.end());
    root_ = {};
    zones_.clear();
    for (size_t i = 0; i < nodes.size(); ++i) {
      const auto [zone, bucket] = nodes[i];
      const auto weight = std::max<int64_t>(1, static_cast<int64_t>(std::floor(members_[bucket].weight * 65536 + 0.5)));
      if (!members_.zoned()) {
        root_.add(bucket, weight);
        continue;
      }
      if (i == 0 || nodes[i - 1].first != zone) {
        root_.add(0u - 1 - zone, 0);
        zones_.emplace_back();
      }
      root_.weights.back() += weight;
      zones_.back().add(bucket, weight);
    }
    return status;
  }

  Members members_;
  straw2_detail::Straws root_;
  std::vector<straw2_detail::Straws> zones_;
};

}  // namespace nines::placement
