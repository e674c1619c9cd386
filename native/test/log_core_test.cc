// The log's checksum, its files byte by byte and bit by bit: nothing lost, nothing silently changed.
// NINES_LOG_FULL=1 flips every bit of whole segments (npm run test:log); the sanitized default flips a smaller log's.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "log/crc32c.h"
#include "log/histogram.h"
#include "log/mutant.h"
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

std::vector<CrcKernel> kernels() {
  std::vector<CrcKernel> result{CrcKernel::kTable};
  if (best_crc_kernel() != CrcKernel::kTable) result.push_back(CrcKernel::kSse42);
  if (best_crc_kernel() == CrcKernel::kSse42Pclmul) result.push_back(CrcKernel::kSse42Pclmul);
  return result;
}

/// RFC 3720, appendix B.4, and the catalogue's check value.
void crc_vectors() {
  std::array<uint8_t, 32> zeros{}, ones, up, down;
  ones.fill(0xFF);
  for (uint8_t i = 0; i < 32; ++i) {
    up[i] = i;
    down[i] = static_cast<uint8_t>(31 - i);
  }
  const uint8_t read_command[48] = {0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0,    0, 0, 0, 0x04, 0,
                                    0,    0,    0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0};
  for (const CrcKernel kernel : kernels()) {
    CHECK(crc32c_by(kernel, 0, zeros.data(), 32) == 0x8A9136AAu);
    CHECK(crc32c_by(kernel, 0, ones.data(), 32) == 0x62A8AB43u);
    CHECK(crc32c_by(kernel, 0, up.data(), 32) == 0x46DD794Eu);
    CHECK(crc32c_by(kernel, 0, down.data(), 32) == 0x113FDB5Cu);
    CHECK(crc32c_by(kernel, 0, read_command, 48) == 0xD9963A56u);
    CHECK(crc32c_by(kernel, 0, "123456789", 9) == 0xE3069283u);
  }
}

/// All kernels agree at every length that starts or ends a block of any of them, unaligned, whole and in two parts.
void crc_kernels_agree() {
  std::vector<uint8_t> bytes(8000);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 2654435761u >> 13);
  for (size_t length = 0; length < 7000; length += length < 800 ? 1 : 127) {
    const uint32_t expected = crc32c_by(CrcKernel::kTable, 7, bytes.data() + 3, length);
    for (const CrcKernel kernel : kernels()) {
      CHECK(crc32c_by(kernel, 7, bytes.data() + 3, length) == expected);
      const uint32_t half = crc32c_by(kernel, 7, bytes.data() + 3, length / 2);
      CHECK(crc32c_by(kernel, half, bytes.data() + 3 + length / 2, length - length / 2) == expected);
    }
  }
}

void histogram_buckets_hold_their_values() {
  Histogram histogram;
  for (uint64_t value = 1; value < 1ull << 40; value = value * 5 / 4 + 1) {
    const uint32_t bucket = Histogram::bucket_of(value);
    CHECK(value <= Histogram::upper_bound(bucket) && (bucket == 0 || value > Histogram::upper_bound(bucket - 1)));
    histogram.record(value);
  }
  CHECK(histogram.quantile(1) == histogram.longest() && histogram.quantile(0) >= 1 && histogram.quantile(0) < 3);
}

/// A small log of every kind of record, as a killed process leaves it: synced, not closed.
struct Sample {
  std::shared_ptr<Disk> disk = std::make_shared<Disk>();
  std::vector<Model> states{Model{}};
  std::vector<uint64_t> ends{kFirstBatch};  ///< Where in its segment the log ended after each step.
  std::unique_ptr<Log> log;

  Sample(const Options& options, const Scenario& scenario) {
    CHECK(Log::open(std::make_unique<MemoryFolder>(disk), options, log).ok());
    for (const Step& step : scenario) {
      CHECK(step.run(*log).ok());
      states.push_back(states.back());
      step.apply(states.back());
      ends.push_back(kFirstBatch + log->stats().batch_bytes);
    }
  }
};

Scenario every_kind() {
  Scenario scenario;
  for (Batch batch : {Batch{}.entry(1, "a").entry(1, ""), Batch{}.hard_state(1, "n1"), Batch{}.entry(1, std::string(40, 'b')),
                      Batch{}.truncate_after(2).entry(2, "c").hard_state(2, std::nullopt), Batch{}.snapshot(2, 1),
                      Batch{}.entry(2, "dd").entry(3, "e"), Batch{}.entry(3, std::string(60, 'f'))})
    scenario.push_back({Step::kAppend, batch, 0});
  return scenario;
}

Error reopen(const Options& options, std::shared_ptr<Disk> disk, std::unique_ptr<Log>& log, Model& seen) {
  if (Error error = Log::open(std::make_unique<MemoryFolder>(std::move(disk)), options, log); !error.ok()) return error;
  return observe(*log, seen);
}

void every_byte_truncation_leaves_a_prefix() {
  const Options options = small();
  const Sample sample(options, every_kind());
  const std::string name = segment_name(1);
  size_t refused = 0;
  const uint64_t end = sample.ends.back();
  for (uint64_t length = 0; length < end; length += length + 1 < kFirstBatch && length % 4096 == 1 ? 4090 : 1) {
    auto disk = std::make_shared<Disk>(sample.disk->clone());
    Inode& inode = *disk->names.at(name);
    inode.cache.edit().resize(length);
    inode.disk.edit().resize(length);
    std::unique_ptr<Log> log;
    Model seen;
    const Error error = reopen(options, disk, log, seen);
    if (length < kPageBytes) {  // neither copy of the header is left: not a prefix, but no log to read either
      CHECK(error.code == Code::kCorrupt);
      ++refused;
      continue;
    }
    CHECK(error.ok());
    size_t whole = 0;
    // A batch of which only zeros are missing, its padding, is still whole.
    const uint8_t* bytes = sample.disk->names.at(name)->cache.data();
    const auto only_zeros = [&](uint64_t to) {
      return std::all_of(bytes + std::min(length, to), bytes + to, [](uint8_t byte) { return byte == 0; });
    };
    while (whole + 1 < sample.ends.size() && only_zeros(sample.ends[whole + 1])) ++whole;
    CHECK(seen == sample.states[whole]);
    CHECK(append(*log, Batch{}.entry(9, "goes on")).ok());
  }
  CHECK(refused > 0);
}

/// Every bit of `name`, from byte `from` to `to`: an error that names the place, or the last batch dropped as torn, or no harm.
void flip_bits(const Options& options, const Sample& sample, const std::string& name, size_t from, size_t to, size_t step) {
  size_t corrupt = 0, torn = 0, harmless = 0;
  for (size_t byte = from; byte < to; byte += step) {
    for (int bit = 0; bit < 8; ++bit) {
      auto disk = std::make_shared<Disk>(sample.disk->clone());
      Inode& inode = *disk->names.at(name);
      inode.cache.edit()[byte] = static_cast<uint8_t>(inode.cache[byte] ^ (1 << bit));
      inode.disk = inode.cache;
      std::unique_ptr<Log> log;
      Model seen;
      const Error error = reopen(options, disk, log, seen);
      if (!error.ok()) {
        CHECK(error.code == Code::kCorrupt);
        CHECK(name == kManifestName || error.damage.segment > 0);
        if (name != kManifestName && byte >= kFirstBatch) CHECK(error.damage.offset <= byte && error.damage.first_index > 0);
        ++corrupt;
      } else if (seen == sample.states.back()) {
        ++harmless;  // a copy healed, or a byte behind the log's end, kept aside
      } else {
        CHECK(seen == sample.states[sample.states.size() - 2] && byte >= sample.ends[sample.ends.size() - 2]);
        CHECK(log->recovery().torn.bytes > 0 && !log->recovery().torn.sidecar.empty());
        ++torn;
      }
    }
  }
  std::printf("log: bits flipped in %s %zu..%zu: %zu refused, %zu cut the last batch, %zu harmless\n", name.c_str(), from, to,
              corrupt, torn, harmless);
}

void every_bit_flip_is_noticed(bool full) {
  Options options = small();
  {
    const Sample sample(options, every_kind());
    const std::string name = segment_name(1);
    flip_bits(options, sample, name, kFirstBatch, sample.ends.back(), 1);
    flip_bits(options, sample, name, 0, kFirstBatch, full ? 1 : 61);
    flip_bits(options, sample, name, sample.ends.back(), options.segment_bytes, full ? 1 : 61);
    flip_bits(options, sample, kManifestName, 0, 2 * kPageBytes, full ? 1 : 61);
  }
  // With a witness, or once closed, not even the last batch goes unnoticed.
  options.witness = true;
  Sample witnessed(options, every_kind());
  const size_t step = full ? 1 : 5;
  const auto none_lost = [&](const Sample& sample, const Options& how) {
    for (size_t byte = sample.ends[sample.ends.size() - 2]; byte < sample.ends.back(); byte += step) {
      auto disk = std::make_shared<Disk>(sample.disk->clone());
      Inode& inode = *disk->names.at(segment_name(1));
      inode.cache.edit()[byte] = static_cast<uint8_t>(inode.cache[byte] ^ 0x10);
      std::unique_ptr<Log> log;
      CHECK(Log::open(std::make_unique<MemoryFolder>(disk), how, log).code == Code::kCorrupt);
    }
  };
  none_lost(witnessed, options);
  Sample closed(small(), every_kind());
  CHECK(closed.log->close().ok());
  none_lost(closed, small());
}

/// What the flips above would show if recovery cut at every bad spot, as the logs of other stores do.
void a_log_that_cuts_anything_would_show() {
  const Sample sample(small(), every_kind());
  auto disk = std::make_shared<Disk>(sample.disk->clone());
  disk->names.at(segment_name(1))->cache.edit()[sample.ends[2] + 100] ^= 1;
  g_mutant = Mutant::kCutsAnything;
  std::unique_ptr<Log> log;
  Model seen;
  const Error error = reopen(small(), disk, log, seen);
  CHECK(error.ok() && seen == sample.states[2]);  // five acknowledged batches lost without a word
  g_mutant = Mutant::kNone;
}

/// Zeroed and exchanged sectors, as a misdirected or lost write leaves them.
void lost_and_misplaced_sectors_are_noticed() {
  const Options options = small();
  const Sample sample(options, random_scenario(3, 24, 300, 'm'));
  CHECK(sample.log->stats().segment_count == 1);
  const std::string name = segment_name(1);
  const uint64_t end = sample.ends.back();
  const uint64_t last_start = sample.ends[sample.ends.size() - 2];
  for (uint64_t sector = kFirstBatch / kSector; (sector + 1) * kSector <= last_start; ++sector) {
    for (const bool exchange : {false, true}) {
      auto disk = std::make_shared<Disk>(sample.disk->clone());
      auto& bytes = disk->names.at(name)->cache.edit();
      const auto at = bytes.begin() + static_cast<ptrdiff_t>(sector * kSector);
      if (exchange) std::swap_ranges(at, at + kSector, bytes.begin() + static_cast<ptrdiff_t>((end / kSector + 2) * kSector));
      else std::fill(at, at + kSector, uint8_t{0});
      std::unique_ptr<Log> log;
      CHECK(Log::open(std::make_unique<MemoryFolder>(disk), options, log).code == Code::kCorrupt);
    }
  }
}

/// An error of the disk while reading is that, and neither a torn tail nor corruption (rocksdb#6288).
void a_read_error_is_no_bad_checksum() {
  const Options options = small();
  const Sample sample(options, every_kind());
  for (int nth = 0; nth < 4; ++nth) {
    auto disk = std::make_shared<Disk>(sample.disk->clone());
    auto folder = std::make_unique<MemoryFolder>(disk);
    folder->fault = [count = 0, nth](Op op, uint64_t) mutable -> int64_t { return op == Op::kRead && count++ == nth ? -EIO : 0; };
    std::unique_ptr<Log> log;
    const Error error = Log::open(std::move(folder), options, log);
    CHECK(error.code == Code::kIo && error.os_error == EIO);
    Model seen;
    CHECK(reopen(options, disk, log, seen).ok() && seen == sample.states.back());
  }
}

void scenarios_read_back_and_reopen() {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    for (const uint32_t alignment : {8u, 4096u}) {
      Options options = small();
      options.alignment = alignment;
      if (alignment > 8) options.segment_bytes = 64 << 10;
      options.policy = seed % 2 == 0 ? SyncPolicy::kNone : SyncPolicy::kGroup;
      Sample sample(options, random_scenario(seed, 120, 900, 'r'));
      Model seen;
      CHECK(observe(*sample.log, seen).ok() && seen == sample.states.back());
      CHECK(sample.log->close().ok() && sample.log->trouble().code == Code::kClosed);
      std::unique_ptr<Log> log;
      CHECK(reopen(options, sample.disk, log, seen).ok() && seen == sample.states.back());
      CHECK(log->recovery().torn.segment == 0 && log->recovery().rewritten_bytes == 0);
    }
  }
}

void what_makes_no_sense_is_refused() {
  const Options options = small();
  std::unique_ptr<Log> log;
  CHECK(Log::open(std::make_unique<MemoryFolder>(std::make_shared<Disk>()), options, log).ok());
  CHECK(append(*log, Batch{}.entry(1, "one")).ok());
  const ScalarState before = log->state();
  CHECK(append(*log, Batch{}.entry(1, "kept?").truncate_after(7)).code == Code::kInvalid);
  CHECK(append(*log, Batch{}.entry(1, std::string(9000, 'x'))).code == Code::kTooLarge);
  CHECK(log->truncate_before(3).code == Code::kInvalid);
  ReadResult result;
  CHECK(log->read(1, 2, 100, result).code == Code::kInvalid && log->read(0, 1, 100, result).code == Code::kInvalid);
  CHECK(log->state().sequence == before.sequence && log->state().last_index == 1 && log->trouble().ok());
  Options odd = options;
  odd.alignment = 16;
  std::unique_ptr<Log> other;
  CHECK(Log::open(std::make_unique<MemoryFolder>(std::make_shared<Disk>()), odd, other).code == Code::kInvalid);
}

/// A segment of another log, one of another number, one too few: named, not read.
void foreign_and_missing_segments_are_refused() {
  const Options options = small();
  const auto grown = [&](uint64_t seed) {
    auto disk = std::make_shared<Disk>();
    std::unique_ptr<Log> log;
    CHECK(Log::open(std::make_unique<MemoryFolder>(disk, seed), options, log).ok());
    for (int i = 0; i < 60; ++i) CHECK(append(*log, Batch{}.entry(1, std::string(400, 'g'))).ok());
    CHECK(log->stats().segment_count >= 3);
    return disk;
  };
  const auto ours = grown(1), theirs = grown(2);
  const auto opened = [&](auto change) {
    auto disk = std::make_shared<Disk>(ours->clone());
    change(disk->names);
    std::unique_ptr<Log> log;
    return Log::open(std::make_unique<MemoryFolder>(disk), options, log).code;
  };
  CHECK(opened([](auto&) {}) == Code::kOk);
  CHECK(opened([&](auto& names) { names[segment_name(2)] = theirs->names.at(segment_name(2)); }) == Code::kCorrupt);
  CHECK(opened([&](auto& names) { names[segment_name(2)] = names.at(segment_name(1)); }) == Code::kCorrupt);
  CHECK(opened([&](auto& names) { names.erase(segment_name(1)); }) == Code::kCorrupt);
  CHECK(opened([&](auto& names) { names.erase(segment_name(2)); }) == Code::kCorrupt);
  CHECK(opened([&](auto& names) { names.erase(segment_name(3)); }) == Code::kCorrupt);
  CHECK(opened([&](auto& names) { names.erase(kManifestName); }) == Code::kCorrupt);
}

}  // namespace

int main() {
  const bool full = std::getenv("NINES_LOG_FULL") != nullptr;
  crc_vectors();
  crc_kernels_agree();
  histogram_buckets_hold_their_values();
  scenarios_read_back_and_reopen();
  what_makes_no_sense_is_refused();
  foreign_and_missing_segments_are_refused();
  every_byte_truncation_leaves_a_prefix();
  every_bit_flip_is_noticed(full);
  a_log_that_cuts_anything_would_show();
  lost_and_misplaced_sectors_are_noticed();
  a_read_error_is_no_bad_checksum();
}
