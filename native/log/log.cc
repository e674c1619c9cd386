// Opening, closing, prefix truncation, and the turn that lets one thread at a time touch the files. Appending is in
// append.cc, reading in read.cc.
#include "log/log.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "log/mutant.h"

namespace nines::log {

Error Log::open(std::unique_ptr<Folder> folder, const Options& options, std::unique_ptr<Log>& log) {
  if (options.alignment != 8 && options.alignment != 512 && options.alignment != 4096)
    return make_error(Code::kInvalid, "alignment: 8, 512 or 4096");
  if (options.direct && options.alignment != 4096)
    return make_error(Code::kInvalid, "the direct engine needs an alignment of 4096");
  if (options.segment_bytes < kLeastSegmentBytes || options.segment_bytes > kMostSegmentBytes ||
      options.segment_bytes % kPageBytes != 0)
    return make_error(Code::kInvalid, "segmentBytes: a multiple of 4096 from 16384 to 2147483648");
  int64_t owner = 0;
  if (const int result = folder->lock(owner); result < 0) {
    Error error = make_error(Code::kIo, "cannot lock the folder: " + std::string(std::strerror(-result)), -result);
    if (result == -EWOULDBLOCK) {
      error.code = Code::kLocked;
      error.owner = owner;
      error.message = "the log is open in another process (pid " + std::to_string(owner) + ")";
    }
    return error;
  }
  Recovered recovered;
  if (Error error = recover(*folder, options, recovered); !error.ok()) return error;
  if (options.direct && recovered.segments.rbegin()->second.header.alignment != 4096)
    return make_error(Code::kInvalid, "the direct engine needs a log made with an alignment of 4096");
  FilePointer direct;
  if (options.direct) {
    int result = 0;
    direct = open_file(*folder, segment_name(recovered.segments.rbegin()->first), OpenHow::kDirect, result);
    if (direct == nullptr)
      return make_error(Code::kUnsupported, "this file system has no direct I/O: " + std::string(std::strerror(-result)),
                        -result);
  }
  log.reset(new Log(std::move(folder), options, std::move(recovered)));
  return {};
}

Log::Log(std::unique_ptr<Folder> folder, const Options& options, Recovered recovered)
    : folder_(std::move(folder)),
      options_(options),
      recovery_(std::move(recovered.report)),
      state_(std::move(recovered.state)),
      index_(std::move(recovered.index)),
      segments_(std::move(recovered.segments)),
      durable_sequence_(state_.sequence),
      manifest_(recovered.manifest),
      witness_(std::move(recovered.witness)),
      witness_slot_(recovered.witness_slot),
      aligned_(nullptr, std::free),
      stock_(std::make_unique<SegmentStock>(*folder_, options.segment_bytes, options.spare_segments, options.background)) {
  stock_->used(segments_.rbegin()->second.end);
}

Log::~Log() { (void)close(); }

Error Log::close() {
  std::unique_lock lock(mutex_);
  if (closed_) return {};
  closed_ = true;
  turn_free_.wait(lock, [&] { return !turn_taken_ && queue_.empty(); });
  turn_taken_ = true;  // and never given back
  readers_gone_.wait(lock, [&] { return reader_count_ == 0; });
  const bool sound = poison_.ok();
  const bool dirty = durable_sequence_ < state_.sequence;
  lock.unlock();
  Error error;
  if (sound && dirty) error = make_durable(state_);
  // A clean end is worth a note: what the manifest calls durable can never again be taken for a torn tail.
  if (sound && error.ok() && manifest_.durable_sequence != state_.sequence)
    error = replace_manifest(manifest_.first_segment, manifest_.base_index, manifest_.base_term);
  direct_.reset();
  witness_.reset();
  lock.lock();
  segments_.clear();
  std::unique_ptr<SegmentStock> stock = std::move(stock_);
  lock.unlock();
  stock.reset();
  folder_.reset();
  return error;
}

void Log::take_turn(std::unique_lock<std::mutex>& lock) {
  turn_free_.wait(lock, [&] { return !turn_taken_; });
  turn_taken_ = true;
}

Error Log::refusal() const {
  if (closed_) return make_error(Code::kClosed, "the log is closed");
  return poison_;
}

Error Log::trouble() {
  const std::lock_guard lock(mutex_);
  return refusal();
}

Error Log::poison(const std::string& what, int result) {
  const std::lock_guard lock(mutex_);
  if (poison_.ok())
    poison_ = make_error(Code::kPoisoned,
                         "cannot " + what + ": " + std::strerror(-result) +
                             "; what reached the disk is not known, so the log takes no more: close and reopen it",
                         -result);
  return poison_;
}

void Log::record_sync(std::chrono::nanoseconds took) {
  const auto nanoseconds = static_cast<uint64_t>(took.count());
  ++stats_.sync_count;
  stats_.syncs.record(nanoseconds);
  recent_sync_ns_ = recent_sync_ns_ == 0 ? nanoseconds : (7 * recent_sync_ns_ + nanoseconds) / 8;
}

Error Log::make_durable(const ScalarState& state) {
  Segment& segment = segments_.rbegin()->second;
  if (mutant(Mutant::kDirtyClearedEarly)) {
    const std::lock_guard lock(mutex_);
    durable_sequence_ = state.sequence;
  }
  if (!options_.direct) {
    const auto started = std::chrono::steady_clock::now();
    int result = folder_->sync(segment.file->handle());
    if (result < 0 && mutant(Mutant::kRetriesSync)) result = folder_->sync(segment.file->handle());
    if (result < 0) return poison("sync " + segment_name(segment.header.segment), result);
    const auto took = std::chrono::steady_clock::now() - started;
    const std::lock_guard lock(mutex_);
    record_sync(took);
  }
  if (witness_ != nullptr) {
    if (const int result = write_witness(*folder_, *witness_, witness_slot_, manifest_.log_id, state); result < 0)
      return poison("write the witness", result);
    witness_slot_ = 1 - witness_slot_;
  }
  return {};
}

Error Log::sync() {
  std::unique_lock lock(mutex_);
  if (Error error = refusal(); !error.ok()) return error;
  const uint64_t wanted = state_.sequence;
  if (durable_sequence_ >= wanted) return {};
  take_turn(lock);
  Error error = refusal();
  if (error.ok() && durable_sequence_ < wanted) {
    const ScalarState state = state_;
    lock.unlock();
    error = make_durable(state);
    lock.lock();
    if (error.ok()) durable_sequence_ = state.sequence;
  }
  give_turn();
  return error;
}

Error Log::replace_manifest(uint64_t first_segment, uint64_t base_index, uint64_t base_term) {
  Manifest next = manifest_;
  ++next.generation;
  next.first_segment = first_segment;
  next.base_index = base_index;
  next.base_term = base_term;
  next.durable_sequence = state_.sequence;
  if (const int result = write_manifest(*folder_, next); result < 0) return poison("replace the manifest", result);
  manifest_ = next;
  return {};
}

Error Log::truncate_before(uint64_t index) {
  std::unique_lock lock(mutex_);
  take_turn(lock);
  Error error = refusal();
  if (error.ok() && index > state_.last_index + 1)
    error = make_error(Code::kInvalid, "truncateBefore(" + std::to_string(index) + "): the log's last entry is " +
                                           std::to_string(state_.last_index));
  if (!error.ok() || index <= state_.base_index + 1) {
    give_turn();
    return error;
  }
  const uint64_t base_index = index - 1;
  const uint64_t base_term = index_[index_.find(base_index)].term;
  const uint64_t first_segment = index_.lowest_segment_from(index, segments_.rbegin()->first);
  const bool dirty = durable_sequence_ < state_.sequence;
  lock.unlock();

  const auto unlink_dropped = [&, first_before = manifest_.first_segment] {
    bool any = false;
    for (uint64_t number = first_before; number < first_segment; ++number)
      any = folder_->unlink(segment_name(number)) == 0 || any;  // a file that stays is removed when the log is opened
    return any;
  };
  if (mutant(Mutant::kUnlinksFirst) && unlink_dropped()) (void)folder_->sync_folder();
  // The manifest may only speak of what is durable.
  if (dirty) error = make_durable(state_);
  if (error.ok()) error = replace_manifest(first_segment, base_index, base_term);
  if (error.ok()) {
    lock.lock();
    durable_sequence_ = state_.sequence;
    state_.base_index = base_index;
    state_.base_term = base_term;
    index_.drop_before(index);
    segments_.erase(segments_.begin(), segments_.lower_bound(first_segment));
    lock.unlock();
    if (unlink_dropped())
      if (const int result = folder_->sync_folder(); result < 0) error = poison("sync the folder", result);
  }
  lock.lock();
  give_turn();
  return error;
}

Error Log::term_of(uint64_t index, uint64_t& term) {
  const std::lock_guard lock(mutex_);
  if (closed_) return refusal();
  if (index == state_.base_index) {
    term = state_.base_term;
    return {};
  }
  const size_t at = index_.find(index);
  if (at == index_.size())
    return make_error(Code::kInvalid, "termOf(" + std::to_string(index) + "): the log holds entries " +
                                          std::to_string(state_.base_index + 1) + " to " + std::to_string(state_.last_index));
  term = index_[at].term;
  return {};
}

ScalarState Log::state() {
  const std::lock_guard lock(mutex_);
  return state_;
}

Stats Log::stats() {
  const std::lock_guard lock(mutex_);
  Stats stats = stats_;
  stats.segment_count = segments_.size();
  stats.filled_bytes = stock_ == nullptr ? 0 : stock_->filled_bytes();
  return stats;
}

void Log::wait_for_spares() {
  if (trouble().ok()) stock_->wait_until_full();
}

}  // namespace nines::log
