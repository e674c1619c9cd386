// Crash-state enumeration (after ALICE, Pillai et al. 2014): at every operation of a scenario, every state that a crash
// could leave behind is opened again and compared with what had been acknowledged.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "log/log.h"
#include "log_memory_folder.h"
#include "log_model.h"

namespace nines::log::test {

struct HuntLimits {
  size_t most_open = 12;            ///< So many sectors and names whose fate is open are tried in all ways;
  size_t sample = 256;              ///< where there are more, in so many.
  size_t nested_one_in = 16;        ///< Crash again while recovering, on one state in so many.
  uint64_t seed = 1;
};

/// One scenario on one disk, hunted for states that break a promise.
class CrashHunt {
 public:
  CrashHunt(const Options& options, HuntLimits limits) : options_(options), limits_(limits), random_(limits.seed) {}

  uint64_t point_count = 0;
  uint64_t state_count = 0;
  uint64_t sampled_count = 0;  ///< Points and fills of which only a sample was tried.

  /// Bytes of a finished run of another incarnation: what blocks of deleted files may still hold.
  void leave_stale(const Disk& disk) { stale_ = disk.clone(); }

  /// The first broken promise, or nothing.
  std::optional<std::string> run(const Scenario& scenario, uint64_t entropy, std::shared_ptr<Disk> disk = std::make_shared<Disk>()) {
    states_ = {Model{}};
    acknowledged_ = 0;
    auto folder = std::make_unique<MemoryFolder>(disk, entropy);
    folder->after = [&](Op) {
      if (!violation_) crash_here(*disk);
    };
    std::unique_ptr<Log> log;
    if (const Error error = Log::open(std::move(folder), options_, log); !error.ok()) return "open: " + error.message;
    for (const Step& step : scenario) {
      Model next = states_.back();
      step.apply(next);
      const bool drops = step.what == Step::kTruncateBefore && next.base_index != states_.back().base_index;
      states_.push_back(next);
      if (const Error error = step.run(*log); !error.ok()) return "step: " + error.message;
      // Without syncs only sync() and a truncation that drops something make durable what was before them.
      if (options_.policy != SyncPolicy::kNone || step.what == Step::kSync || drops) acknowledged_ = states_.size() - 1;
      if (violation_) return violation_;
    }
    Model seen;
    if (const Error error = observe(*log, seen); !error.ok()) return "read: " + error.message;
    if (seen != states_.back()) return "the open log does not hold what was appended";
    acknowledged_ = states_.size() - 1;
    if (const Error error = log->close(); !error.ok()) return "close: " + error.message;
    return violation_;
  }

 private:
  /// A sector whose fate is open.
  struct Choice {
    std::string name;
    Inode* inode;
    size_t sector;
    bool may_be_filled;  ///< No durable byte that counts shares it: a disk may leave anything there.
  };
  static constexpr std::array kFills{Fill::kOld, Fill::kEarlier, Fill::kZero, Fill::kGarbage, Fill::kStale};

  /// Every subset of what is open, as far as subsets differ: a sector that keeps its bytes is no choice, and a fill that no
  /// sector takes is no other state.
  void crash_here(const Disk& disk) {
    ++point_count;
    const std::vector<Choice> choices = dirty_sectors(disk);
    const size_t bits = choices.size() + disk.pending.size();
    std::set<std::vector<uint8_t>> seen;
    for (const Fill fill : kFills) {
      std::vector<size_t> open;
      for (size_t bit = 0; bit < bits; ++bit)
        if (bit >= choices.size() || differs(choices[bit], fill)) open.push_back(bit);
      const bool all = open.size() <= limits_.most_open;
      sampled_count += !all;
      const size_t count = all ? size_t{1} << open.size() : limits_.sample;
      for (size_t i = 0; i < count; ++i) {
        // In a sample nothing and everything first; a single survivor next, for that breaks logs most often.
        std::vector<bool> taken(bits);
        for (size_t at = 0; at < open.size(); ++at)
          taken[open[at]] = all ? (i >> at & 1) != 0 : i == 0 ? false : i == 1 ? true : i < 2 + open.size() ? at == i - 2 : (random_() & 1) != 0;
        std::vector<uint8_t> what(bits);
        for (size_t bit = 0; bit < bits; ++bit)
          what[bit] = taken[bit] || (bit < choices.size() && !differs(choices[bit], Fill::kOld)) ? 1 : 0;
        for (size_t bit = 0; bit < choices.size(); ++bit)
          if (!taken[bit] && fills(choices[bit], fill)) what[bit] = static_cast<uint8_t>(2 + static_cast<int>(fill));
        if (!seen.insert(std::move(what)).second) continue;
        try_state(build(disk, choices, taken, fill));
        if (violation_) return;
      }
    }
  }

  /// Whether a fill leaves something else than the old bytes in a sector that did not become new.
  [[nodiscard]] bool fills(const Choice& choice, Fill fill) const {
    const auto stale = stale_.names.find(choice.name);
    switch (fill) {
      case Fill::kOld: return false;
      case Fill::kEarlier: return choice.inode->earlier.count(choice.sector) > 0;
      case Fill::kZero: return choice.may_be_filled && !is_zero_sector(choice.inode->disk, choice.sector);
      case Fill::kGarbage: return choice.may_be_filled;
      case Fill::kStale:
        return choice.may_be_filled && stale != stale_.names.end() && !is_zero_sector(stale->second->cache, choice.sector);
    }
    return false;
  }

  /// Whether it matters that the sector became new.
  [[nodiscard]] bool differs(const Choice& choice, Fill fill) const {
    if (fills(choice, fill)) return true;
    const Bytes& now = choice.inode->cache;
    const Bytes& then = choice.inode->disk;
    for (size_t at = choice.sector * kSector; at < std::min((choice.sector + 1) * kSector, now.size()); ++at)
      if (now[at] != (at < then.size() ? then[at] : 0)) return true;
    return false;
  }

  static bool is_zero_sector(const Bytes& bytes, size_t sector) {
    for (size_t at = sector * kSector; at < std::min((sector + 1) * kSector, bytes.size()); ++at)
      if (bytes[at] != 0) return false;
    return true;
  }

  std::vector<Choice> dirty_sectors(const Disk& disk) const {
    std::vector<Choice> choices;
    std::set<Inode*> seen;
    for (const auto& names : {disk.names, disk.durable_names}) {
      for (const auto& [name, inode] : names) {
        if (name.ends_with(".draft") || !seen.insert(inode.get()).second) continue;  // recovery removes drafts unread
        for (const size_t sector : inode->dirty)
          choices.push_back({name, inode.get(), sector, name == kWitnessName || is_zero_sector(inode->disk, sector)});
      }
    }
    return choices;
  }

  std::shared_ptr<Disk> build(const Disk& disk, const std::vector<Choice>& choices, const std::vector<bool>& taken, Fill fill) {
    std::map<const Inode*, std::shared_ptr<Inode>> made;
    const auto inode_of = [&](const std::shared_ptr<Inode>& from) {
      auto& to = made[from.get()];
      if (to != nullptr) return to;
      to = std::make_shared<Inode>();
      to->disk = from->disk;
      for (size_t i = 0; i < choices.size(); ++i) {
        if (choices[i].inode != from.get()) continue;
        const size_t start = choices[i].sector * kSector;
        const size_t end = std::min(start + kSector, from->cache.size());
        if (to->disk.size() < end) to->disk.edit().resize(end);
        if (taken[i]) {
          std::copy(from->cache.data() + start, from->cache.data() + end, to->disk.edit().data() + start);
        } else if (fills(choices[i], fill)) {
          fill_sector(choices[i], to->disk.edit(), start, end, fill);
        }
      }
      to->cache = to->disk;
      return to;
    };
    auto result = std::make_shared<Disk>();
    std::map<std::string, std::shared_ptr<Inode>> names = disk.durable_names;
    for (size_t i = 0; i < disk.pending.size(); ++i) {
      if (!taken[choices.size() + i]) continue;
      const NameChange& change = disk.pending[i];
      if (!change.gone.empty()) names.erase(change.gone);
      if (!change.come.empty()) names[change.come] = change.inode;
    }
    for (const auto& [name, inode] : names) result->names[name] = inode_of(inode);
    result->durable_names = result->names;
    return result;
  }

  void fill_sector(const Choice& choice, std::vector<uint8_t>& disk, size_t start, size_t end, Fill fill) {
    if (fill == Fill::kEarlier) std::copy_n(choice.inode->earlier[choice.sector].begin(), end - start, disk.begin() + static_cast<ptrdiff_t>(start));
    for (size_t at = start; at < end; ++at) {
      if (fill == Fill::kZero) disk[at] = 0;
      if (fill == Fill::kGarbage) disk[at] = static_cast<uint8_t>(random_());
      if (fill == Fill::kStale) {
        const Bytes& stale = stale_.names.at(choice.name)->cache;
        disk[at] = at < stale.size() ? stale[at] : 0;
      }
    }
  }

  void try_state(const std::shared_ptr<Disk>& disk) {
    ++state_count;
    const bool nested = limits_.nested_one_in > 0 && random_() % limits_.nested_one_in == 0;
    const std::optional<size_t> first = reopen(disk, nested, 0);
    if (violation_ || !first) return;
    // What one recovery has shown, no later one may take back, whatever was in the page cache only.
    const std::optional<size_t> second = reopen(disk->after_power_loss(), false, 1);
    if (!violation_ && second && states_[*second] != states_[*first]) violation_ = "a second crash took back what recovery had shown";
  }

  /// Opens a disk, and gives the number of the state that it holds.
  std::optional<size_t> reopen(const std::shared_ptr<Disk>& disk, bool nested, int depth) {
    auto folder = std::make_unique<MemoryFolder>(disk, random_());
    bool recovering = true;
    if (nested)
      folder->after = [&, depth](Op) {
        if (violation_ || !recovering) return;
        const std::vector<Choice> choices = dirty_sectors(*disk);
        const size_t bits = choices.size() + disk->pending.size();
        for (size_t i = 0; i < 4 && !violation_; ++i) {
          std::vector<bool> taken(bits);
          for (size_t bit = 0; bit < bits; ++bit) taken[bit] = i == 0 ? false : i == 1 ? true : (random_() & 1) != 0;
          (void)reopen(build(*disk, choices, taken, Fill::kOld), false, depth + 1);
        }
      };
    std::unique_ptr<Log> log;
    if (const Error error = Log::open(std::move(folder), options_, log); !error.ok()) {
      violation_ = "recovery refused a crash state: " + error.message;
      return std::nullopt;
    }
    recovering = false;
    const TornTail& torn = log->recovery().torn;
    if (torn.bytes > 0 && (torn.sidecar.empty() || disk->names.count(torn.sidecar) == 0 ||
                           disk->names[torn.sidecar]->disk.size() != torn.bytes)) {
      violation_ = "a torn tail was cut and not kept";
      return std::nullopt;
    }
    Model seen;
    if (const Error error = observe(*log, seen); !error.ok()) {
      violation_ = "unreadable after recovery: " + error.message;
      return std::nullopt;
    }
    std::optional<size_t> found;
    for (size_t i = acknowledged_; i < states_.size() && !found; ++i)
      if (states_[i] == seen) found = i;
    if (!found) {
      violation_ = "acknowledged state " + std::to_string(acknowledged_) + " of " + std::to_string(states_.size() - 1) +
                   " is not what recovery found (last index " + std::to_string(seen.last_index) + ", expected " +
                   std::to_string(states_[acknowledged_].last_index) + " or " + std::to_string(states_.back().last_index) + ")";
      return std::nullopt;
    }
    // And it goes on from there.
    Batch more;
    more.entry(99, "more");
    if (depth == 0 && random_() % 4 == 0) {
      if (const Error error = append(*log, more); !error.ok()) {
        violation_ = "cannot append after recovery: " + error.message;
      } else if (Step{Step::kAppend, Batch{}.truncate_after(seen.last_index), 0}.run(*log).ok() == false) {
        violation_ = "cannot truncate after recovery";
      }
    }
    return found;
  }

  Options options_;
  HuntLimits limits_;
  std::mt19937_64 random_;
  Disk stale_;
  std::vector<Model> states_;   ///< After each step; the last may still be under way.
  size_t acknowledged_ = 0;     ///< The state that must not be lost.
  std::optional<std::string> violation_;
};

}  // namespace nines::log::test
