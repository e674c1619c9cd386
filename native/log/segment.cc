#include "log/segment.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <vector>

#include "log/mutant.h"

namespace nines::log {
namespace {

constexpr uint64_t kFillStep = 1 << 20;
/// Synced in pieces: one sync of a whole segment would stand in front of the log's own for tens of milliseconds.
constexpr uint64_t kFillSyncEvery = 4 << 20;
constexpr uint64_t kFillAhead = 4 << 20;

Error fill_error(const std::string& what, int result) {
  const Code code = result == -ENOSPC || result == -EDQUOT ? Code::kNoSpace : Code::kIo;
  return make_error(code, "cannot " + what + " a new segment: " + std::strerror(-result), -result);
}

}  // namespace

template <typename MayWrite>
Error fill_segment(Folder& folder, const std::string& name, uint64_t bytes, SpareSegment& spare, MayWrite may_write) {
  int result = 0;
  FilePointer file = open_file(folder, name, OpenHow::kCreate, result);
  if (file == nullptr) return fill_error("create", result);
  const auto give_up = [&](Error error) {
    file.reset();
    (void)folder.unlink(name);
    return error;
  };
  result = folder.reserve(file->handle(), bytes);
  if (result < 0) return give_up(fill_error("reserve", result));
  const std::vector<uint8_t> zeros(std::min(kFillStep, bytes));
  for (uint64_t done = 0; done < bytes;) {
    if (!may_write(done)) return give_up(make_error(Code::kClosed, "the log is being closed"));
    const uint64_t step = std::min<uint64_t>(zeros.size(), bytes - done);
    result = write_all(folder, file->handle(), zeros.data(), step, done);
    done += step;
    if (result == 0 && (done % kFillSyncEvery == 0 || done == bytes)) result = folder.sync(file->handle());
    if (result < 0) return give_up(fill_error("fill", result));
  }
  spare = SpareSegment{name, std::move(file)};
  return {};
}

Error fill_segment(Folder& folder, const std::string& name, uint64_t bytes, SpareSegment& spare) {
  return fill_segment(folder, name, bytes, spare, [](uint64_t) { return true; });
}

SegmentHeader make_segment_header(const ScalarState& state, uint64_t segment, uint64_t segment_bytes, uint32_t alignment,
                                  const LogId& log_id, uint64_t salt) {
  SegmentHeader header;
  header.alignment = alignment;
  header.log_id = log_id;
  header.segment = segment;
  header.salt = salt;
  header.segment_bytes = segment_bytes;
  header.last_sequence = state.sequence;
  header.base_index = state.base_index;
  header.base_term = state.base_term;
  header.last_index = state.last_index;
  header.last_term = state.last_term;
  header.hard_term = state.hard_term;
  header.snapshot_index = state.snapshot_index;
  header.snapshot_term = state.snapshot_term;
  header.chain = state.chain;
  if (state.vote) {
    header.vote_bytes = static_cast<uint32_t>(state.vote->size());
    std::copy(state.vote->begin(), state.vote->end(), header.vote.begin());
  }
  return header;
}

ScalarState state_of(const SegmentHeader& header) {
  ScalarState state;
  state.sequence = header.last_sequence;
  state.chain = header.chain;
  state.base_index = header.base_index;
  state.base_term = header.base_term;
  state.last_index = header.last_index;
  state.last_term = header.last_term;
  state.hard_term = header.hard_term;
  state.snapshot_index = header.snapshot_index;
  state.snapshot_term = header.snapshot_term;
  if (header.vote_bytes <= kVoteBytes) state.vote.emplace(header.vote.data(), header.vote_bytes);
  return state;
}

int publish_segment(Folder& folder, const SpareSegment& spare, const SegmentHeader& header) {
  const Page page = encode_page(header);
  iovec twice[2] = {{const_cast<uint8_t*>(page.data()), page.size()}, {const_cast<uint8_t*>(page.data()), page.size()}};
  int result = write_all(folder, spare.file->handle(), twice, 0);
  if (result == 0) result = folder.sync(spare.file->handle());
  if (result == 0) result = folder.rename(spare.name, segment_name(header.segment));
  if (result == 0 && !mutant(Mutant::kNoFolderSync)) result = folder.sync_folder();
  return result;
}

SegmentStock::SegmentStock(Folder& folder, uint64_t segment_bytes, uint32_t wanted, bool background)
    : folder_(folder), segment_bytes_(segment_bytes), wanted_(wanted) {
  if (background && wanted > 0) thread_ = std::thread([this] { work(); });
}

SegmentStock::~SegmentStock() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (SpareSegment& spare : ready_) {
    spare.file.reset();
    (void)folder_.unlink(spare.name);
  }
}

Error SegmentStock::take(SpareSegment& spare) {
  std::unique_lock lock(mutex_);
  if (thread_.joinable() && ready_.empty()) {
    urgent_ = true;
    failure_ = {};
    changed_.notify_all();
    changed_.wait(lock, [&] { return !ready_.empty() || !failure_.ok(); });
    urgent_ = false;
  }
  if (!ready_.empty()) {
    spare = std::move(ready_.front());
    ready_.pop_front();
    used_.store(0, std::memory_order_relaxed);
    changed_.notify_all();
    return {};
  }
  if (!failure_.ok()) return failure_;
  const std::string name = "spare-" + std::to_string(next_name_++) + kDraftSuffix;
  lock.unlock();
  Error error = fill_segment(folder_, name, segment_bytes_, spare);
  if (error.ok()) filled_bytes_.fetch_add(segment_bytes_, std::memory_order_relaxed);
  return error;
}

void SegmentStock::used(uint64_t bytes) noexcept {
  const uint64_t before = used_.exchange(bytes, std::memory_order_relaxed);
  if (before / kFillStep != bytes / kFillStep && thread_.joinable()) changed_.notify_all();
}

void SegmentStock::wait_until_full() {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable()) return;
  urgent_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return ready_.size() >= wanted_ || !failure_.ok(); });
  urgent_ = false;
}

bool SegmentStock::wait_for_pace(uint64_t done) {
  // Full when half of the current segment is used. The time-out only covers a notification between test and wait.
  std::unique_lock lock(mutex_);
  const auto may = [&] {
    return stopping_ || urgent_ || done <= 2 * used_.load(std::memory_order_relaxed) + kFillAhead;
  };
  while (!may()) changed_.wait_for(lock, std::chrono::milliseconds(100));
  return !stopping_;
}

void SegmentStock::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    // After a failure nothing is tried until somebody needs a segment: a full disk is not asked again and again.
    changed_.wait(lock, [&] { return stopping_ || (ready_.size() < wanted_ && (failure_.ok() || urgent_)); });
    if (stopping_) return;
    const std::string name = "spare-" + std::to_string(next_name_++) + kDraftSuffix;
    lock.unlock();
    SpareSegment spare;
    Error error = fill_segment(folder_, name, segment_bytes_, spare, [this](uint64_t done) { return wait_for_pace(done); });
    lock.lock();
    if (error.ok()) {
      filled_bytes_.fetch_add(segment_bytes_, std::memory_order_relaxed);
      ready_.push_back(std::move(spare));
      failure_ = {};
    } else {
      failure_ = std::move(error);
    }
    changed_.notify_all();
  }
}

}  // namespace nines::log
