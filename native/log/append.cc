// Appending: the write group, and what it writes.
#include <sys/uio.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "log/crc32c.h"
#include "log/log.h"
#include "log/mutant.h"

namespace nines::log {
namespace {

/// Batches up to it are copied into one piece before they are written.
constexpr uint64_t kCopyBytes = 32 << 10;
constexpr std::chrono::nanoseconds kMostPatience = std::chrono::microseconds(500);

}  // namespace

struct Log::Waiter {
  std::condition_variable woken;
  size_t left = 0;
};

void Log::append(std::span<Request* const> requests) {
  std::unique_lock lock(mutex_);
  if (const Error error = refusal(); !error.ok()) {
    for (Request* request : requests) {
      request->error = error;
      request->done = true;
    }
    return;
  }
  if (requests.empty()) return;
  Waiter self;
  self.left = requests.size();
  for (Request* request : requests) queue_.push_back({request, &self});
  if (++present_ == expected_) company_.notify_one();
  while (self.left > 0) {
    if (turn_taken_) {
      self.woken.wait(lock);
    } else {
      lead(lock);
    }
  }
}

void Log::give_turn() {
  turn_taken_ = false;
  if (!queue_.empty()) queue_.front().waiter->woken.notify_one();
  turn_free_.notify_all();
}

/// Takes the turn, writes for those who wait, and tells them. Called and left with the mutex held.
void Log::lead(std::unique_lock<std::mutex>& lock) {
  turn_taken_ = true;
  wait_for_company(lock);
  const std::vector<Item> items = gather();
  lock.unlock();
  const Error failure = write_group(items);
  lock.lock();
  finish(items, failure);
  if (!poison_.ok()) {
    const std::vector<Item> rest(queue_.begin(), queue_.end());
    queue_.clear();
    finish(rest, poison_);
  }
  give_turn();
}

/// Threads that were just told are about to append again, and the first of them must not sync for itself alone: it waits
/// until as many are here as shared the last batch or had to stand aside for it, for half a sync at most. Who stays away
/// costs the others that once, for then it is no longer expected. A single writer never waits.
void Log::wait_for_company(std::unique_lock<std::mutex>& lock) {
  if (options_.policy != SyncPolicy::kGroup || present_ >= expected_) return;
  const auto patience = std::min(std::chrono::nanoseconds(recent_sync_ns_ / 2), kMostPatience);
  company_.wait_for(lock, patience, [&] { return present_ >= expected_ || closed_; });
}

std::vector<Log::Item> Log::gather() {
  const size_t most = options_.policy == SyncPolicy::kAlways ? 1 : kGroupRequests;
  const uint64_t most_bytes = std::min<uint64_t>(kGroupBytes, options_.segment_bytes / 4);
  std::vector<Item> items;
  uint64_t bytes = 0;
  while (!queue_.empty() && items.size() < most) {
    const Records& records = queue_.front().request->records;
    bytes += records.payload.size() + tables_bytes(records.words.size(), true);
    if (!items.empty() && bytes > most_bytes) break;
    items.push_back(queue_.front());
    queue_.pop_front();
  }
  return items;
}

void Log::finish(std::span<const Item> items, const Error& failure) {
  expected_ = present_;
  for (const Item& item : items) {
    if (item.request->error.ok()) item.request->error = failure;
    item.request->done = true;
    if (--item.waiter->left > 0) continue;
    --present_;
    item.waiter->woken.notify_one();
  }
}

Error Log::write_group(std::span<const Item> items) {
  Draft draft(state_, index_);
  BatchHeader header;
  std::vector<const Request*>& taken = taken_;
  std::vector<iovec>& parts = parts_;
  taken.clear();
  parts.assign(1, {});  // the tables come first
  uint64_t payload_bytes = 0;
  bool terms = false;
  for (const Item& item : items) {
    Request& request = *item.request;
    const Records& records = request.records;
    if (records.payload.size() > UINT32_MAX / 2) {
      request.error = make_error(Code::kTooLarge, "more than 2 GiB in one append");
      continue;
    }
    request.error = draft.add(records);
    if (!request.error.ok()) continue;
    request.first_index = draft.added_first_index();
    request.last_index = draft.state().last_index;
    const bool has_entry = request.first_index != 0;
    terms = terms || (has_entry && (!records.terms.empty() || records.term != draft.first_entry_term()));
    payload_bytes += records.payload.size();
    taken.push_back(&request);
    if (records.payload.empty()) continue;
    // One arena, one part: the payloads of a JavaScript batch lie one behind the other.
    auto* at = const_cast<uint8_t*>(records.payload.data());
    iovec& last = parts.back();
    if (parts.size() > 1 && static_cast<uint8_t*>(last.iov_base) + last.iov_len == at) {
      last.iov_len += records.payload.size();
    } else {
      parts.push_back({at, records.payload.size()});
    }
  }
  if (draft.record_count() == 0) return {};

  const uint64_t content = kBatchHeaderBytes + tables_bytes(draft.record_count(), terms) + payload_bytes;
  const uint64_t batch_bytes = align_up(content, segments_.rbegin()->second.header.alignment);
  if (Error error = make_room(batch_bytes); !error.ok()) return error;
  header.batch_bytes = static_cast<uint32_t>(batch_bytes);
  header.first_index = draft.first_entry_index();
  header.last_index = draft.state().last_index;
  header.first_term = draft.first_entry_term();
  header.last_term = draft.state().last_term;
  header.record_count = draft.record_count();
  header.payload_bytes = static_cast<uint32_t>(payload_bytes);
  header.flags = terms ? kBatchTerms : 0;

  tables_.resize(tables_bytes(header.record_count, terms));
  uint8_t* words_at = tables_.data();
  uint8_t* terms_at = tables_.data() + 4 * static_cast<size_t>(header.record_count);
  for (const Request* request : taken) {
    const Records& records = request->records;
    if (records.words.empty()) continue;
    std::memcpy(words_at, records.words.data(), records.words.size_bytes());
    words_at += records.words.size_bytes();
    for (size_t i = 0; terms && i < records.words.size(); ++i, terms_at += 8)
      std::memcpy(terms_at, records.terms.empty() ? &records.term : &records.terms[i], 8);
  }
  parts[0] = {tables_.data(), tables_.size()};
  static constexpr std::array<uint8_t, 4096> kZeros{};
  if (batch_bytes > content) parts.push_back({const_cast<uint8_t*>(kZeros.data()), batch_bytes - content});

  if (Error error = write_batch(header, parts); !error.ok()) return error;
  draft.state().sequence = header.sequence;
  draft.state().chain = header.header_crc;
  const bool synced = options_.direct || (options_.policy != SyncPolicy::kNone && !mutant(Mutant::kAckBeforeSync));
  if (synced)
    if (Error error = make_durable(draft.state()); !error.ok()) return error;

  const std::lock_guard lock(mutex_);
  auto& [number, segment] = *segments_.rbegin();
  draft.commit(state_, index_, number, static_cast<uint32_t>(segment.end));
  segment.end += batch_bytes;
  if (synced) durable_sequence_ = state_.sequence;
  stats_.append_count += taken.size();
  stats_.record_count += header.record_count;
  stats_.payload_bytes += payload_bytes;
  stock_->used(segment.end);
  return {};
}

/// Fills in what places the header in the log, and writes header and body behind the last batch.
Error Log::write_batch(BatchHeader& header, std::span<const iovec> body) {
  Segment& segment = segments_.rbegin()->second;
  header.salt = segment.header.salt;
  header.sequence = state_.sequence + 1;
  header.durable_sequence = durable_sequence_;
  header.offset = segment.end;
  header.chain = state_.chain;
  for (const iovec& part : body) header.body_crc = crc32c(header.body_crc, part.iov_base, part.iov_len);
  seal_header(header);
  int result = 0;
  if (options_.direct || header.batch_bytes <= kCopyBytes) {
    result = write_copied(segment, header, body);
  } else {
    std::vector<iovec> parts{{&header, kBatchHeaderBytes}};
    parts.insert(parts.end(), body.begin(), body.end());
    result = write_all(*folder_, segment.file->handle(), parts, segment.end);
  }
  if (result < 0) return poison("write to " + segment_name(segment.header.segment), result);
  const std::lock_guard lock(mutex_);
  ++stats_.batch_count;
  stats_.batch_bytes += header.batch_bytes;
  return {};
}

/// In one piece from an aligned buffer: direct I/O needs it, and a small batch is sooner copied than listed.
int Log::write_copied(const Segment& segment, const BatchHeader& header, std::span<const iovec> body) {
  if (aligned_bytes_ < header.batch_bytes) {
    const uint64_t bytes = align_up(std::max<uint64_t>(header.batch_bytes, kCopyBytes), 4096);
    aligned_.reset(static_cast<uint8_t*>(std::aligned_alloc(4096, bytes)));
    aligned_bytes_ = aligned_ == nullptr ? 0 : bytes;
    if (aligned_ == nullptr) return -ENOMEM;
  }
  std::memcpy(aligned_.get(), &header, kBatchHeaderBytes);
  size_t at = kBatchHeaderBytes;
  for (const iovec& part : body) {
    if (part.iov_len > 0) std::memcpy(aligned_.get() + at, part.iov_base, part.iov_len);
    at += part.iov_len;
  }
  const iovec whole{aligned_.get(), at};
  if (!options_.direct) return write_all(*folder_, segment.file->handle(), std::span(&whole, 1), segment.end);

  if (direct_segment_ != segment.header.segment) {
    int result = 0;
    direct_ = open_file(*folder_, segment_name(segment.header.segment), OpenHow::kDirect, result);
    if (direct_ == nullptr) return result;
    direct_segment_ = segment.header.segment;
  }
  const auto started = std::chrono::steady_clock::now();
  const int result = write_all(*folder_, direct_->handle(), std::span(&whole, 1), segment.end);
  const auto took = std::chrono::steady_clock::now() - started;
  const std::lock_guard lock(mutex_);
  record_sync(took);
  return result;
}

/// Sees to it that the last segment has room for the batch and for its seal; goes on to a new segment otherwise.
/// The new segment is there, under its name, before the old one is sealed: a sealed segment without a next one is corrupt.
Error Log::make_room(uint64_t batch_bytes) {
  Segment& old = segments_.rbegin()->second;
  const uint64_t seal_bytes = align_up(kBatchHeaderBytes, old.header.alignment);
  if (old.end + batch_bytes + seal_bytes <= old.header.segment_bytes) return {};
  const uint64_t most = options_.segment_bytes - kFirstBatch - align_up(kBatchHeaderBytes, options_.alignment);
  if (batch_bytes > most)
    return make_error(Code::kTooLarge, "a batch of " + std::to_string(batch_bytes) + " bytes; a segment of this log takes " +
                                           std::to_string(most));
  SpareSegment spare;
  if (Error error = stock_->take(spare); !error.ok()) return error;

  BatchHeader seal;
  seal.batch_bytes = static_cast<uint32_t>(seal_bytes);
  seal.flags = kBatchSeal;
  seal.last_index = state_.last_index;
  seal.last_term = state_.last_term;
  const std::vector<uint8_t> padding(seal_bytes - kBatchHeaderBytes);
  const iovec body{const_cast<uint8_t*>(padding.data()), padding.size()};

  // What write_batch will put into the seal decides the chain that the new header continues.
  BatchHeader preview = seal;
  preview.salt = old.header.salt;
  preview.sequence = state_.sequence + 1;
  preview.durable_sequence = durable_sequence_;
  preview.offset = old.end;
  preview.chain = state_.chain;
  preview.body_crc = crc32c(0, padding.data(), padding.size());
  seal_header(preview);
  ScalarState sealed = state_;
  sealed.sequence = preview.sequence;
  sealed.chain = preview.header_crc;

  const uint64_t number = old.header.segment + 1;
  Segment next;
  next.header = make_segment_header(sealed, number, options_.segment_bytes, options_.alignment, old.header.log_id,
                                    folder_->entropy());
  next.file = spare.file;
  const auto publish = [&]() -> Error {
    const int result = publish_segment(*folder_, spare, next.header);
    return result < 0 ? poison("create " + segment_name(number), result) : Error{};
  };
  const auto seal_old = [&]() -> Error {
    Error error = write_batch(seal, std::span(&body, 1));
    return error.ok() ? make_durable(sealed) : error;
  };
  Error error = mutant(Mutant::kSealBeforeNext) ? seal_old() : publish();
  if (error.ok()) error = mutant(Mutant::kSealBeforeNext) ? publish() : seal_old();
  if (!error.ok()) return error;

  const std::lock_guard lock(mutex_);
  old.end += seal_bytes;
  old.sealed = true;
  state_.sequence = sealed.sequence;
  state_.chain = sealed.chain;
  durable_sequence_ = sealed.sequence;
  segments_.emplace(number, std::move(next));
  return {};
}

}  // namespace nines::log
