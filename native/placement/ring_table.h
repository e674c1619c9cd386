// The points of a ring, sorted, and the index through which they are found.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "placement/large_array.h"

namespace nines::placement {

struct RingPoint {
  uint64_t position;
  uint32_t owner;
};

/// A point is one word, the high half of its position beside its owner, so that a lookup reads one entry of an index on the
/// leading bits of the digest and then (mostly) one or two words; the low halves, kept apart, settle the rare ties.
class RingTable {
 public:
  [[nodiscard]] static constexpr size_t max_points() noexcept { return size_t{1} << 28; }

  /// for_each_point(visit) calls visit(position, owner) for every point, the same ones in the same order at each call.
  /// Positions are uniform, so leading bits sort them: first into parts that fit in a near cache, then, within a part, into
  /// the slots of the index, about one point to each. O(points).
  template <class ForEachPoint>
  void build(size_t point_count, const ForEachPoint& for_each_point) noexcept {
    set_size(point_count);
    const int part_bits = std::clamp(bits_ - 11, 0, 9);
    const auto part_of = [part_bits](uint64_t position) {
      return part_bits == 0 ? size_t{0} : static_cast<size_t>(position >> (64 - part_bits));
    };
    std::vector<uint32_t> begins((size_t{1} << part_bits) + 1);
    for_each_point([&](uint64_t position, uint32_t) { ++begins[part_of(position) + 1]; });
    for (size_t part = 1; part < begins.size(); ++part) begins[part] += begins[part - 1];
    std::vector<uint32_t> next(begins.begin(), begins.end() - 1);
    for_each_point([&](uint64_t position, uint32_t owner) { put(next[part_of(position)]++, {position, owner}); });
    const size_t slots_per_part = size_t{1} << (bits_ - part_bits);
    std::vector<RingPoint> unsorted;  // one part, where it is read while its place is written
    for (size_t part = 0; part + 1 < begins.size(); ++part) {
      unsorted.resize(begins[part + 1] - begins[part]);
      for (uint32_t i = begins[part]; i < begins[part + 1]; ++i) unsorted[i - begins[part]] = point(i);
      sort_part(unsorted, part * slots_per_part, slots_per_part, begins[part]);
    }
    index_.back() = static_cast<uint32_t>(point_count);
    set_sentinel();
  }

  /// Takes points out that are there, and puts others in: the table that build would make of what is then there. Moves what lies
  /// behind the first change, at the speed of memory: O(points), but of 160 points in 1.6 million no tenth of a build.
  /// False, and nothing done, where so much changes that building is better, or where the index has to grow or shrink.
  [[nodiscard]] bool change(std::vector<RingPoint> leaving, std::vector<RingPoint> joining) noexcept {
    const size_t changes = leaving.size() + joining.size();
    if (changes > point_count() / 2 || bits_of(point_count() - leaving.size() + joining.size()) != bits_) return false;
    std::sort(leaving.begin(), leaving.end(), before);
    std::sort(joining.begin(), joining.end(), before);
    take_out(leaving);
    put_in(joining);
    return true;
  }

  [[nodiscard]] size_t point_count() const noexcept { return points_.size() - 1; }
  [[nodiscard]] bool operator==(const RingTable&) const noexcept = default;
  [[nodiscard]] size_t bytes() const noexcept {
    return points_.size() * sizeof(uint64_t) + low_.size() * sizeof(uint32_t) + index_.size() * sizeof(uint32_t);
  }
  [[nodiscard]] uint32_t owner(uint32_t i) const noexcept { return static_cast<uint32_t>(points_[i]); }

  [[nodiscard]] uint64_t position(size_t i) const noexcept { return (points_[i] >> 32 << 32) | low_[i]; }

  /// Index of the first point at or after position; point_count() (whose owner is that of point 0) past the last.
  [[nodiscard]] uint32_t find(uint64_t position) const noexcept { return scan(position, index_[slot(position)]); }

  /// Keys go through in groups: their index entries are asked for together, then their points, so that a ring larger than the
  /// cache waits for memory once per group and not once per key.
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept {
    size_t i = 0;
    for (; i + group <= digests.size(); i += group) {
      if (bytes() > near_cache_bytes) prefetch(&digests[i]);
      uint32_t from[group];
      for (size_t k = 0; k < group; ++k) {
        from[k] = index_[slot(digests[i + k])];
        __builtin_prefetch(&points_[from[k]]);
      }
      for (size_t k = 0; k < group; ++k) buckets[i + k] = owner(scan(digests[i + k], from[k]));
    }
    for (; i < digests.size(); ++i) buckets[i] = owner(find(digests[i]));
  }

 private:
  static constexpr size_t group = 32, near_cache_bytes = 512 * 1024;

  [[nodiscard]] size_t slot(uint64_t position) const noexcept { return static_cast<size_t>(position >> shift_); }

  [[nodiscard]] uint32_t scan(uint64_t position, uint32_t i) const noexcept {
    const uint64_t high = position >> 32;
    while ((points_[i] >> 32) < high) ++i;
    const uint32_t low = static_cast<uint32_t>(position);
    while ((points_[i] >> 32) == high && low_[i] < low) ++i;
    return i;
  }

  void prefetch(const uint64_t* digests) const noexcept {
    for (size_t k = 0; k < group; ++k) __builtin_prefetch(&index_[slot(digests[k])]);
    for (size_t k = 0; k < group; ++k) __builtin_prefetch(&points_[index_[slot(digests[k])]]);
  }

  [[nodiscard]] static int bits_of(size_t point_count) noexcept {
    return std::clamp(static_cast<int>(std::bit_width(point_count)) + 1, 1, 28);
  }
  void set_size(size_t point_count) noexcept {
    bits_ = bits_of(point_count);
    shift_ = 64 - bits_;
    points_.resize(point_count + 1);
    low_.resize(point_count + 1);
    index_.resize((size_t{1} << bits_) + 1);
  }
  /// Greater than every digest in its high half, or equal to the greatest: a scan always ends here.
  void set_sentinel() noexcept {
    points_.back() = 0xFFFFFFFF00000000 | static_cast<uint32_t>(points_.front());
    low_.back() = 0xFFFFFFFF;
  }

  /// Sorts the points of slots [first_slot, first_slot + slots), whose places begin at `begin`.
  void sort_part(std::span<const RingPoint> part, size_t first_slot, size_t slots, uint32_t begin) noexcept {
    uint32_t* const index = &index_[first_slot];
    std::fill_n(index, slots, 0u);
    for (const RingPoint& point : part) ++index_[slot(point.position)];
    uint32_t end = begin;
    for (size_t s = 0; s < slots; ++s) index[s] = end += index[s];
    // Each slot is filled from its end, which leaves the index at its beginning; what shares a slot is sorted by insertion.
    for (const RingPoint& point : part) put(--index_[slot(point.position)], point);
    for (uint32_t i = begin + 1; i < end; ++i) {
      if (points_[i - 1] >> 32 < points_[i] >> 32) continue;
      const RingPoint inserted = point(i);
      uint32_t at = i;
      for (; at > begin && before(inserted, point(at - 1)); --at) put(at, point(at - 1));
      put(at, inserted);
    }
  }

  /// Index of the first point that is not before this one.
  [[nodiscard]] uint32_t place_of(const RingPoint& wanted) const noexcept {
    uint32_t at = find(wanted.position);
    while (at < point_count() && before(point(at), wanted)) ++at;
    return at;
  }
  void take_out(std::span<const RingPoint> leaving) noexcept {
    if (leaving.empty()) return;
    std::vector<uint32_t> places;
    for (size_t k = 0; k < leaving.size(); ++k) {
      // A ketama node may have a point twice: 32 bits are few.
      const bool again = k > 0 && !before(leaving[k - 1], leaving[k]);
      places.push_back(again ? places.back() + 1 : place_of(leaving[k]));
    }
    const auto end = static_cast<uint32_t>(point_count());
    for (size_t k = 0; k < places.size(); ++k) {
      const uint32_t from = places[k] + 1, to = k + 1 < places.size() ? places[k + 1] : end;
      move(from, to, from - static_cast<uint32_t>(k + 1));
    }
    points_.resize(points_.size() - leaving.size());
    low_.resize(low_.size() - leaving.size());
    shift_index(leaving, [](uint32_t& first, uint32_t by) { first -= by; });
    set_sentinel();
  }
  void put_in(std::span<const RingPoint> joining) noexcept {
    if (joining.empty()) return;
    std::vector<uint32_t> places;
    for (const RingPoint& point : joining) places.push_back(place_of(point));
    auto end = static_cast<uint32_t>(point_count());
    points_.resize(points_.size() + joining.size());
    low_.resize(low_.size() + joining.size());
    for (auto k = static_cast<uint32_t>(joining.size()); k-- > 0; end = places[k]) {
      move(places[k], end, places[k] + k + 1);
      put(places[k] + k, joining[k]);
    }
    shift_index(joining, [](uint32_t& first, uint32_t by) { first += by; });
    set_sentinel();
  }
  void move(uint32_t from, uint32_t end, uint32_t to) noexcept {
    std::memmove(&points_[to], &points_[from], (end - from) * sizeof points_[0]);
    std::memmove(&low_[to], &low_[from], (end - from) * sizeof low_[0]);
  }
  /// What lies behind the slot of the k-th of the changed points begins k + 1 places off.
  template <class Shift>
  void shift_index(std::span<const RingPoint> changed, const Shift& shift) noexcept {
    for (size_t k = 0; k < changed.size(); ++k) {
      const size_t last = k + 1 < changed.size() ? slot(changed[k + 1].position) : index_.size() - 1;
      for (size_t s = slot(changed[k].position) + 1; s <= last; ++s) shift(index_[s], static_cast<uint32_t>(k + 1));
    }
  }

  [[nodiscard]] static bool before(const RingPoint& a, const RingPoint& b) noexcept {
    return a.position != b.position ? a.position < b.position : a.owner < b.owner;
  }
  [[nodiscard]] RingPoint point(uint32_t i) const noexcept { return {position(i), owner(i)}; }
  void put(uint32_t at, const RingPoint& point) noexcept {
    points_[at] = (point.position >> 32 << 32) | point.owner;
    low_[at] = static_cast<uint32_t>(point.position);
  }

  int bits_ = 1, shift_ = 63;
  LargeArray<uint64_t> points_ = LargeArray<uint64_t>(1, 0);   ///< high half of the position, owner; one sentinel at the end
  LargeArray<uint32_t> low_;      ///< low half of the position
  LargeArray<uint32_t> index_;    ///< slot of leading bits -> first point at or after its start
};

}  // namespace nines::placement
