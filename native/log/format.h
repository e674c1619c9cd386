// The bytes of a log, as docs/log-format.md has them: pure encoding and decoding, no I/O. Little-endian throughout.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>

namespace nines::log {

static_assert(std::endian::native == std::endian::little, "the structs below are copied as they lie in memory");

constexpr uint32_t kVersion = 1;
constexpr size_t kPageBytes = 4096;
/// The header page and its twin.
constexpr uint64_t kFirstBatch = 2 * kPageBytes;
constexpr size_t kVoteBytes = 256;
constexpr uint32_t kNoVote = 0xFFFFFFFFu;

using LogId = std::array<uint8_t, 16>;

/// First in every segment, twice. It carries the scalar state at the segment's start, so that the segments before it can go.
struct SegmentHeader {
  std::array<char, 8> magic{'N', 'I', 'N', 'E', 'S', 'S', 'E', 'G'};
  uint32_t version = kVersion;
  uint32_t alignment = 8;       ///< Batches start at multiples of it: 8, 512 or 4096.
  LogId log_id{};
  uint64_t segment = 0;         ///< From 1, one more than the segment before.
  uint64_t salt = 0;            ///< Of this incarnation of the file: a batch with another salt is another file's.
  uint64_t segment_bytes = 0;
  uint64_t last_sequence = 0;   ///< Of the last batch before this segment.
  uint64_t base_index = 0;      ///< Entries up to it had been dropped by a reset before this segment; 0 is none.
  uint64_t base_term = 0;
  uint64_t last_index = 0;
  uint64_t last_term = 0;
  uint64_t hard_term = 0;
  uint64_t snapshot_index = 0;
  uint64_t snapshot_term = 0;
  uint32_t chain = 0;           ///< The header checksum of the last batch before this segment.
  uint32_t vote_bytes = kNoVote;
  std::array<char, kVoteBytes> vote{};
};
static_assert(sizeof(SegmentHeader) == 384 && offsetof(SegmentHeader, vote) == 128);

/// Which segments live and what is known durable. Replaced as a whole by rename; twice in its file.
struct Manifest {
  std::array<char, 8> magic{'N', 'I', 'N', 'E', 'S', 'M', 'A', 'N'};
  uint32_t version = kVersion;
  uint32_t flags = 0;
  LogId log_id{};
  uint64_t generation = 0;
  uint64_t first_segment = 1;
  uint64_t base_index = 0;      ///< Entries up to it have been dropped by truncate_before.
  uint64_t base_term = 0;
  uint64_t durable_sequence = 0;
};
static_assert(sizeof(Manifest) == 72);
constexpr uint32_t kManifestWitness = 1;

/// A slot of the WITNESS file, which has two, a page each, written in turn.
struct Witness {
  std::array<char, 8> magic{'N', 'I', 'N', 'E', 'S', 'W', 'I', 'T'};
  uint32_t version = kVersion;
  uint32_t chain = 0;
  LogId log_id{};
  uint64_t durable_sequence = 0;
};
static_assert(sizeof(Witness) == 40);

/// A page is a struct, zeros, and in its last four bytes the CRC32C of all before.
using Page = std::array<uint8_t, kPageBytes>;
void seal_page(Page& page) noexcept;
[[nodiscard]] bool page_is_sound(std::span<const uint8_t> page) noexcept;

template <typename T>
[[nodiscard]] Page encode_page(const T& value) noexcept {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= kPageBytes - 4);
  Page page{};
  __builtin_memcpy(page.data(), &value, sizeof value);
  seal_page(page);
  return page;
}

enum class PageFault { kNone, kUnsound, kVersion };

/// Reads a page whose checksum and magic hold.
template <typename T>
[[nodiscard]] PageFault decode_page(std::span<const uint8_t> page, T& value) noexcept {
  if (page.size() < kPageBytes || !page_is_sound(page)) return PageFault::kUnsound;
  T read;
  __builtin_memcpy(&read, page.data(), sizeof read);
  if (read.magic != T{}.magic) return PageFault::kUnsound;
  if (read.version != kVersion) return PageFault::kVersion;
  value = read;
  return PageFault::kNone;
}

constexpr uint32_t kBatchMagic = 0x31424C4Eu;  // "NLB1"
constexpr uint32_t kBatchTerms = 1;            ///< flags: a table of terms follows the table of records.
constexpr uint32_t kBatchSeal = 2;             ///< flags: the segment's last batch; the next segment is there.

/// In front of every batch. Its length is trusted only after header_crc, which covers all bytes before itself.
struct BatchHeader {
  uint32_t magic = kBatchMagic;
  uint32_t batch_bytes = 0;       ///< Header, tables, payload and padding.
  uint64_t salt = 0;
  uint64_t sequence = 0;          ///< From 1, one more than the batch before, over all segments.
  uint64_t durable_sequence = 0;  ///< The last batch known synced when this one was written.
  uint64_t first_index = 0;       ///< Lowest index of an entry in it; 0 is no entry.
  uint64_t last_index = 0;        ///< The log's last index after it.
  uint64_t first_term = 0;        ///< Of its first entry; 0 is no entry.
  uint64_t last_term = 0;         ///< The term of the log's last entry after it.
  uint64_t offset = 0;            ///< Where in the segment it lies: a misplaced write is not taken for a batch.
  uint32_t record_count = 0;
  uint32_t payload_bytes = 0;
  uint32_t flags = 0;
  uint32_t chain = 0;             ///< header_crc of the batch before: together with body_crc a chain over all bytes.
  uint32_t body_crc = 0;          ///< Everything behind the header, padding too.
  uint32_t header_crc = 0;
};
static_assert(sizeof(BatchHeader) == 96 && offsetof(BatchHeader, header_crc) == 92);
constexpr size_t kBatchHeaderBytes = sizeof(BatchHeader);

void seal_header(BatchHeader& header) noexcept;
/// A header whose magic, checksum and lengths hold. `room` is the number of bytes from it to the segment's end.
[[nodiscard]] std::optional<BatchHeader> decode_batch_header(std::span<const uint8_t> bytes, uint64_t room) noexcept;

/// A record in a batch's table: kind in the top four bits, payload length in the others.
enum class Kind : uint32_t { kEntry = 1, kHardState = 2, kTruncateAfter = 3, kSnapshot = 4 };
constexpr uint32_t kLengthBits = 28;
constexpr uint32_t kMaxRecordBytes = (1u << kLengthBits) - 1;
[[nodiscard]] constexpr uint32_t record_word(Kind kind, uint32_t length) noexcept {
  return static_cast<uint32_t>(kind) << kLengthBits | length;
}
[[nodiscard]] constexpr Kind word_kind(uint32_t word) noexcept { return static_cast<Kind>(word >> kLengthBits); }
[[nodiscard]] constexpr uint32_t word_length(uint32_t word) noexcept { return word & kMaxRecordBytes; }

[[nodiscard]] constexpr uint64_t align_up(uint64_t value, uint64_t alignment) noexcept {
  return (value + alignment - 1) / alignment * alignment;
}
[[nodiscard]] constexpr uint64_t tables_bytes(uint64_t record_count, bool terms) noexcept {
  return record_count * (terms ? 12 : 4);
}

[[nodiscard]] inline uint64_t load_u64(const uint8_t* at) noexcept {
  uint64_t value;
  __builtin_memcpy(&value, at, 8);
  return value;
}
[[nodiscard]] inline uint32_t load_u32(const uint8_t* at) noexcept {
  uint32_t value;
  __builtin_memcpy(&value, at, 4);
  return value;
}

/// `0000000000000001.segment`, sixteen hexadecimal digits.
[[nodiscard]] std::string segment_name(uint64_t segment);
/// 0 where it is no segment's name.
[[nodiscard]] uint64_t parse_segment_name(const std::string& name);

constexpr const char* kManifestName = "MANIFEST";
constexpr const char* kManifestDraft = "MANIFEST.draft";
constexpr const char* kWitnessName = "WITNESS";
constexpr const char* kDraftSuffix = ".draft";

}  // namespace nines::log
