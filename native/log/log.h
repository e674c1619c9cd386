// The durable log: one folder, one writer at a time, any number of threads.
//
// Appends of several threads share a batch and a sync: the first in the queue leads, writes for all who wait, and wakes
// them (the write group of LevelDB and RocksDB). At most one batch is being written or synced at any time, so under the
// policies kGroup and kAlways a bad batch with a good one behind it can be no crash.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "log/error.h"
#include "log/folder.h"
#include "log/histogram.h"
#include "log/options.h"
#include "log/recovery.h"
#include "log/segment.h"
#include "log/state.h"

namespace nines::log {

/// One append: all of its records become durable, or none. The spans must stay until append() returns.
struct Request {
  Records records;
  // Set by append():
  Error error;
  uint64_t first_index = 0;  ///< Of its first entry; 0 where it has none.
  uint64_t last_index = 0;   ///< The log's last index after it.
  bool done = false;
};

struct Stats {
  uint64_t append_count = 0;
  uint64_t batch_count = 0;
  uint64_t record_count = 0;
  uint64_t payload_bytes = 0;
  uint64_t batch_bytes = 0;    ///< Written for batches: headers, tables, payload, padding.
  uint64_t filled_bytes = 0;   ///< Zeros written ahead into new segments.
  uint64_t sync_count = 0;
  uint64_t segment_count = 0;
  Histogram syncs;             ///< Nanoseconds of each sync of a batch (of each write, with `direct`).
};

struct Entry {
  uint64_t index = 0;
  uint64_t term = 0;
  size_t offset = 0;  ///< Into ReadResult::bytes.
  uint32_t length = 0;
};

struct ReadResult {
  std::vector<Entry> entries;
  std::vector<uint8_t> bytes;
};

class Log {
 public:
  /// Locks the folder, recovers what is there, and opens it for appending.
  [[nodiscard]] static Error open(std::unique_ptr<Folder> folder, const Options& options, std::unique_ptr<Log>& log);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Blocks until every request is done: acknowledged as the policy says, or its error set.
  void append(std::span<Request* const> requests);
  /// Everything appended before the call is durable when it returns without an error.
  [[nodiscard]] Error sync();
  /// Drops entries below `index`, for good: manifest first, then the files of segments that hold nothing else.
  [[nodiscard]] Error truncate_before(uint64_t index);
  /// Entries from `from` to `to`, both included, in order; at least one, and then until `max_bytes` of payload.
  [[nodiscard]] Error read(uint64_t from, uint64_t to, uint64_t max_bytes, ReadResult& result);
  /// The term of an entry, or of the last dropped one.
  [[nodiscard]] Error term_of(uint64_t index, uint64_t& term);
  /// Syncs, notes in the manifest that everything is durable, and gives the folder back. Once; later calls do nothing.
  [[nodiscard]] Error close();

  [[nodiscard]] ScalarState state();
  [[nodiscard]] Stats stats();
  [[nodiscard]] const RecoveryReport& recovery() const noexcept { return recovery_; }
  [[nodiscard]] const Options& options() const noexcept { return options_; }
  /// Why the log takes no more, if it does not: poisoned or closed.
  [[nodiscard]] Error trouble();
  void wait_for_spares();

 private:
  struct Waiter;
  struct Item {
    Request* request;
    Waiter* waiter;
  };
  Log(std::unique_ptr<Folder> folder, const Options& options, Recovered recovered);

  void lead(std::unique_lock<std::mutex>& lock);
  void wait_for_company(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] std::vector<Item> gather();
  void finish(std::span<const Item> items, const Error& failure);
  void take_turn(std::unique_lock<std::mutex>& lock);
  void give_turn();
  [[nodiscard]] Error refusal() const;
  void record_sync(std::chrono::nanoseconds took);

  // Called by the holder of the turn, without the mutex.
  [[nodiscard]] Error write_group(std::span<const Item> items);
  [[nodiscard]] Error make_room(uint64_t batch_bytes);
  [[nodiscard]] Error write_batch(BatchHeader& header, std::span<const iovec> body);
  [[nodiscard]] int write_copied(const Segment& segment, const BatchHeader& header, std::span<const iovec> body);
  [[nodiscard]] Error make_durable(const ScalarState& state);
  [[nodiscard]] Error replace_manifest(uint64_t first_segment, uint64_t base_index, uint64_t base_term);
  [[nodiscard]] Error poison(const std::string& what, int result);

  std::unique_ptr<Folder> folder_;
  const Options options_;
  const RecoveryReport recovery_;

  std::mutex mutex_;  // guards what follows; the turn's holder alone changes state, index and segments
  std::condition_variable turn_free_;
  std::condition_variable readers_gone_;
  std::deque<Item> queue_;
  uint64_t present_ = 0;   ///< Threads in append() that have not been told yet.
  uint64_t expected_ = 0;  ///< So many of them when the last batch was done.
  std::condition_variable company_;
  uint64_t recent_sync_ns_ = 0;  ///< A moving average.
  uint64_t reader_count_ = 0;
  bool turn_taken_ = false;
  bool closed_ = false;
  Error poison_;
  ScalarState state_;  // after the last acknowledged batch
  Index index_;
  std::map<uint64_t, Segment> segments_;
  uint64_t durable_sequence_ = 0;
  Stats stats_;

  // Only the turn's holder:
  Manifest manifest_;
  FilePointer witness_;
  uint32_t witness_slot_ = 0;
  FilePointer direct_;  // the last segment once more, opened O_DIRECT
  uint64_t direct_segment_ = 0;
  std::vector<const Request*> taken_;  // kept from batch to batch for their memory, as tables_ is
  std::vector<iovec> parts_;
  std::vector<uint8_t> tables_;
  std::unique_ptr<uint8_t, void (*)(void*)> aligned_;
  size_t aligned_bytes_ = 0;

  std::unique_ptr<SegmentStock> stock_;  // last: its thread ends before the folder goes
};

}  // namespace nines::log
