// Digests for a batch of keys laid end to end: key i is bytes[offsets[i], offsets[i + 1]).
#pragma once

#include <cstdint>
#include <span>

namespace nines::hash {

/// bytes u8[m], offsets u32[n + 1] ascending and at most m, digests u64[n]. Returns n, or the index of the first key whose
/// offsets are out of order or out of range. Each offset is read once, so that a buffer shared with a writer stays safe.
template <class Hash>
[[nodiscard]] inline size_t hash_batch(const Hash& hash, std::span<const uint8_t> bytes, std::span<const uint32_t> offsets,
                                       std::span<uint64_t> digests) noexcept {
  const uint8_t* const data = bytes.data();
  uint32_t begin = offsets[0];
  for (size_t i = 0; i < digests.size(); ++i) {
    const uint32_t end = offsets[i + 1];
    if (end < begin || end > bytes.size()) return i;
    digests[i] = hash(data + begin, end - begin);
    begin = end;
  }
  return digests.size();
}

}  // namespace nines::hash
