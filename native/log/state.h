// What the records of a log add up to: scalar state, and an index from entry to place. Pure; recovery and appending share it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "log/error.h"
#include "log/format.h"

namespace nines::log {

struct ScalarState {
  uint64_t sequence = 0;    ///< Of the last batch.
  uint32_t chain = 0;       ///< Its header checksum.
  uint64_t base_index = 0;  ///< Entries up to it are gone; base_term is the term of the last of them.
  uint64_t base_term = 0;
  uint64_t last_index = 0;
  uint64_t last_term = 0;
  uint64_t hard_term = 0;
  std::optional<std::string> vote;
  uint64_t snapshot_index = 0;
  uint64_t snapshot_term = 0;
};

/// Consecutive entries of one term that lie one behind the other in one batch.
struct Run {
  uint64_t first_index = 0;
  uint64_t term = 0;
  uint64_t segment = 0;
  uint32_t offset = 0;   ///< Of the batch in its segment.
  uint32_t ordinal = 0;  ///< Of the first entry's record in the batch.
  uint32_t count = 0;
  [[nodiscard]] uint64_t end() const noexcept { return first_index + count; }
};

/// Runs in ascending order without a gap: O(log runs) to find an entry.
class Index {
 public:
  void push(const Run& run) { runs_.push_back(run); }
  void truncate_after(uint64_t index);
  void drop_before(uint64_t index);
  void clear() noexcept { runs_.clear(); }
  /// Position of the run that holds `index`; size() where none does.
  [[nodiscard]] size_t find(uint64_t index) const noexcept;
  [[nodiscard]] const Run& operator[](size_t position) const noexcept { return runs_[position]; }
  [[nodiscard]] size_t size() const noexcept { return runs_.size(); }
  /// The lowest segment that holds a live entry of `index` or above; `otherwise` where none does.
  [[nodiscard]] uint64_t lowest_segment_from(uint64_t index, uint64_t otherwise) const noexcept;

 private:
  std::deque<Run> runs_;
};

/// The records of one request or one recovered batch.
struct Records {
  std::span<const uint32_t> words;    ///< record_word each.
  std::span<const uint64_t> terms;    ///< One a record, or empty: then all entries have `term`.
  uint64_t term = 0;
  std::span<const uint8_t> payload;   ///< One behind the other.
};

/// Records on top of a log, not yet part of it: they become so as a whole (commit) or are forgotten.
class Draft {
 public:
  Draft(const ScalarState& state, const Index& index) : state_(state), index_(&index) {}

  /// Puts `records` on top, or returns why not and stays as it was. `segment` and `offset` place them later (place_at).
  [[nodiscard]] Error add(const Records& records);
  /// While recovering: entries of dropped segments cannot be looked up, so their term is taken as 0.
  void recovering() noexcept { recovering_ = true; }

  void commit(ScalarState& state, Index& index, uint64_t segment, uint32_t offset) const;

  [[nodiscard]] ScalarState& state() noexcept { return state_; }
  [[nodiscard]] uint64_t first_entry_index() const noexcept { return first_entry_index_; }
  [[nodiscard]] uint64_t first_entry_term() const noexcept { return first_entry_term_; }
  /// Of the first entry of the last add(); 0 where it had none.
  [[nodiscard]] uint64_t added_first_index() const noexcept { return added_first_index_; }
  [[nodiscard]] uint32_t record_count() const noexcept { return record_count_; }

 private:
  [[nodiscard]] Error add_record(Kind kind, uint64_t term, std::span<const uint8_t> payload);
  void add_entries(uint64_t term, uint32_t count);
  void truncate_after(uint64_t index);
  [[nodiscard]] std::optional<uint64_t> term_of(uint64_t index) const;

  ScalarState state_;
  const Index* index_;
  std::vector<Run> added_;
  uint64_t kept_ = UINT64_MAX;  ///< Entries of index_ above it are cut.
  uint64_t first_entry_index_ = 0;
  uint64_t first_entry_term_ = 0;
  uint64_t added_first_index_ = 0;
  uint32_t record_count_ = 0;
  bool recovering_ = false;
};

}  // namespace nines::log
