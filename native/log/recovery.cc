#include "log/recovery.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>

#include "log/files.h"
#include "log/mutant.h"

namespace nines::log {
namespace {

Error io_error(const std::string& what, int result) {
  return make_error(Code::kIo, "cannot " + what + ": " + std::strerror(result < 0 ? -result : result),
                    result < 0 ? -result : result);
}

/// Bytes of a segment that were written but, for all that is known, never synced.
struct Undurable {
  uint64_t segment;
  uint64_t offset;
  uint64_t bytes;
  uint64_t sequence;
};

class Recovery {
 public:
  Recovery(Folder& folder, const Options& options, Recovered& out) : folder_(folder), options_(options), out_(out) {}

  Error run() {
    std::vector<std::string> names;
    if (const int result = folder_.list(names); result < 0) return io_error("list the folder", result);
    bool manifest_there = false;
    std::vector<uint64_t> numbers;
    for (const std::string& name : names) {
      if (name == kManifestName) manifest_there = true;
      if (const uint64_t number = parse_segment_name(name); number > 0) numbers.push_back(number);
      if (name.ends_with(kDraftSuffix)) (void)folder_.unlink(name);
    }
    std::sort(numbers.begin(), numbers.end());
    if (!manifest_there) return create(numbers, names);
    if (Error error = read_manifest(folder_, out_.manifest, out_.report.healed_page_count); !error.ok()) return error;
    if (Error error = open_segments(numbers); !error.ok()) return error;
    if (Error error = read_witness(); !error.ok()) return error;
    if (Error error = scan_all(); !error.ok()) return error;
    if (Error error = settle_base(); !error.ok()) return error;
    return repair();
  }

 private:
  /// No manifest: a folder to start in, or one whose making a crash cut short. Nothing was ever acknowledged there.
  Error create(const std::vector<uint64_t>& numbers, const std::vector<std::string>& names) {
    for (const uint64_t number : numbers) {
      SegmentHeader header;
      FilePointer file;
      BadCopy bad = BadCopy::kNone;
      if (Error error = open_segment(folder_, number, header, file, bad); !error.ok()) return error;
      Window window(folder_, file->handle(), header.segment_bytes);
      const Behind behind = search_behind(window, header, kFirstBatch);
      if (behind.os_error != 0) return io_error("read " + segment_name(number), behind.os_error);
      if (number != 1 || behind.used_end != kFirstBatch)
        return damaged(number, 0, "the manifest is missing, and this segment is in use");
    }
    for (const std::string& name : names)
      if (name != "LOCK" && name != kWitnessName && !name.ends_with(kDraftSuffix) && parse_segment_name(name) == 0)
        return make_error(Code::kNotALog, "no log here, and the folder holds other files (" + name + ")");
    if (!options_.create) return make_error(Code::kNotALog, "no log here (and `create` is false)");
    for (const uint64_t number : numbers)
      if (const int result = folder_.unlink(segment_name(number)); result < 0) return io_error("remove a segment", result);
    return create_log(folder_, options_, out_);
  }

  Error open_segments(const std::vector<uint64_t>& numbers) {
    const uint64_t first = out_.manifest.first_segment;
    uint64_t expected = first;
    for (const uint64_t number : numbers) {
      if (number < first) {  // left over from a truncate_before that a crash cut short
        if (const int result = folder_.unlink(segment_name(number)); result < 0)
          return io_error("remove " + segment_name(number), result);
        continue;
      }
      if (number != expected) return damaged(expected, 0, "this segment is missing");
      Segment segment;
      BadCopy bad = BadCopy::kNone;
      if (Error error = open_segment(folder_, number, segment.header, segment.file, bad); !error.ok()) return error;
      if (segment.header.log_id != out_.manifest.log_id) return damaged(number, 0, "this segment is of another log");
      if (bad != BadCopy::kNone) to_heal_.emplace_back(number, bad);
      out_.segments.emplace(number, std::move(segment));
      ++expected;
    }
    return out_.segments.empty() ? damaged(first, 0, "this segment is missing") : Error{};
  }

  Error read_witness() {
    durable_ = out_.manifest.durable_sequence;
    if ((out_.manifest.flags & kManifestWitness) == 0) return {};
    uint64_t noted = 0;
    if (Error error = nines::log::read_witness(folder_, out_, noted); !error.ok())
      return error;
    durable_ = std::max(durable_, noted);
    return {};
  }

  Error scan_all() {
    const auto last = std::prev(out_.segments.end())->first;
    out_.state = state_of(out_.segments.begin()->second.header);
    for (auto& [number, segment] : out_.segments) {
      if (tail_ != 0) {  // behind an unsealed segment: made for a roll that never happened, or proof of corruption
        if (Error error = check_unused(number, segment); !error.ok()) return error;
        continue;
      }
      if (number != out_.manifest.first_segment &&
          (segment.header.last_sequence != out_.state.sequence || segment.header.chain != out_.state.chain))
        return damaged(number, 0, "this segment does not follow the one before");
      if (Error error = scan_one(number, segment); !error.ok()) return error;
      if (!segment.sealed) tail_ = number;
    }
    if (tail_ == 0) return damaged(last + 1, 0, "this segment is missing: the one before is sealed");
    if (out_.state.sequence < durable_)
      return lost("batches up to " + std::to_string(durable_) + " were durable; the log ends at batch " +
                  std::to_string(out_.state.sequence));
    return {};
  }

  Error scan_one(uint64_t number, Segment& segment) {
    const int64_t size = folder_.size(segment.file->handle());
    if (size < 0) return io_error("measure " + segment_name(number), static_cast<int>(size));
    Window window(folder_, segment.file->handle(), segment.header.segment_bytes);
    uint64_t offset = kFirstBatch;
    const Scan scan = scan_segment(window, segment.header, out_.state, out_.index, [&](const BatchHeader& header) {
      durable_ = std::max(durable_, header.durable_sequence);
      while (!undurable_.empty() && undurable_.front().sequence <= durable_) undurable_.pop_front();
      if (header.sequence > durable_) undurable_.push_back({number, offset, header.batch_bytes, header.sequence});
      offset += header.batch_bytes;
    });
    segment.end = scan.offset;
    segment.sealed = scan.end == ScanEnd::kSealed;
    out_.report.batch_count += scan.batch_count;
    out_.report.bytes += scan.offset - kFirstBatch;
    used_end_ = scan.offset;
    short_file_ = static_cast<uint64_t>(size) < segment.header.segment_bytes;
    switch (scan.end) {
      case ScanEnd::kReadError: return io_error("read " + segment_name(number), scan.os_error);
      case ScanEnd::kMisfit: {
        note_bad(number, scan, {});
        return lost(scan.reason);
      }
      case ScanEnd::kSealed:
      case ScanEnd::kRoom: return {};
      case ScanEnd::kBadSpot: break;
    }
    const Behind behind = search_behind(window, segment.header, scan.offset);
    if (behind.os_error != 0) return io_error("read " + segment_name(number), behind.os_error);
    used_end_ = behind.used_end;
    note_bad(number, scan, behind);
    const uint64_t expected = out_.state.sequence + 1;
    if (mutant(Mutant::kCutsAnything)) {
      durable_ = std::min(durable_, out_.state.sequence);
      return {};
    }
    if (behind.highest_durable >= expected) return lost(scan.reason + ", and a batch behind it proves that it was durable");
    if (durable_ >= expected) return lost(scan.reason + ", and it is known to have been durable");
    return {};
  }

  /// Remembers what is known of the entries at a bad spot, for the error if it comes to one.
  void note_bad(uint64_t number, const Scan& scan, const Behind& behind) {
    bad_.segment = number;
    bad_.offset = scan.offset;
    bad_.first_index = std::min(out_.state.last_index + 1, behind.lowest_first_index);
    bad_.last_index = std::max(behind.last_index, scan.bad ? scan.bad->last_index : 0);
    bad_.last_term = behind.last_index != 0 ? behind.last_term : (scan.bad ? scan.bad->last_term : 0);
    if (scan.bad && scan.bad->first_index != 0) {
      bad_.first_index = std::min(bad_.first_index, scan.bad->first_index);
      bad_.first_term = scan.bad->first_term;
    }
  }

  Error check_unused(uint64_t number, const Segment& segment) {
    Window window(folder_, segment.file->handle(), segment.header.segment_bytes);
    const Behind behind = search_behind(window, segment.header, kFirstBatch);
    if (behind.os_error != 0) return io_error("read " + segment_name(number), behind.os_error);
    if (behind.header_count > 0) {
      if (bad_.segment == 0) bad_ = Damage{tail_, out_.segments.at(tail_).end, out_.state.last_index + 1, 0, 0, 0};
      bad_.last_index = std::max(bad_.last_index, behind.last_index);
      bad_.last_term = behind.last_term;
      return lost("the segment is not sealed, and the next one is in use");
    }
    unused_.push_back(number);
    return {};
  }

  /// The entries that must be there are those behind the manifest's base, without a gap.
  Error settle_base() {
    if (out_.manifest.base_index > out_.state.base_index) {
      out_.state.base_index = out_.manifest.base_index;
      out_.state.base_term = out_.manifest.base_term;
    }
    ScalarState& state = out_.state;
    out_.index.drop_before(state.base_index + 1);
    uint64_t next = state.base_index + 1;
    for (size_t i = 0; i < out_.index.size() && out_.index[i].first_index == next; ++i) next = out_.index[i].end();
    if (next != state.last_index + 1) {
      bad_ = Damage{out_.manifest.first_segment, 0, next, state.last_index, 0, state.last_term};
      return lost("entries are missing");
    }
    return {};
  }

  Error repair() {
    // What was read may be in the page cache only (KAFKA-10101). Batches: rewrite_undurable. Names: here.
    if (out_.manifest.durable_sequence != out_.state.sequence)
      if (const int result = folder_.sync_folder(); result < 0) return io_error("sync the folder", result);
    Segment& tail = out_.segments.at(tail_);
    const uint64_t torn_bytes = used_end_ - tail.end;
    if (torn_bytes > 0 || short_file_) {
      out_.report.torn = TornTail{tail_, tail.end, torn_bytes, {}};
      if (Error error = cut_tail(folder_, tail, torn_bytes, short_file_, out_.report.torn.sidecar); !error.ok())
        return error;
    }
    for (const uint64_t number : unused_) {
      out_.segments.erase(number);
      if (const int result = folder_.unlink(segment_name(number)); result < 0)
        return io_error("remove " + segment_name(number), result);
    }
    if (!unused_.empty())
      if (const int result = folder_.sync_folder(); result < 0) return io_error("sync the folder", result);
    for (const auto& [number, bad] : to_heal_) {
      const auto found = out_.segments.find(number);
      if (found == out_.segments.end()) continue;
      if (const int result = heal_header(folder_, found->second, bad); result < 0)
        return io_error("rewrite the header of " + segment_name(number), result);
      ++out_.report.healed_page_count;
    }
    if (Error error = rewrite_undurable(); !error.ok()) return error;
    out_.report.segment_count = out_.segments.size();
    return settle_manifest();
  }

  /// After a failed sync the kernel marks pages clean that never reached the disk; syncing again would do nothing. So what
  /// no sync is known to have covered is written once more before it counts.
  Error rewrite_undurable() {
    if (mutant(Mutant::kNoRewrite)) return {};
    std::vector<uint8_t> bytes;
    for (const Undurable& part : undurable_) {
      const File& file = *out_.segments.at(part.segment).file;
      bytes.resize(part.bytes);
      const int64_t count = read_all(folder_, file.handle(), bytes.data(), bytes.size(), part.offset);
      int result = count < 0 ? static_cast<int>(count) : (static_cast<uint64_t>(count) == part.bytes ? 0 : -EIO);
      if (result == 0) result = write_all(folder_, file.handle(), bytes.data(), bytes.size(), part.offset);
      if (result == 0) result = folder_.sync(file.handle());
      if (result < 0) return io_error("rewrite the last batch of " + segment_name(part.segment), result);
      out_.report.rewritten_bytes += part.bytes;
    }
    return {};
  }

  Error settle_manifest() {
    const bool has_witness = (out_.manifest.flags & kManifestWitness) != 0;
    if (options_.witness && !has_witness) {
      if (const int result = create_witness(folder_, out_); result < 0)
        return io_error("create the witness", result);
    }
    const bool same = options_.witness == has_witness && out_.manifest.durable_sequence == out_.state.sequence;
    if (same && out_.report.healed_page_count == 0) return {};
    out_.manifest.flags = options_.witness ? kManifestWitness : 0;
    out_.manifest.durable_sequence = out_.state.sequence;
    ++out_.manifest.generation;
    if (const int result = write_manifest(folder_, out_.manifest); result < 0) return io_error("write the manifest", result);
    if (!options_.witness && has_witness) {
      out_.witness.reset();
      (void)folder_.unlink(kWitnessName);
    }
    return {};
  }

  Error lost(const std::string& reason) {
    Error error = make_error(Code::kCorrupt, "");
    error.damage = bad_;
    if (error.damage.segment == 0) {
      error.damage.segment = tail_;
      error.damage.offset = out_.segments.at(tail_).end;
      error.damage.first_index = out_.state.last_index + 1;
    }
    const Damage& at = error.damage;
    error.message = segment_name(at.segment) + ", offset " + std::to_string(at.offset) + ": " + reason +
                    "; lost: entries from " + std::to_string(at.first_index) +
                    (at.last_index >= at.first_index ? " to " + std::to_string(at.last_index) : " on (how many is not known)");
    return error;
  }

  Folder& folder_;
  const Options& options_;
  Recovered& out_;
  uint64_t durable_ = 0;    ///< Batches up to it were synced, says somebody who can know.
  uint64_t tail_ = 0;       ///< The segment in which the log ends.
  uint64_t used_end_ = 0;
  bool short_file_ = false;
  Damage bad_;
  std::deque<Undurable> undurable_;
  std::vector<uint64_t> unused_;
  std::vector<std::pair<uint64_t, BadCopy>> to_heal_;
};

}  // namespace

Error recover(Folder& folder, const Options& options, Recovered& recovered) {
  return Recovery(folder, options, recovered).run();
}

}  // namespace nines::log
