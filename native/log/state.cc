#include "log/state.h"

#include <algorithm>

namespace nines::log {

void Index::truncate_after(uint64_t index) {
  while (!runs_.empty() && runs_.back().first_index > index) runs_.pop_back();
  if (!runs_.empty() && runs_.back().end() > index + 1)
    runs_.back().count = static_cast<uint32_t>(index + 1 - runs_.back().first_index);
}

void Index::drop_before(uint64_t index) {
  while (!runs_.empty() && runs_.front().end() <= index) runs_.pop_front();
  if (runs_.empty() || runs_.front().first_index >= index) return;
  Run& run = runs_.front();
  const auto dropped = static_cast<uint32_t>(index - run.first_index);
  run.first_index = index;
  run.ordinal += dropped;
  run.count -= dropped;
}

size_t Index::find(uint64_t index) const noexcept {
  const auto after =
      std::upper_bound(runs_.begin(), runs_.end(), index, [](uint64_t i, const Run& run) { return i < run.first_index; });
  if (after == runs_.begin()) return runs_.size();
  const auto position = static_cast<size_t>(after - runs_.begin()) - 1;
  return index < runs_[position].end() ? position : runs_.size();
}

uint64_t Index::lowest_segment_from(uint64_t index, uint64_t otherwise) const noexcept {
  // Later entries never lie in earlier segments, so the first live run decides.
  const auto run =
      std::lower_bound(runs_.begin(), runs_.end(), index, [](const Run& r, uint64_t i) { return r.end() <= i; });
  return run == runs_.end() ? otherwise : std::min(run->segment, otherwise);
}

std::optional<uint64_t> Draft::term_of(uint64_t index) const {
  for (auto run = added_.rbegin(); run != added_.rend(); ++run)
    if (index >= run->first_index && index < run->end()) return run->term;
  if (index <= kept_)
    if (const size_t at = index_->find(index); at < index_->size()) return (*index_)[at].term;
  if (index == state_.base_index) return state_.base_term;
  return std::nullopt;
}

void Draft::truncate_after(uint64_t index) {
  while (!added_.empty() && added_.back().first_index > index) added_.pop_back();
  if (!added_.empty() && added_.back().end() > index + 1)
    added_.back().count = static_cast<uint32_t>(index + 1 - added_.back().first_index);
  kept_ = std::min(kept_, index);
}

/// Entries of one term, of the records from record_count_ on: at most one run, whatever their number.
void Draft::add_entries(uint64_t term, uint32_t count) {
  if (count == 0) return;
  const uint64_t index = state_.last_index + 1;
  state_.last_index += count;
  state_.last_term = term;
  if (added_first_index_ == 0) added_first_index_ = index;
  if (first_entry_index_ == 0) {
    first_entry_index_ = index;
    first_entry_term_ = term;
  }
  if (!added_.empty()) {
    Run& run = added_.back();
    if (run.term == term && run.end() == index && run.ordinal + run.count == record_count_) {
      run.count += count;
      return;
    }
  }
  added_.push_back(
      Run{.first_index = index, .term = term, .segment = 0, .offset = 0, .ordinal = record_count_, .count = count});
}

Error Draft::add_record(Kind kind, uint64_t term, std::span<const uint8_t> payload) {
  const auto invalid = [](std::string message) { return make_error(Code::kInvalid, std::move(message)); };
  switch (kind) {
    case Kind::kEntry: add_entries(term, 1); return {};
    case Kind::kHardState: {
      if (payload.size() < 8 || payload.size() > 8 + kVoteBytes)
        return invalid("a hard state is a term (8 bytes) and a vote of at most 256 bytes");
      state_.hard_term = load_u64(payload.data());
      state_.vote.reset();
      if (payload.size() > 8) state_.vote.emplace(payload.begin() + 8, payload.end());
      return {};
    }
    case Kind::kTruncateAfter: {
      if (payload.size() != 8) return invalid("truncateAfter holds one index (8 bytes)");
      const uint64_t index = load_u64(payload.data());
      if (index < state_.base_index || index > state_.last_index)
        return invalid("truncateAfter(" + std::to_string(index) + "): the log holds entries " +
                       std::to_string(state_.base_index + 1) + " to " + std::to_string(state_.last_index));
      const auto kept_term = term_of(index);
      if (!kept_term && !recovering_) return invalid("truncateAfter(" + std::to_string(index) + "): no such entry");
      truncate_after(index);
      state_.last_index = index;
      state_.last_term = kept_term.value_or(0);
      return {};
    }
    case Kind::kSnapshot: {
      if (payload.size() != 16) return invalid("a snapshot marker is an index and a term (16 bytes)");
      const uint64_t index = load_u64(payload.data());
      if (index < state_.snapshot_index)
        return invalid("snapshot(" + std::to_string(index) + "): there is one of " + std::to_string(state_.snapshot_index));
      state_.snapshot_index = index;
      state_.snapshot_term = load_u64(payload.data() + 8);
      if (index > state_.last_index) {
        // A snapshot from elsewhere, past the log's end: what is there is older than it, and the log goes on behind it.
        added_.clear();
        kept_ = 0;
        state_.base_index = state_.last_index = index;
        state_.base_term = state_.last_term = state_.snapshot_term;
      }
      return {};
    }
  }
  return invalid("unknown kind of record");
}

Error Draft::add(const Records& records) {
  added_first_index_ = 0;
  uint64_t bytes = 0;
  bool only_entries = true;
  for (const uint32_t word : records.words) {
    bytes += word_length(word);
    only_entries = only_entries && word_kind(word) == Kind::kEntry;
  }
  if (bytes != records.payload.size())
    return make_error(Code::kInvalid, "the table of records and the payload differ in length");
  if (only_entries) {  // nothing can be wrong with them
    if (records.terms.empty()) {
      add_entries(records.term, static_cast<uint32_t>(records.words.size()));
      record_count_ += static_cast<uint32_t>(records.words.size());
    }
    for (const uint64_t term : records.terms) {
      add_entries(term, 1);
      ++record_count_;
    }
    return {};
  }
  const Draft before = *this;
  size_t at = 0;
  for (size_t i = 0; i < records.words.size(); ++i) {
    const uint32_t length = word_length(records.words[i]);
    const uint64_t term = records.terms.empty() ? records.term : records.terms[i];
    Error error = add_record(word_kind(records.words[i]), term, records.payload.subspan(at, length));
    if (!error.ok()) {
      *this = before;
      return error;
    }
    at += length;
    ++record_count_;
  }
  return {};
}

void Draft::commit(ScalarState& state, Index& index, uint64_t segment, uint32_t offset) const {
  if (kept_ != UINT64_MAX) index.truncate_after(kept_);
  for (Run run : added_) {
    run.segment = segment;
    run.offset = offset;
    index.push(run);
  }
  state = state_;
}

}  // namespace nines::log
