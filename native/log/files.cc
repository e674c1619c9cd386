#include "log/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "log/mutant.h"

namespace nines::log {
namespace {

Error file_error(const std::string& name, const char* what, int result) {
  return make_error(Code::kIo, "cannot " + std::string(what) + " " + name + ": " + std::strerror(-result), -result);
}

/// A page and its twin, as many bytes of them as the file has.
int64_t read_twins(Folder& folder, const File& file, std::span<uint8_t, 2 * kPageBytes> pages) {
  std::fill(pages.begin(), pages.end(), uint8_t{0});
  return read_all(folder, file.handle(), pages.data(), pages.size(), 0);
}

template <typename T>
PageFault decode_twins(std::span<const uint8_t, 2 * kPageBytes> pages, T& value, BadCopy& bad) {
  T second;
  const PageFault one = decode_page(pages.first(kPageBytes), value);
  const PageFault two = decode_page(pages.subspan(kPageBytes), second);
  bad = BadCopy::kNone;
  if (one == PageFault::kNone) {
    if (two != PageFault::kNone) bad = BadCopy::kSecond;
    return one;
  }
  if (two == PageFault::kNone) {
    bad = BadCopy::kFirst;
    value = second;
  }
  return two == PageFault::kUnsound ? one : two;
}

Error unknown_version(const std::string& name) {
  return make_error(Code::kUnsupported, name + ": this format version is not known here; version 1 is");
}

}  // namespace

Error damaged(uint64_t segment, uint64_t offset, const std::string& reason) {
  Error error = make_error(Code::kCorrupt, segment_name(segment) + ", offset " + std::to_string(offset) + ": " + reason);
  error.damage.segment = segment;
  error.damage.offset = offset;
  return error;
}

Error open_segment(Folder& folder, uint64_t number, SegmentHeader& header, FilePointer& file, BadCopy& bad) {
  const std::string name = segment_name(number);
  int result = 0;
  file = open_file(folder, name, OpenHow::kExisting, result);
  if (file == nullptr) return file_error(name, "open", result);
  std::array<uint8_t, 2 * kPageBytes> pages;
  const int64_t count = read_twins(folder, *file, pages);
  if (count < 0) return file_error(name, "read", static_cast<int>(count));
  const PageFault fault = decode_twins<SegmentHeader>(pages, header, bad);
  if (fault == PageFault::kVersion) return unknown_version(name);
  if (fault == PageFault::kUnsound) return damaged(number, 0, "both copies of the segment's header are bad");
  if (header.segment != number) return damaged(number, 0, "the header is that of segment " + std::to_string(header.segment));
  const bool sane = header.segment_bytes >= kLeastSegmentBytes && header.segment_bytes <= kMostSegmentBytes &&
                    (header.alignment == 8 || header.alignment == 512 || header.alignment == 4096);
  return sane ? Error{} : damaged(number, 0, "the header's sizes make no sense");
}

int heal_header(Folder& folder, const Segment& segment, BadCopy bad) {
  const Page page = encode_page(segment.header);
  const uint64_t offset = bad == BadCopy::kFirst ? 0 : kPageBytes;
  const int result = write_all(folder, segment.file->handle(), page.data(), page.size(), offset);
  return result < 0 ? result : folder.sync(segment.file->handle());
}

Error read_manifest(Folder& folder, Manifest& manifest, uint64_t& healed_page_count) {
  int result = 0;
  const FilePointer file = open_file(folder, kManifestName, OpenHow::kReadOnly, result);
  if (file == nullptr) return file_error(kManifestName, "open", result);
  std::array<uint8_t, 2 * kPageBytes> pages;
  const int64_t count = read_twins(folder, *file, pages);
  if (count < 0) return file_error(kManifestName, "read", static_cast<int>(count));
  BadCopy bad = BadCopy::kNone;
  const PageFault fault = decode_twins<Manifest>(pages, manifest, bad);
  if (fault == PageFault::kVersion) return unknown_version(kManifestName);
  if (fault == PageFault::kUnsound) return make_error(Code::kCorrupt, "MANIFEST: both copies are bad");
  if (bad != BadCopy::kNone) ++healed_page_count;
  return {};
}

int write_manifest(Folder& folder, const Manifest& manifest) {
  int result = 0;
  (void)folder.unlink(kManifestDraft);
  const FilePointer file = open_file(folder, kManifestDraft, OpenHow::kCreate, result);
  if (file == nullptr) return result;
  const Page page = encode_page(manifest);
  iovec twice[2] = {{const_cast<uint8_t*>(page.data()), page.size()}, {const_cast<uint8_t*>(page.data()), page.size()}};
  result = write_all(folder, file->handle(), twice, 0);
  if (result == 0) result = folder.sync(file->handle());
  if (result == 0) result = folder.rename(kManifestDraft, kManifestName);
  if (result == 0 && !mutant(Mutant::kNoFolderSync)) result = folder.sync_folder();
  return result;
}

int write_witness(Folder& folder, const File& file, uint32_t slot, const LogId& log_id, const ScalarState& state) {
  Witness witness;
  witness.log_id = log_id;
  witness.durable_sequence = state.sequence;
  witness.chain = state.chain;
  const Page page = encode_page(witness);
  const int result = write_all(folder, file.handle(), page.data(), page.size(), slot * kPageBytes);
  return result < 0 ? result : folder.sync(file.handle());
}

Error read_witness(Folder& folder, Recovered& out, uint64_t& durable_sequence) {
  int result = 0;
  out.witness = open_file(folder, kWitnessName, OpenHow::kExisting, result);
  if (out.witness == nullptr) {
    if (result == -ENOENT) return make_error(Code::kCorrupt, "WITNESS is missing; the manifest says that there is one");
    return file_error(kWitnessName, "open", result);
  }
  // As with segments: what is read may be in the page cache only.
  if (result = folder.sync(out.witness->handle()); result < 0) return file_error(kWitnessName, "sync", result);
  std::array<uint8_t, 2 * kPageBytes> pages;
  if (const int64_t count = read_twins(folder, *out.witness, pages); count < 0)
    return file_error(kWitnessName, "read", static_cast<int>(count));
  bool any = false;
  for (uint32_t slot = 0; slot < 2; ++slot) {
    Witness witness;
    if (decode_page(std::span(pages).subspan(slot * kPageBytes), witness) != PageFault::kNone) continue;
    if (witness.log_id != out.manifest.log_id) continue;  // a block that was another log's, left by a crash
    // In turn: the slot that a crash may tear is never the one that holds the newest note.
    if (!any || witness.durable_sequence > durable_sequence) out.witness_slot = 1 - slot;
    any = true;
    durable_sequence = std::max(durable_sequence, witness.durable_sequence);
  }
  return any ? Error{} : make_error(Code::kCorrupt, "WITNESS: neither slot is a sound note of this log");
}

int create_witness(Folder& folder, Recovered& out) {
  int result = 0;
  (void)folder.unlink(kWitnessName);
  out.witness = open_file(folder, kWitnessName, OpenHow::kCreate, result);
  if (out.witness == nullptr) return result;
  const std::array<uint8_t, 2 * kPageBytes> zeros{};
  result = write_all(folder, out.witness->handle(), zeros.data(), zeros.size(), 0);
  if (result == 0) result = write_witness(folder, *out.witness, 0, out.manifest.log_id, out.state);
  out.witness_slot = 1;
  return result < 0 ? result : folder.sync_folder();
}

Error create_log(Folder& folder, const Options& options, Recovered& out) {
  const uint64_t halves[2] = {folder.entropy(), folder.entropy()};
  static_assert(sizeof halves == sizeof out.manifest.log_id);
  std::memcpy(out.manifest.log_id.data(), halves, sizeof halves);
  SpareSegment spare;
  if (Error error = fill_segment(folder, std::string("spare-0") + kDraftSuffix, options.segment_bytes, spare); !error.ok())
    return error;
  Segment segment;
  segment.header =
      make_segment_header(out.state, 1, options.segment_bytes, options.alignment, out.manifest.log_id, folder.entropy());
  if (const int result = publish_segment(folder, spare, segment.header); result < 0)
    return file_error(segment_name(1), "create", result);
  segment.file = spare.file;
  out.segments.emplace(1, std::move(segment));
  if (options.witness) {
    if (const int result = create_witness(folder, out); result < 0)
      return file_error(kWitnessName, "create", result);
    out.manifest.flags = kManifestWitness;
  }
  if (const int result = write_manifest(folder, out.manifest); result < 0)
    return file_error(kManifestName, "write", result);
  out.report.created = true;
  out.report.segment_count = 1;
  return {};
}

Error cut_tail(Folder& folder, const Segment& tail, uint64_t bytes, bool lengthen, std::string& sidecar) {
  const std::string segment = segment_name(tail.header.segment);
  std::vector<uint8_t> torn(bytes);
  if (const int64_t count = read_all(folder, tail.file->handle(), torn.data(), torn.size(), tail.end); count < 0)
    return file_error(segment, "read", static_cast<int>(count));
  if (bytes > 0 && !mutant(Mutant::kNoSidecar)) {
    char name[64];
    int result = -EEXIST;
    FilePointer file;
    for (int attempt = 0; file == nullptr && result == -EEXIST; ++attempt) {
      std::snprintf(name, sizeof name, "%016llx-%08llx-%d.torn", static_cast<unsigned long long>(tail.header.segment),
                    static_cast<unsigned long long>(tail.end), attempt);
      file = open_file(folder, name, OpenHow::kCreate, result);
    }
    if (file == nullptr) return file_error(name, "create", result);
    result = write_all(folder, file->handle(), torn.data(), torn.size(), 0);
    if (result == 0) result = folder.sync(file->handle());
    if (result == 0) result = folder.sync_folder();
    if (result < 0) return file_error(name, "write", result);
    sidecar = name;
  }
  int result = 0;
  if (lengthen) {
    // Somebody cut the file; what is missing becomes zeros, so that it is allocated and pre-written again.
    torn.assign(tail.header.segment_bytes - tail.end, 0);
    result = folder.reserve(tail.file->handle(), tail.header.segment_bytes);
  } else {
    std::fill(torn.begin(), torn.end(), uint8_t{0});
  }
  if (result == 0) result = write_all(folder, tail.file->handle(), torn.data(), torn.size(), tail.end);
  if (result == 0) result = folder.sync(tail.file->handle());
  return result < 0 ? file_error(segment, "cut the torn tail of", result) : Error{};
}

}  // namespace nines::log
