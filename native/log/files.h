// The log's files one by one: reading, creating and mending them. What they mean together is recovery.cc's.
#pragma once

#include <string>

#include "log/recovery.h"

namespace nines::log {

/// A segment's damage as an error.
[[nodiscard]] Error damaged(uint64_t segment, uint64_t offset, const std::string& reason);

/// Of a page and its twin: which is bad, when the other is good.
enum class BadCopy { kNone, kFirst, kSecond };

/// Opens a segment by number and reads its header from either copy.
[[nodiscard]] Error open_segment(Folder& folder, uint64_t number, SegmentHeader& header, FilePointer& file, BadCopy& bad);
/// Writes the bad copy again, and not the good one: a crash must not find both half written.
[[nodiscard]] int heal_header(Folder& folder, const Segment& segment, BadCopy bad);

/// Reads the manifest from either copy.
[[nodiscard]] Error read_manifest(Folder& folder, Manifest& manifest, uint64_t& healed_page_count);

/// The highest batch that either slot of the witness file notes, into `durable_sequence`.
[[nodiscard]] Error read_witness(Folder& folder, Recovered& out, uint64_t& durable_sequence);
[[nodiscard]] int create_witness(Folder& folder, Recovered& out);

/// A new log: its first segment, witness if wanted, and last the manifest that makes it one.
[[nodiscard]] Error create_log(Folder& folder, const Options& options, Recovered& out);

/// Keeps `bytes` behind the segment's last batch in a sidecar file, then zeroes and syncs them.
[[nodiscard]] Error cut_tail(Folder& folder, const Segment& tail, uint64_t bytes, bool lengthen, std::string& sidecar);

}  // namespace nines::log
