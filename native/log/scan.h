// Reading a segment from its start and judging the first spot that is no batch.
#pragma once

#include <functional>
#include <vector>

#include "log/error.h"
#include "log/folder.h"
#include "log/format.h"
#include "log/state.h"

namespace nines::log {

/// A sliding window over a file: small enough for the cache, grown for a batch that is larger.
/// Bytes past the end of a file that is too short read as zeros.
class Window {
 public:
  /// 256 KiB at a time: what was read is then still in the second-level cache when it is checksummed.
  Window(Folder& folder, int file, uint64_t file_bytes, size_t step = 512 << 10);
  /// `length` bytes at `offset`, valid until the next call; empty where the system cannot read them (`os_error`).
  [[nodiscard]] std::span<const uint8_t> view(uint64_t offset, size_t length);
  [[nodiscard]] int os_error() const noexcept { return os_error_; }

 private:
  Folder& folder_;
  int file_;
  uint64_t file_bytes_;
  size_t step_;  ///< Bytes read at a time, at least.
  std::vector<uint8_t> buffer_;
  uint64_t start_ = 0;
  size_t filled_ = 0;
  int os_error_ = 0;
};

enum class ScanEnd {
  kSealed,
  kRoom,       ///< Up to the segment's end, or nothing but zeros behind the last batch.
  kBadSpot,
  kMisfit,     ///< A sound batch of this segment that does not follow the one before.
  kReadError,
};

struct Scan {
  ScanEnd end = ScanEnd::kRoom;
  uint64_t offset = kFirstBatch;     ///< Behind the last good batch.
  uint64_t used_end = kFirstBatch;   ///< Behind the last byte that is not zero.
  uint64_t batch_count = 0;
  std::optional<BatchHeader> bad;    ///< At `offset`: its header holds, its body does not.
  std::string reason;
  int os_error = 0;
};

/// Whether a sound header is that of the batch at `offset` of this very segment.
[[nodiscard]] bool is_of(const BatchHeader& header, const SegmentHeader& segment, uint64_t offset) noexcept;

/// Called for every good batch before it is committed to state and index.
using OnBatch = std::function<void(const BatchHeader&)>;

/// Applies the batches of a segment to `state` and `index`.
[[nodiscard]] Scan scan_segment(Window& window, const SegmentHeader& segment, ScalarState& state, Index& index,
                                const OnBatch& on_batch);

/// What lies behind a bad spot: the headers of this segment's batches, wherever they start, and the last byte in use.
struct Behind {
  uint64_t used_end = 0;
  uint64_t highest_durable = 0;  ///< What the batches found say was synced when they were written.
  uint64_t header_count = 0;
  uint64_t lowest_first_index = UINT64_MAX;
  uint64_t last_index = 0;
  uint64_t last_term = 0;
  int os_error = 0;
};
[[nodiscard]] Behind search_behind(Window& window, const SegmentHeader& segment, uint64_t from);

}  // namespace nines::log
