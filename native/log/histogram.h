// Latencies in logarithmic buckets, 16 to an octave: at most 6.25 % wide, one addition to record.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace nines::log {

class Histogram {
 public:
  static constexpr uint32_t kSteps = 16;
  static constexpr uint32_t kBuckets = 40 * kSteps;

  void record(uint64_t nanoseconds) noexcept {
    ++counts_[bucket_of(nanoseconds)];
    ++count_;
    total_ += nanoseconds;
    if (nanoseconds > longest_) longest_ = nanoseconds;
  }

  /// The upper bound of the bucket in which the q-th part of all lies; 0 where nothing was recorded.
  [[nodiscard]] uint64_t quantile(double q) const noexcept {
    if (count_ == 0) return 0;
    const auto rank = static_cast<uint64_t>(q * static_cast<double>(count_ - 1)) + 1;
    uint64_t seen = 0;
    for (uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
      seen += counts_[bucket];
      if (seen >= rank) return upper_bound(bucket) < longest_ ? upper_bound(bucket) : longest_;
    }
    return longest_;
  }

  [[nodiscard]] uint64_t count() const noexcept { return count_; }
  [[nodiscard]] uint64_t total() const noexcept { return total_; }
  [[nodiscard]] uint64_t longest() const noexcept { return longest_; }
  [[nodiscard]] const std::array<uint64_t, kBuckets>& counts() const noexcept { return counts_; }

  [[nodiscard]] static constexpr uint32_t bucket_of(uint64_t value) noexcept {
    if (value < kSteps) return static_cast<uint32_t>(value);
    const uint32_t octave = static_cast<uint32_t>(std::bit_width(value)) - 5;
    const uint32_t bucket = (octave + 1) * kSteps + static_cast<uint32_t>(value >> octave) - kSteps;
    return bucket < kBuckets ? bucket : kBuckets - 1;
  }
  [[nodiscard]] static constexpr uint64_t upper_bound(uint32_t bucket) noexcept {
    if (bucket < kSteps) return bucket;
    const uint32_t octave = bucket / kSteps - 1;
    return ((static_cast<uint64_t>(bucket % kSteps) + kSteps + 1) << octave) - 1;
  }

 private:
  std::array<uint64_t, kBuckets> counts_{};
  uint64_t count_ = 0;
  uint64_t total_ = 0;
  uint64_t longest_ = 0;
};
static_assert(Histogram::bucket_of(15) == 15 && Histogram::bucket_of(16) == 16 && Histogram::bucket_of(33) == 32);
static_assert(Histogram::upper_bound(Histogram::bucket_of(1000)) >= 1000);
static_assert(Histogram::bucket_of(Histogram::upper_bound(100)) == 100 && Histogram::bucket_of(Histogram::upper_bound(100) + 1) == 101);

}  // namespace nines::log
