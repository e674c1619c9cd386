// Recovery on arbitrary bytes: whatever a folder holds, opening it gives a log or an error, and never a crash.
// With clang and NINES_LIBFUZZER it is a libFuzzer target (make fuzz); without, it runs its own mutations for a second.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "log/crc32c.h"
#include "log_memory_folder.h"
#include "log_model.h"

namespace {
using namespace nines::log;
using namespace nines::log::test;

Options small() {
  Options options;
  options.background = false;
  options.spare_segments = 0;
  options.segment_bytes = 16 << 10;
  return options;
}

const Disk& valid_disk() {
  static const Disk disk = [] {
    auto made = std::make_shared<Disk>();
    std::unique_ptr<Log> log;
    CHECK(Log::open(std::make_unique<MemoryFolder>(made), small(), log).ok());
    for (const Step& step : random_scenario(21, 40, 500, 'z')) CHECK(step.run(*log).ok());
    return made->clone();
  }();
  return disk;
}

/// Input: triples of (place, value) over the files of a sound log, then checksums made right again, so that the bytes get past
/// them and the lengths, counts and kinds behind them are believed.
void open_patched(const uint8_t* data, size_t size) {
  auto disk = std::make_shared<Disk>(valid_disk().clone());
  if (size < 1) return;
  const bool mend = (data[0] & 1) != 0;
  for (size_t at = 1; at + 4 <= size; at += 4) {
    auto file = disk->names.begin();
    std::advance(file, data[at] % disk->names.size());
    auto& bytes = file->second->cache.edit();
    if (bytes.empty()) continue;
    // Two in three go where batches begin, for most of a segment is zeros.
    const size_t place = data[at + 1] % 3 != 0 ? kFirstBatch + data[at + 2] * 4u : (data[at + 1] * 256u + data[at + 2]) * 3u;
    bytes[place % bytes.size()] = data[at + 3];
  }
  if (mend) {
    for (auto& [name, inode] : disk->names) {
      if (parse_segment_name(name) == 0 || inode->cache.size() < kFirstBatch + kBatchHeaderBytes) continue;
      uint8_t* at = inode->cache.edit().data() + kFirstBatch;
      BatchHeader header;
      std::memcpy(&header, at, sizeof header);
      header.magic = kBatchMagic;
      if (header.batch_bytes >= kBatchHeaderBytes && kFirstBatch + header.batch_bytes <= inode->cache.size())
        header.body_crc = crc32c(0, at + kBatchHeaderBytes, header.batch_bytes - kBatchHeaderBytes);
      seal_header(header);
      std::memcpy(at, &header, sizeof header);
    }
  }
  std::unique_ptr<Log> log;
  if (!Log::open(std::make_unique<MemoryFolder>(disk), small(), log).ok()) return;
  Model seen;
  (void)observe(*log, seen);
  (void)append(*log, Batch{}.entry(1, "after"));
}

}  // namespace

#ifdef NINES_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  open_patched(data, size);
  return 0;
}
#else
int main() {
  const char* seconds = std::getenv("NINES_LOG_FULL");
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds == nullptr ? 1 : 60);
  std::mt19937_64 random(42);
  size_t runs = 0;
  for (; std::chrono::steady_clock::now() < end; ++runs) {
    std::vector<uint8_t> input(1 + 4 * (1 + random() % 8));
    for (uint8_t& byte : input) byte = static_cast<uint8_t>(random());
    open_patched(input.data(), input.size());
  }
  std::printf("log: %zu patched folders opened or refused\n", runs);
}
#endif
