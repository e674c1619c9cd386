#include "log/format.h"

#include <cstdio>
#include <cstring>

#include "log/crc32c.h"
#include "log/mutant.h"

namespace nines::log {

void seal_page(Page& page) noexcept {
  const uint32_t crc = crc32c(0, page.data(), kPageBytes - 4);
  std::memcpy(page.data() + kPageBytes - 4, &crc, 4);
}

bool page_is_sound(std::span<const uint8_t> page) noexcept {
  return load_u32(page.data() + kPageBytes - 4) == crc32c(0, page.data(), kPageBytes - 4);
}

void seal_header(BatchHeader& header) noexcept {
  header.header_crc = crc32c(0, &header, offsetof(BatchHeader, header_crc));
}

std::optional<BatchHeader> decode_batch_header(std::span<const uint8_t> bytes, uint64_t room) noexcept {
  if (bytes.size() < kBatchHeaderBytes || load_u32(bytes.data()) != kBatchMagic) return std::nullopt;
  BatchHeader header;
  std::memcpy(&header, bytes.data(), kBatchHeaderBytes);
  if (header.header_crc != crc32c(0, &header, offsetof(BatchHeader, header_crc)) && !mutant(Mutant::kNoHeaderCrc))
    return std::nullopt;
  const uint64_t least =
      kBatchHeaderBytes + tables_bytes(header.record_count, (header.flags & kBatchTerms) != 0) + header.payload_bytes;
  if (header.batch_bytes < least || header.batch_bytes > room || header.batch_bytes % 8 != 0) return std::nullopt;
  return header;
}

std::string segment_name(uint64_t segment) {
  char text[32];
  std::snprintf(text, sizeof text, "%016llx.segment", static_cast<unsigned long long>(segment));
  return text;
}

uint64_t parse_segment_name(const std::string& name) {
  if (name.size() != 24 || name.compare(16, 8, ".segment") != 0) return 0;
  uint64_t segment = 0;
  for (size_t i = 0; i < 16; ++i) {
    const char c = name[i];
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) return 0;
    segment = segment << 4 | static_cast<uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return segment;
}

}  // namespace nines::log
