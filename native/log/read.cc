// Reading entries back, each batch verified again: what the memory of the disk has done since must not pass for an entry.
#include <algorithm>
#include <cstring>

#include "log/crc32c.h"
#include "log/log.h"
#include "log/scan.h"

namespace nines::log {
namespace {

constexpr size_t kRunsAtOnce = 4096;

Error read_damage(const Run& run, const std::string& reason) {
  Error error = make_error(Code::kCorrupt, segment_name(run.segment) + ", offset " + std::to_string(run.offset) + ": " +
                                               reason + "; entries " + std::to_string(run.first_index) + " to " +
                                               std::to_string(run.end() - 1) + " cannot be read");
  error.damage = Damage{run.segment, run.offset, run.first_index, run.end() - 1, run.term, run.term};
  return error;
}

/// The batch at a run's place, header and body verified; empty with the reason in `error`.
std::span<const uint8_t> view_batch(Window& window, const Run& run, const SegmentHeader& segment, BatchHeader& header,
                                    Error& error) {
  const auto unreadable = [&] {
    error = make_error(Code::kIo, "cannot read " + segment_name(run.segment) + ": " + std::strerror(window.os_error()),
                       window.os_error());
    return std::span<const uint8_t>{};
  };
  const auto head = window.view(run.offset, kBatchHeaderBytes);
  if (head.empty()) return unreadable();
  const auto decoded = decode_batch_header(head, segment.segment_bytes - run.offset);
  if (!decoded || !is_of(*decoded, segment, run.offset)) {
    error = read_damage(run, "no sound batch header");
    return {};
  }
  header = *decoded;
  const auto batch = window.view(run.offset, header.batch_bytes);
  if (batch.empty()) return unreadable();
  const auto body = batch.subspan(kBatchHeaderBytes);
  if (crc32c(0, body.data(), body.size()) != header.body_crc) {
    error = read_damage(run, "the checksum of a batch's body is wrong");
    return {};
  }
  return body;
}

}  // namespace

Error Log::read(uint64_t from, uint64_t to, uint64_t max_bytes, ReadResult& result) {
  std::vector<std::pair<Run, const SegmentHeader*>> runs;
  std::map<uint64_t, std::pair<SegmentHeader, FilePointer>> segments;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return refusal();
    if (from > to || from <= state_.base_index || to > state_.last_index)
      return make_error(Code::kInvalid, "read(" + std::to_string(from) + ", " + std::to_string(to) + "): the log holds entries " +
                                            std::to_string(state_.base_index + 1) + " to " + std::to_string(state_.last_index));
    for (size_t at = index_.find(from); at < index_.size() && runs.size() < kRunsAtOnce; ++at) {
      const Run& run = index_[at];
      if (run.first_index > to) break;
      auto found = segments.find(run.segment);
      if (found == segments.end()) {
        const Segment& segment = segments_.at(run.segment);
        found = segments.emplace(run.segment, std::pair(segment.header, segment.file)).first;
      }
      runs.emplace_back(run, &found->second.first);
    }
    ++reader_count_;
  }

  Error error;
  const size_t step = from == to ? kPageBytes : 256 << 10;
  std::unique_ptr<Window> window;
  uint64_t open_segment = 0;
  for (const auto& [run, header_pointer] : runs) {
    if (open_segment != run.segment) {
      window = std::make_unique<Window>(*folder_, segments.at(run.segment).second->handle(), header_pointer->segment_bytes, step);
      open_segment = run.segment;
    }
    BatchHeader header;
    const auto body = view_batch(*window, run, *header_pointer, header, error);
    if (!error.ok()) break;
    const uint8_t* words = body.data();
    size_t at = tables_bytes(header.record_count, (header.flags & kBatchTerms) != 0);
    const uint64_t skipped = from > run.first_index ? from - run.first_index : 0;
    for (uint32_t record = 0; record < run.ordinal + skipped; ++record) at += word_length(load_u32(words + 4 * record));
    bool full = false;
    for (uint64_t i = skipped; i < run.count && run.first_index + i <= to; ++i) {
      const uint32_t length = word_length(load_u32(words + 4 * (run.ordinal + i)));
      full = !result.entries.empty() && result.bytes.size() + length > max_bytes;
      if (full) break;
      result.entries.push_back({run.first_index + i, run.term, result.bytes.size(), length});
      result.bytes.insert(result.bytes.end(), body.data() + at, body.data() + at + length);
      at += length;
    }
    if (full) break;
  }
  // What was read before the damaged spot is good; the next read, from there, reports it.
  if (!error.ok() && !result.entries.empty()) error = {};

  window.reset();
  segments.clear();  // the files go back before close() may take the folder away
  const std::lock_guard lock(mutex_);
  if (--reader_count_ == 0) readers_gone_.notify_all();
  return error;
}

}  // namespace nines::log
