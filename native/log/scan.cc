#include "log/scan.h"

#include <algorithm>
#include <cstring>

#include "log/crc32c.h"
#include "log/mutant.h"

namespace nines::log {
namespace {

constexpr size_t kSearchBytes = 256 << 10;

Records records_of(const BatchHeader& header, std::span<const uint8_t> body, std::vector<uint32_t>& words,
                   std::vector<uint64_t>& terms) {
  size_t at = 0;
  const auto read_table = [&](auto& table) {
    table.resize(header.record_count);
    const size_t bytes = table.size() * sizeof table[0];
    if (bytes > 0) std::memcpy(table.data(), body.data() + at, bytes);  // a seal has none: memcpy wants no null, not even for 0 bytes
    at += bytes;
  };
  read_table(words);
  terms.clear();
  if ((header.flags & kBatchTerms) != 0) read_table(terms);
  return Records{words, terms, header.first_term, body.subspan(at, header.payload_bytes)};
}

bool is_zero(const uint8_t* at) noexcept {
  uint64_t any = 0;
  for (size_t i = 0; i < 64; i += 8) any |= load_u64(at + i);
  return any == 0;
}

}  // namespace

bool is_of(const BatchHeader& header, const SegmentHeader& segment, uint64_t offset) noexcept {
  return (header.salt == segment.salt || mutant(Mutant::kNoSalt)) && header.offset == offset;
}

Window::Window(Folder& folder, int file, uint64_t file_bytes, size_t step)
    : folder_(folder), file_(file), file_bytes_(file_bytes), step_(step) {}

std::span<const uint8_t> Window::view(uint64_t offset, size_t length) {
  if (offset >= start_ && offset + length <= start_ + filled_)
    return {buffer_.data() + (offset - start_), length};
  const auto wanted = static_cast<size_t>(
      std::max<uint64_t>(length, std::min<uint64_t>(step_, file_bytes_ > offset ? file_bytes_ - offset : 0)));
  // What is there of it already is kept: a batch across the window's end is not read twice.
  const size_t kept = offset > start_ && offset < start_ + filled_ ? static_cast<size_t>(start_ + filled_ - offset) : 0;
  if (kept > 0) std::memmove(buffer_.data(), buffer_.data() + (filled_ - kept), kept);
  if (buffer_.size() < wanted) buffer_.resize(wanted);
  const int64_t count = read_all(folder_, file_, buffer_.data() + kept, wanted - kept, offset + kept);
  if (count < 0) {
    os_error_ = static_cast<int>(-count);
    filled_ = 0;
    return {};
  }
  const size_t known = kept + static_cast<size_t>(count);
  std::memset(buffer_.data() + known, 0, wanted - known);
  start_ = offset;
  filled_ = wanted;
  return {buffer_.data(), length};
}

Scan scan_segment(Window& window, const SegmentHeader& segment, ScalarState& state, Index& index,
                  const OnBatch& on_batch) {
  Scan scan;
  std::vector<uint32_t> words;
  std::vector<uint64_t> terms;
  const auto misfit = [&](std::string reason) {
    scan.end = ScanEnd::kMisfit;
    scan.reason = std::move(reason);
    return scan;
  };
  const auto read_error = [&] {
    scan.end = ScanEnd::kReadError;
    scan.os_error = window.os_error();
    return scan;
  };
  while (scan.offset + kBatchHeaderBytes <= segment.segment_bytes) {
    const auto head = window.view(scan.offset, kBatchHeaderBytes);
    if (head.empty()) return read_error();
    const auto header = decode_batch_header(head, segment.segment_bytes - scan.offset);
    if (!header || !is_of(*header, segment, scan.offset)) {
      scan.end = ScanEnd::kBadSpot;
      scan.reason = "no sound batch header";
      return scan;
    }
    if (header->sequence != state.sequence + 1 || (header->chain != state.chain && !mutant(Mutant::kNoSalt)))
      return misfit("batch " + std::to_string(header->sequence) + " does not follow batch " + std::to_string(state.sequence));
    const auto batch = window.view(scan.offset, header->batch_bytes);
    if (batch.empty()) return read_error();
    const auto body = batch.subspan(kBatchHeaderBytes);
    if (crc32c(0, body.data(), body.size()) != header->body_crc && !mutant(Mutant::kNoBodyCrc)) {
      scan.end = ScanEnd::kBadSpot;
      scan.bad = header;
      scan.reason = "the checksum of a batch's body is wrong";
      return scan;
    }
    Draft draft(state, index);
    draft.recovering();
    if (const Error error = draft.add(records_of(*header, body, words, terms)); !error.ok()) return misfit(error.message);
    if (draft.state().last_index != header->last_index || draft.first_entry_index() != header->first_index)
      return misfit("a batch's header and its records disagree");
    draft.state().last_term = header->last_term;
    draft.state().sequence = header->sequence;
    draft.state().chain = header->header_crc;
    on_batch(*header);
    draft.commit(state, index, segment.segment, static_cast<uint32_t>(scan.offset));
    ++scan.batch_count;
    scan.offset += header->batch_bytes;
    scan.used_end = scan.offset;
    if ((header->flags & kBatchSeal) != 0) {
      scan.end = ScanEnd::kSealed;
      return scan;
    }
  }
  return scan;
}

Behind search_behind(Window& window, const SegmentHeader& segment, uint64_t from) {
  Behind behind;
  behind.used_end = from;
  const uint64_t end = segment.segment_bytes;
  for (uint64_t offset = from; offset < end;) {
    // Batches start at multiples of 8, so a step never straddles one's first word.
    const auto length = static_cast<size_t>(std::min<uint64_t>(kSearchBytes, end - offset));
    const auto piece = window.view(offset, length);
    if (piece.empty()) {
      behind.os_error = window.os_error();
      return behind;
    }
    std::vector<uint64_t> candidates;
    for (size_t at = 0; at < length; at += 8) {
      if (at % 64 == 0 && at + 64 <= length && is_zero(piece.data() + at)) {  // nearly all of a tail is zeros
        at += 56;
        continue;
      }
      if (load_u64(piece.data() + at) == 0) continue;
      behind.used_end = offset + at + 8;
      if (load_u32(piece.data() + at) == kBatchMagic) candidates.push_back(offset + at);
    }
    for (const uint64_t at : candidates) {
      if (at + kBatchHeaderBytes > end) continue;
      const auto head = window.view(at, kBatchHeaderBytes);
      if (head.empty()) {
        behind.os_error = window.os_error();
        return behind;
      }
      const auto header = decode_batch_header(head, end - at);
      if (!header || !is_of(*header, segment, at)) continue;
      ++behind.header_count;
      behind.highest_durable = std::max(behind.highest_durable, header->durable_sequence);
      if (header->first_index != 0) behind.lowest_first_index = std::min(behind.lowest_first_index, header->first_index);
      behind.last_index = header->last_index;
      behind.last_term = header->last_term;
    }
    offset += length;
  }
  return behind;
}

}  // namespace nines::log
