// Failing and short writes, failing syncs, a full disk; many threads on one log; the real folder's lock.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "log/posix_folder.h"
#include "log_memory_folder.h"
#include "log_model.h"

namespace {
using namespace nines::log;
using namespace nines::log::test;

Options small(SyncPolicy policy = SyncPolicy::kGroup) {
  Options options;
  options.policy = policy;
  options.background = false;
  options.spare_segments = 0;
  options.segment_bytes = 16 << 10;
  return options;
}

struct Outcome {
  size_t acknowledged = 0;
  std::vector<Model> states{Model{}};
  bool hit = false;
  bool opened = false;
  Error error;
};

/// Runs a scenario whose nth operation of a kind fails, going on after a clean refusal and stopping at a poisoned log.
Outcome run_with_fault(const std::shared_ptr<Disk>& disk, const Options& options, const Scenario& scenario, Op which, int nth, int64_t answer) {
  Outcome outcome;
  auto folder = std::make_unique<MemoryFolder>(disk);
  folder->fault = [&, count = 0](Op op, uint64_t) mutable -> int64_t {
    if (op != which || count++ != nth) return 0;
    outcome.hit = true;
    return answer;
  };
  std::unique_ptr<Log> log;
  outcome.error = Log::open(std::move(folder), options, log);
  if (!outcome.error.ok()) return outcome;
  outcome.opened = true;
  for (const Step& step : scenario) {
    Model next = outcome.states[outcome.acknowledged];
    step.apply(next);
    const Error error = step.run(*log);
    if (error.ok()) {
      outcome.states.resize(outcome.acknowledged + 1);
      outcome.states.push_back(next);
      ++outcome.acknowledged;
      continue;
    }
    if (error.code == Code::kInvalid) continue;  // a later step that counted on a refused one
    outcome.error = error;
    if (error.code == Code::kPoisoned) {
      outcome.states.push_back(next);  // it may be there after all
      CHECK(append(*log, Batch{}.entry(1, "no")).code == Code::kPoisoned);
      Model seen;  // what was acknowledged can still be read
      CHECK(observe(*log, seen).ok());
      // A truncate_before whose last sync failed, that of the removed files' names, has taken effect.
      CHECK(seen == outcome.states[outcome.acknowledged] || (step.what == Step::kTruncateBefore && seen == next));
      break;
    }
    CHECK(error.code == Code::kNoSpace || error.code == Code::kIo);  // cleanly refused: as if it had never been asked
    CHECK(log->trouble().ok());
    Model seen;
    CHECK(observe(*log, seen).ok() && seen == outcome.states[outcome.acknowledged]);
  }
  if (const Error error = log->close(); !error.ok()) outcome.error = error;
  return outcome;
}

/// Whatever fails, at whichever of its calls: nothing acknowledged is missing, in the page cache or after a power loss.
void every_fault_at_every_call() {
  const Options options = small();
  const Scenario scenario = random_scenario(11, 45, 900, 'f');
  struct Fault {
    Op op;
    int64_t answer;
    bool must_hurt;
  };
  size_t runs = 0, poisoned = 0, refused = 0;
  for (const Fault fault : {Fault{Op::kWrite, -EIO, true}, Fault{Op::kWrite, -ENOSPC, true}, Fault{Op::kWrite, 100, false},
                            Fault{Op::kSync, -EIO, true}, Fault{Op::kRename, -EIO, true}, Fault{Op::kSyncFolder, -EIO, true},
                            Fault{Op::kReserve, -ENOSPC, true}, Fault{Op::kOpen, -EMFILE, false}}) {
    for (int nth = 0;; ++nth) {
      auto disk = std::make_shared<Disk>();
      const Outcome outcome = run_with_fault(disk, options, scenario, fault.op, nth, fault.answer);
      if (!outcome.hit) break;
      ++runs;
      if (fault.must_hurt) CHECK(!outcome.error.ok());
      if (fault.answer > 0) CHECK(outcome.error.ok());  // a short write is gone on with
      if (outcome.error.code == Code::kPoisoned) ++poisoned;
      if (outcome.opened && !outcome.error.ok() && outcome.error.code != Code::kPoisoned) ++refused;
      for (const auto& left : {std::make_shared<Disk>(disk->clone()), disk->after_power_loss()}) {
        std::unique_ptr<Log> log;
        const Error error = Log::open(std::make_unique<MemoryFolder>(left), options, log);
        if (!error.ok()) std::fprintf(stderr, "op %d nth %d: %s\n", static_cast<int>(fault.op), nth, error.message.c_str());
        CHECK(error.ok());
        Model seen;
        CHECK(observe(*log, seen).ok());
        CHECK(seen == outcome.states[outcome.acknowledged] || seen == outcome.states.back());
      }
    }
  }
  CHECK(poisoned > 20 && refused > 0);
  std::printf("log: %zu faults, %zu poisoned, %zu refused cleanly\n", runs, poisoned, refused);
}

/// Threads that each append and wait share batches, and every one finds its entry where it was told.
void threads_share_batches() {
  auto disk = std::make_shared<Disk>();
  auto folder = std::make_unique<MemoryFolder>(disk);
  folder->before = [](Op) { std::this_thread::sleep_for(std::chrono::microseconds(200)); };
  Options options = small();
  options.segment_bytes = 64 << 10;
  options.background = true;
  options.spare_segments = 1;
  std::unique_ptr<Log> log;
  CHECK(Log::open(std::move(folder), options, log).ok());
  constexpr int kThreads = 6, kEach = 60;
  std::vector<std::vector<uint64_t>> places(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const Batch batch = Batch{}.entry(1, std::to_string(t) + ":" + std::to_string(i) + std::string(300, '.'));
        Request request;
        request.records = batch.records();
        Request* const one = &request;
        log->append(std::span(&one, 1));
        CHECK(request.error.ok() && request.first_index > 0);
        places[static_cast<size_t>(t)].push_back(request.first_index);
        if (i % 20 == 0) {
          ReadResult result;
          CHECK(log->read(request.first_index, request.first_index, 1 << 20, result).ok());
          (void)log->stats();
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  Model seen;
  CHECK(observe(*log, seen).ok() && seen.last_index == kThreads * kEach);
  for (int t = 0; t < kThreads; ++t)
    for (size_t i = 0; i < kEach; ++i) {
      const std::string expected = std::to_string(t) + ":" + std::to_string(i) + ".";
      CHECK(seen.entries.at(places[static_cast<size_t>(t)][i]).payload.starts_with(expected));
      CHECK(i == 0 || places[static_cast<size_t>(t)][i] > places[static_cast<size_t>(t)][i - 1]);
    }
  const Stats stats = log->stats();
  CHECK(stats.batch_count < stats.append_count);
  CHECK(log->close().ok());
}

/// A failed sync rejects everybody who waits, the leader's group and those behind it.
void a_failed_sync_rejects_all_waiters() {
  auto disk = std::make_shared<Disk>();
  auto folder = std::make_unique<MemoryFolder>(disk);
  std::atomic<int> syncs = 0;
  std::atomic<bool> armed = false;
  folder->fault = [&](Op op, uint64_t) -> int64_t {
    if (op != Op::kSync || !armed) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return ++syncs == 1 ? -EIO : 0;  // the next would succeed: the shape of the "fsyncgate"
  };
  std::unique_ptr<Log> log;
  CHECK(Log::open(std::move(folder), small(), log).ok());
  armed = true;
  std::atomic<int> rejected = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 5; ++t)
    threads.emplace_back([&] {
      if (append(*log, Batch{}.entry(1, "x")).code == Code::kPoisoned) ++rejected;
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(rejected == 5 && syncs == 1);
  CHECK(log->close().ok());
  CHECK(syncs == 1);  // closing a poisoned log syncs nothing: it would not mean anything
}

/// On a real folder: what one process has open, another cannot open, and it learns whose it is.
void the_folder_is_locked() {
  char path[] = "/tmp/nines-log-XXXXXX";
  CHECK(::mkdtemp(path) != nullptr);
  Error error;
  Options options = small();
  std::unique_ptr<Log> log;
  CHECK(Log::open(open_posix_folder(path, true, error), options, log).ok());
  CHECK(append(*log, Batch{}.entry(1, "real")).ok());
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  CHECK(child >= 0);
  if (child == 0) {
    std::unique_ptr<Log> second;
    const Error refused = Log::open(open_posix_folder(path, true, error), options, second);
    ::_exit(refused.code == Code::kLocked && refused.owner == parent ? 0 : 1);
  }
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(log->close().ok());
  std::unique_ptr<Log> again;
  CHECK(Log::open(open_posix_folder(path, false, error), options, again).ok());
  Model seen;
  CHECK(observe(*again, seen).ok() && seen.entries.at(1).payload == "real");
  CHECK(again->close().ok());
  const std::string remove = "rm -r " + std::string(path);
  CHECK(std::system(remove.c_str()) == 0);
  CHECK(open_posix_folder(std::string(path) + "/missing/folder", false, error) == nullptr && error.code == Code::kNotALog);
}

}  // namespace

int main() {
  every_fault_at_every_call();
  threads_share_batches();
  a_failed_sync_rejects_all_waiters();
  the_folder_is_locked();
}
