// How a log is opened.
#pragma once

#include <cstdint>

namespace nines::log {

enum class SyncPolicy {
  kNone,    ///< Acknowledged once written; durable after sync(), a new segment or close().
  kGroup,   ///< Acknowledged once synced; those who wait share one batch and one sync.
  kAlways,  ///< Acknowledged once synced; every append has a batch and a sync of its own.
};

struct Options {
  SyncPolicy policy = SyncPolicy::kGroup;
  bool direct = false;              ///< O_DIRECT | O_DSYNC instead of fdatasync; needs an alignment of 4096.
  bool witness = false;             ///< Note every synced batch in a file of its own, before acknowledging it.
  bool create = true;
  bool background = true;           ///< Fill spare segments in a thread.
  uint32_t alignment = 8;           ///< Of batches: 8, or 512 or 4096 for disks that may tear a sector they rewrite.
  uint32_t spare_segments = 1;
  uint64_t segment_bytes = 64 << 20;

  [[nodiscard]] bool operator==(const Options&) const = default;
};

constexpr uint64_t kLeastSegmentBytes = 16 << 10;
constexpr uint64_t kMostSegmentBytes = 1ull << 31;
/// A group that would grow beyond this is written as it is, so that a burst does not make everybody wait.
constexpr uint64_t kGroupBytes = 4 << 20;
constexpr uint32_t kGroupRequests = 512;

}  // namespace nines::log
