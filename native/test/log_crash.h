// Crash-state enumeration (after ALICE, Pillai et al. 2014): at every operation of a scenario, every state that a crash
// could leave behind is opened again and compared with what had been acknowledged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "log/log.h"
#include "log_memory_folder.h"
#include "log_model.h"

namespace nines::log::test {

struct HuntLimits {
  size_t states_per_point = 32;     ///< All of them where there are no more, a sample otherwise.
  size_t nested_one_in = 16;        ///< Crash again while recovering, on one state in so many.
  uint64_t seed = 1;
};

/// One scenario on one disk, hunted for states that break a promise.
class CrashHunt {
 public:
  CrashHunt(const Options& options, HuntLimits limits) : options_(options), limits_(limits), random_(limits.seed) {}

  uint64_t point_count = 0;
  uint64_t state_count = 0;

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
    bool may_be_filled;  ///< No durable byte shares it: a disk may leave anything there.
  };

  void crash_here(const Disk& disk) {
    ++point_count;
    const size_t pending = disk.pending.size();
    const std::vector<Choice> choices = dirty_sectors(disk);
    const size_t bits = choices.size() + pending;
    const bool all = bits < 20 && (size_t{1} << bits) * 4 <= limits_.states_per_point;
    const size_t count = all ? size_t{1} << bits : limits_.states_per_point / 4;
    for (size_t i = 0; i < count && !violation_; ++i) {
      for (const Fill fill : {Fill::kOld, Fill::kZero, Fill::kGarbage, Fill::kStale}) {
        if (choices.empty() && fill != Fill::kOld) continue;
        if (fill == Fill::kStale && stale_.names.empty()) continue;
        // Nothing and everything first; a single survivor or victim next, for those break logs most often.
        std::vector<bool> taken(bits);
        for (size_t bit = 0; bit < bits; ++bit)
          taken[bit] = all ? (i >> bit & 1) != 0 : i == 0 ? false : i == 1 ? true : i < 2 + bits ? bit == i - 2 : (random_() & 1) != 0;
        try_state(build(disk, choices, taken, fill));
        if (violation_) return;
      }
    }
  }

  std::vector<Choice> dirty_sectors(const Disk& disk) const {
    std::vector<Choice> choices;
    std::set<Inode*> seen;
    for (const auto& names : {disk.names, disk.durable_names}) {
      for (const auto& [name, inode] : names) {
        if (name.ends_with(".draft") || !seen.insert(inode.get()).second) continue;  // recovery removes drafts unread
        for (const size_t sector : inode->dirty) choices.push_back({name, inode.get(), sector, !holds_bytes(*inode, sector)});
      }
    }
    return choices;
  }

  static bool holds_bytes(const Inode& inode, size_t sector) {
    for (size_t at = sector * kSector; at < std::min((sector + 1) * kSector, inode.disk.size()); ++at)
      if (inode.disk[at] != 0) return true;
    return false;
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
        if (to->disk.size() < end) to->disk.resize(end);
        if (taken[i]) {
          std::copy(from->cache.begin() + static_cast<ptrdiff_t>(start), from->cache.begin() + static_cast<ptrdiff_t>(end),
                    to->disk.begin() + static_cast<ptrdiff_t>(start));
        } else if (choices[i].may_be_filled) {
          fill_sector(choices[i].name, to->disk, start, end, fill);
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

  void fill_sector(const std::string& name, std::vector<uint8_t>& disk, size_t start, size_t end, Fill fill) {
    if (fill == Fill::kOld) return;
    const auto stale = stale_.names.find(name);
    for (size_t at = start; at < end; ++at) {
      if (fill == Fill::kZero) disk[at] = 0;
      if (fill == Fill::kGarbage) disk[at] = static_cast<uint8_t>(random_());
      if (fill == Fill::kStale && stale != stale_.names.end() && at < stale->second->cache.size())
        disk[at] = stale->second->cache[at];
    }
  }

  void try_state(const std::shared_ptr<Disk>& disk) {
    ++state_count;
    const bool nested = limits_.nested_one_in > 0 && random_() % limits_.nested_one_in == 0;
    const std::optional<size_t> first = reopen(disk, nested, 0);
    if (violation_ || !first) return;
    // What one recovery has shown, no later one may take back, whatever was in the page cache only.
    auto survivors = std::make_shared<Disk>();
    for (const auto& [name, inode] : disk->durable_names) {
      auto copy = std::make_shared<Inode>();
      copy->cache = copy->disk = inode->disk;
      survivors->names[name] = copy;
    }
    survivors->durable_names = survivors->names;
    const std::optional<size_t> second = reopen(survivors, false, 1);
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
