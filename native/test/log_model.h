// What a log is supposed to hold after each operation, kept as plainly as possible; and small logs to try things on.
#pragma once

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "check.h"
#include "log/log.h"

namespace nines::log::test {

struct ModelEntry {
  uint64_t term;
  std::string payload;
  bool operator==(const ModelEntry&) const = default;
};

struct Model {
  uint64_t base_index = 0;
  uint64_t last_index = 0;
  uint64_t hard_term = 0;
  std::optional<std::string> vote;
  uint64_t snapshot_index = 0;
  uint64_t snapshot_term = 0;
  std::map<uint64_t, ModelEntry> entries;
  bool operator==(const Model&) const = default;
};

/// Records being gathered for one append.
struct Batch {
  std::vector<uint32_t> words;
  std::vector<uint64_t> terms;
  std::string payload;
  std::vector<std::function<void(Model&)>> effects;

  void add(Kind kind, uint64_t term, const std::string& bytes, std::function<void(Model&)> effect) {
    words.push_back(record_word(kind, static_cast<uint32_t>(bytes.size())));
    terms.push_back(term);
    payload += bytes;
    effects.push_back(std::move(effect));
  }
  static std::string u64(uint64_t value) { return std::string(reinterpret_cast<const char*>(&value), 8); }

  Batch& entry(uint64_t term, std::string bytes) {
    add(Kind::kEntry, term, bytes, [=](Model& m) { m.entries[++m.last_index] = {term, bytes}; });
    return *this;
  }
  Batch& hard_state(uint64_t term, std::optional<std::string> vote) {
    add(Kind::kHardState, 0, u64(term) + vote.value_or(""), [=](Model& m) {
      m.hard_term = term;
      m.vote = vote;
    });
    return *this;
  }
  Batch& truncate_after(uint64_t index) {
    add(Kind::kTruncateAfter, 0, u64(index), [=](Model& m) {
      m.entries.erase(m.entries.upper_bound(index), m.entries.end());
      m.last_index = index;
    });
    return *this;
  }
  Batch& snapshot(uint64_t index, uint64_t term) {
    add(Kind::kSnapshot, 0, u64(index) + u64(term), [=](Model& m) {
      m.snapshot_index = index;
      m.snapshot_term = term;
      if (index <= m.last_index) return;
      m.entries.clear();
      m.base_index = m.last_index = index;
    });
    return *this;
  }

  [[nodiscard]] Records records() const {
    return {words, terms, 0, {reinterpret_cast<const uint8_t*>(payload.data()), payload.size()}};
  }
  void apply(Model& model) const {
    for (const auto& effect : effects) effect(model);
  }
};

inline Error append(Log& log, const Batch& batch) {
  Request request;
  request.records = batch.records();
  Request* const one = &request;
  log.append(std::span(&one, 1));
  CHECK(request.done);
  return request.error;
}

/// Everything a log holds, read back entry by entry.
inline Error observe(Log& log, Model& model) {
  const ScalarState state = log.state();
  model = Model{state.base_index, state.last_index, state.hard_term, state.vote, state.snapshot_index, state.snapshot_term, {}};
  uint64_t next = state.base_index + 1;
  while (next <= state.last_index) {
    ReadResult result;
    if (Error error = log.read(next, state.last_index, 1 << 20, result); !error.ok()) return error;
    CHECK(!result.entries.empty());
    for (const Entry& entry : result.entries) {
      CHECK(entry.index == next);
      const char* at = reinterpret_cast<const char*>(result.bytes.data()) + entry.offset;
      model.entries[next++] = {entry.term, std::string(at, entry.length)};
    }
  }
  return {};
}

/// A step of a scenario: an append, a prefix truncation, or an explicit sync.
struct Step {
  enum What { kAppend, kTruncateBefore, kSync } what = kAppend;
  Batch batch;
  uint64_t index = 0;

  void apply(Model& model) const {
    if (what == kAppend) batch.apply(model);
    if (what == kTruncateBefore && index > model.base_index + 1) {
      model.entries.erase(model.entries.begin(), model.entries.lower_bound(index));
      model.base_index = index - 1;
    }
  }
  Error run(Log& log) const {
    if (what == kAppend) return append(log, batch);
    return what == kSync ? log.sync() : log.truncate_before(index);
  }
};

using Scenario = std::vector<Step>;

/// Random steps that are valid on the model they lead to. `mark` goes into every payload.
inline Scenario random_scenario(uint64_t seed, size_t steps, size_t longest, char mark) {
  std::mt19937_64 random(seed);
  const auto draw = [&](uint64_t bound) { return random() % bound; };
  Scenario scenario;
  Model model;
  uint64_t term = 1;
  while (scenario.size() < steps) {
    Step step;
    const uint64_t what = draw(16);
    if (what == 0 && model.last_index > model.base_index) {
      step.what = Step::kTruncateBefore;
      step.index = model.base_index + 1 + draw(model.last_index - model.base_index + 1);
    } else if (what == 1) {
      step.what = Step::kSync;
    } else {
      Model after = model;
      const uint64_t records = draw(4) == 0 ? 1 + draw(5) : 1;
      for (uint64_t i = 0; i < records; ++i) {
        Batch one;
        const uint64_t kind = draw(12);
        if (kind == 0) {
          one.hard_state(++term, draw(3) == 0 ? std::nullopt : std::optional<std::string>("n" + std::to_string(draw(9))));
        } else if (kind == 1 && after.last_index > after.base_index) {
          one.truncate_after(after.base_index + draw(after.last_index - after.base_index + 1));
        } else if (kind == 2 && after.last_index >= after.snapshot_index) {
          const uint64_t past = draw(5) == 0 ? 3 : 0;
          const uint64_t low = std::max(after.snapshot_index, after.base_index);
          const uint64_t index = past > 0 ? after.last_index + past : low + draw(after.last_index + 1 - low);
          one.snapshot(index, term);
        } else {
          const uint64_t length = draw(3) == 0 ? draw(longest) : draw(64);
          one.entry(term, std::string(length, mark) + std::to_string(after.last_index + 1));
        }
        one.apply(after);
        step.batch.add(word_kind(one.words[0]), one.terms[0], one.payload, one.effects[0]);
      }
    }
    step.apply(model);
    scenario.push_back(std::move(step));
  }
  return scenario;
}

}  // namespace nines::log::test
