// Every crash state of small scenarios recovers to what was acknowledged; and a log with a fault put in does not.
// NINES_LOG_FULL=1 takes larger samples and more scenarios (npm run test:log).
#include <cstdio>
#include <cstdlib>
#include <future>

#include "log/mutant.h"
#include "log_crash.h"

namespace {
using namespace nines::log;
using namespace nines::log::test;

Options small(SyncPolicy policy, bool witness, uint32_t alignment) {
  Options options;
  options.policy = policy;
  options.witness = witness;
  options.background = false;
  options.spare_segments = 0;
  options.alignment = alignment;
  options.segment_bytes = alignment == 8 ? 16 << 10 : 64 << 10;
  return options;
}

/// What another log once wrote at the same places: same steps, other payloads, another salt.
std::shared_ptr<Disk> earlier_incarnation(const Options& options, uint64_t seed, size_t steps) {
  auto disk = std::make_shared<Disk>();
  std::unique_ptr<Log> log;
  CHECK(Log::open(std::make_unique<MemoryFolder>(disk, seed + 77), options, log).ok());
  for (const Step& step : random_scenario(seed, steps, 900, 'x'))
    if (step.what != Step::kTruncateBefore) CHECK(step.run(*log).ok());
  CHECK(log->close().ok());
  return disk;
}

struct Counts {
  uint64_t points = 0, states = 0, sampled = 0;
  [[nodiscard]] std::string text() const {
    return std::to_string(states) + " crash states at " + std::to_string(points) + " points recovered; " +
           std::to_string(sampled) + " times a sample of them";
  }
};

std::optional<std::string> hunt(const Options& options, uint64_t seed, size_t steps, HuntLimits limits, Counts* counts = nullptr) {
  CrashHunt hunt(options, limits);
  const Mutant kept = g_mutant;
  g_mutant = Mutant::kNone;
  hunt.leave_stale(*earlier_incarnation(options, seed, steps));
  g_mutant = kept;
  const auto violation = hunt.run(random_scenario(seed, steps, 900, 'o'), seed);
  if (counts != nullptr) {
    counts->points += hunt.point_count;
    counts->states += hunt.state_count;
    counts->sampled += hunt.sampled_count;
  }
  return violation;
}

void no_crash_loses_what_was_acknowledged(bool full) {
  Counts counts;
  // A sample in the default run, where every state costs a millisecond under the sanitizers.
  HuntLimits limits{.most_open = 2, .sample = 3, .nested_one_in = 32, .seed = 5};
  if (full) limits = {.nested_one_in = 16, .seed = 5};
  for (uint64_t seed = 1; seed <= (full ? 6u : 2u); ++seed) {
    for (const SyncPolicy policy : {SyncPolicy::kGroup, SyncPolicy::kAlways, SyncPolicy::kNone}) {
      for (const bool witness : {false, true}) {
        if (!full && witness != (policy == SyncPolicy::kGroup) && seed > 1) continue;
        for (const uint32_t alignment : {8u, 512u}) {
          if (!full && alignment == 512 && policy != SyncPolicy::kGroup) continue;
          const auto violation = hunt(small(policy, witness, alignment), seed, full ? 60 : 30, limits, &counts);
          if (violation)
            std::fprintf(stderr, "policy %d witness %d alignment %u seed %llu: %s\n", static_cast<int>(policy), witness,
                         alignment, static_cast<unsigned long long>(seed), violation->c_str());
          CHECK(!violation);
        }
      }
    }
    if (full) std::printf("log: seed %llu of 6: %s\n", static_cast<unsigned long long>(seed), counts.text().c_str());
  }
  std::printf("log: %s\n", counts.text().c_str());
}

/// A second sync() while the first is in the kernel must not answer before it.
bool a_second_sync_overtakes_the_first() {
  auto disk = std::make_shared<Disk>();
  auto folder = std::make_unique<MemoryFolder>(disk);
  MemoryFolder& seam = *folder;
  std::unique_ptr<Log> log;
  CHECK(Log::open(std::move(folder), small(SyncPolicy::kNone, false, 8), log).ok());
  CHECK(append(*log, Batch{}.entry(1, "not yet durable")).ok());
  bool overtaken = false;
  bool asked = false;
  std::future<Error> second;
  seam.before = [&](Op) {
    if (asked) return;
    asked = true;
    second = std::async(std::launch::async, [&] { return log->sync(); });
    overtaken = second.wait_for(std::chrono::milliseconds(100)) == std::future_status::ready && second.get().ok();
  };
  CHECK(log->sync().ok());
  if (second.valid()) CHECK(second.get().ok());
  return overtaken;
}

/// One sync fails, the process lives on, the log is opened again from the page cache, and then the power goes.
std::optional<std::string> after_a_failed_sync() {
  auto disk = std::make_shared<Disk>();
  auto folder = std::make_unique<MemoryFolder>(disk);
  MemoryFolder& seam = *folder;
  const Options options = small(SyncPolicy::kGroup, false, 8);
  std::unique_ptr<Log> log;
  CHECK(Log::open(std::move(folder), options, log).ok());
  CHECK(append(*log, Batch{}.entry(1, "first")).ok());
  bool failed = false;
  seam.fault = [&](Op op, uint64_t) -> int64_t {
    if (op != Op::kSync || failed) return 0;
    failed = true;
    return -EIO;
  };
  const Error error = append(*log, Batch{}.entry(1, "second"));
  Model before_crash;
  if (error.ok()) {
    CHECK(observe(*log, before_crash).ok());
  } else {
    if (error.code != Code::kPoisoned) return "the error is not that of a poisoned log";
    if (append(*log, Batch{}.entry(1, "third")).code != Code::kPoisoned) return "a poisoned log took an append";
    if (log->sync().code != Code::kPoisoned || log->truncate_before(1).code != Code::kPoisoned) return "a poisoned log went on";
    log.reset();
    CHECK(Log::open(std::make_unique<MemoryFolder>(disk), options, log).ok());
    CHECK(observe(*log, before_crash).ok());
  }
  std::unique_ptr<Log> again;
  if (const Error lost = Log::open(std::make_unique<MemoryFolder>(disk->after_power_loss()), options, again); !lost.ok())
    return "the log does not open after the power went: " + lost.message;
  Model after_crash;
  CHECK(observe(*again, after_crash).ok());
  if (before_crash != after_crash) return "an entry shown to the reader went with the power";
  return std::nullopt;
}

void every_mutant_is_caught() {
  const std::pair<Mutant, const char*> mutants[] = {
      {Mutant::kNoFolderSync, "no folder sync"},      {Mutant::kAckBeforeSync, "acknowledged before the sync"},
      {Mutant::kNoSalt, "no salt"},                   {Mutant::kNoHeaderCrc, "no header checksum"},
      {Mutant::kNoBodyCrc, "no body checksum"},       {Mutant::kDirtyClearedEarly, "dirty flag cleared early"},
      {Mutant::kRetriesSync, "failed sync retried"},  {Mutant::kNoRewrite, "page cache trusted"},
      {Mutant::kSealBeforeNext, "sealed too early"},  {Mutant::kNoSidecar, "torn tail not kept"},
      {Mutant::kUnlinksFirst, "unlinked before the manifest"},
  };
  for (const auto& [which, name] : mutants) {
    g_mutant = which;
    std::optional<std::string> violation;
    if (which == Mutant::kDirtyClearedEarly) {
      if (a_second_sync_overtakes_the_first()) violation = "a sync answered before the data was durable";
    } else if (which == Mutant::kRetriesSync || which == Mutant::kNoRewrite) {
      violation = after_a_failed_sync();
    } else {
      for (uint64_t seed = 1; seed <= 8 && !violation; ++seed)
        violation = hunt(small(SyncPolicy::kGroup, false, 8), seed, 40, {.most_open = 4, .sample = 16, .nested_one_in = 0, .seed = seed});
    }
    g_mutant = Mutant::kNone;
    std::printf("log mutant, %s: %s\n", name, violation ? violation->c_str() : "NOT CAUGHT");
    CHECK(violation.has_value());
  }
}

}  // namespace

int main() {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  const bool full = std::getenv("NINES_LOG_FULL") != nullptr;
  CHECK(!a_second_sync_overtakes_the_first());
  if (const auto violation = after_a_failed_sync()) {
    std::fprintf(stderr, "%s\n", violation->c_str());
    CHECK(false);
  }
  no_crash_loses_what_was_acknowledged(full);
  every_mutant_is_caught();
}
