// Segment files: filled with zeros ahead of use, then given a header and their name.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "log/error.h"
#include "log/folder.h"
#include "log/format.h"
#include "log/state.h"

namespace nines::log {

/// A live segment. `end` is where the next batch would go.
struct Segment {
  SegmentHeader header;
  FilePointer file;
  uint64_t end = kFirstBatch;
  bool sealed = false;
};

/// A file of zeros, synced, under a draft name.
struct SpareSegment {
  std::string name;
  FilePointer file;
};

/// Allocates and zero-fills a draft of `bytes`, and syncs it. On failure the draft is removed again.
/// Pre-written blocks take a synced write 2 to 15 times as fast as allocated or growing ones do (ext4).
/// `may_write(done)` is asked before every step; where it says no, the draft is given up with kClosed.
template <typename MayWrite>
[[nodiscard]] Error fill_segment(Folder& folder, const std::string& name, uint64_t bytes, SpareSegment& spare,
                                 MayWrite may_write);
[[nodiscard]] Error fill_segment(Folder& folder, const std::string& name, uint64_t bytes, SpareSegment& spare);

/// The scalar state at a segment's start, as its header carries it.
[[nodiscard]] SegmentHeader make_segment_header(const ScalarState& state, uint64_t segment, uint64_t segment_bytes,
                                                uint32_t alignment, const LogId& log_id, uint64_t salt);
[[nodiscard]] ScalarState state_of(const SegmentHeader& header);

/// Writes the header and its twin, syncs, gives the file its name and syncs the folder.
[[nodiscard]] int publish_segment(Folder& folder, const SpareSegment& spare, const SegmentHeader& header);

/// Keeps filled segments ready. With a background thread it writes at the pace at which the current segment is used, so
/// that filling does not queue in front of the log's own syncs.
class SegmentStock {
 public:
  SegmentStock(Folder& folder, uint64_t segment_bytes, uint32_t wanted, bool background);
  ~SegmentStock();
  SegmentStock(const SegmentStock&) = delete;
  SegmentStock& operator=(const SegmentStock&) = delete;

  /// A filled segment; waits for the one being filled, or fills one now.
  [[nodiscard]] Error take(SpareSegment& spare);
  /// How much of the current segment is used; sets the pace.
  void used(uint64_t bytes) noexcept;
  /// Waits until as many are ready as are wanted. For benchmarks, which want no filling during a measurement.
  void wait_until_full();
  [[nodiscard]] uint64_t filled_bytes() const noexcept { return filled_bytes_.load(std::memory_order_relaxed); }

 private:
  void work();
  [[nodiscard]] bool wait_for_pace(uint64_t done);

  Folder& folder_;
  const uint64_t segment_bytes_;
  const uint32_t wanted_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SpareSegment> ready_;
  Error failure_;
  uint64_t next_name_ = 1;
  bool filling_ = false;
  bool urgent_ = false;
  bool stopping_ = false;
  std::atomic<uint64_t> used_{0};
  std::atomic<uint64_t> filled_bytes_{0};
  std::thread thread_;
};

}  // namespace nines::log
