// The points of a ring, sorted, and the index through which they are found.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

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
  /// Positions are uniform, so leading bits sort them: first into parts that fit in the nearest cache, then, within a part,
  /// into the slots of the index, about one point to each. O(points).
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
    const auto parts = std::make_unique_for_overwrite<RingPoint[]>(point_count);
    std::vector<uint32_t> next(begins.begin(), begins.end() - 1);
    for_each_point([&](uint64_t position, uint32_t owner) { parts[next[part_of(position)]++] = {position, owner}; });
    const size_t slots_per_part = size_t{1} << (bits_ - part_bits);
    for (size_t part = 0; part + 1 < begins.size(); ++part)
      sort_part({parts.get() + begins[part], parts.get() + begins[part + 1]}, part * slots_per_part, slots_per_part,
                begins[part]);
    index_.back() = static_cast<uint32_t>(point_count);
    // Greater than every digest in its high half, or equal to the greatest: a scan always ends here.
    points_.back() = 0xFFFFFFFF00000000 | static_cast<uint32_t>(points_.front());
    low_.back() = 0xFFFFFFFF;
  }

  [[nodiscard]] size_t point_count() const noexcept { return points_.size() - 1; }
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

  void set_size(size_t point_count) noexcept {
    bits_ = std::clamp(static_cast<int>(std::bit_width(point_count)) + 1, 1, 28);
    shift_ = 64 - bits_;
    points_.assign(point_count + 1, 0);
    low_.assign(point_count + 1, 0);
    index_.assign((size_t{1} << bits_) + 1, 0);
  }

  /// Sorts the points of slots [first_slot, first_slot + slots), whose places begin at `begin`.
  void sort_part(std::span<const RingPoint> part, size_t first_slot, size_t slots, uint32_t begin) noexcept {
    for (const RingPoint& point : part) ++index_[slot(point.position)];
    uint32_t end = begin;
    for (size_t s = first_slot; s < first_slot + slots; ++s) index_[s] = end += index_[s];
    // Each slot is filled from its end, which leaves the index at its beginning; what shares a slot is sorted by insertion.
    for (const RingPoint& point : part) put(--index_[slot(point.position)], point);
    for (size_t s = first_slot; s < first_slot + slots; ++s) {
      const uint32_t slot_end = s + 1 < first_slot + slots ? index_[s + 1] : end;
      for (uint32_t i = index_[s] + 1; i < slot_end; ++i) {
        const RingPoint inserted = point(i);
        uint32_t at = i;
        for (; at > index_[s] && before(inserted, point(at - 1)); --at) put(at, point(at - 1));
        put(at, inserted);
      }
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
  std::vector<uint64_t> points_;   ///< high half of the position, owner; one sentinel at the end
  std::vector<uint32_t> low_;      ///< low half of the position
  std::vector<uint32_t> index_;    ///< slot of leading bits -> first point at or after its start
};

}  // namespace nines::placement
