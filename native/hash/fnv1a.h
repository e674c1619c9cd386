// FNV-1a, 64 bits: bytes -> u64. Fowler, Noll & Vo, draft-eastlake-fnv. One byte at a time; its high bits depend little on the
// last bytes, which a placement by high bits shows: here to be measured, not recommended.
#pragma once

#include "hash/bytes.h"

namespace nines::hash {

[[nodiscard]] constexpr uint64_t fnv1a(const uint8_t* at, size_t length) noexcept {
  uint64_t h = 0xCBF29CE484222325;
  for (size_t i = 0; i < length; ++i) h = (h ^ at[i]) * 0x100000001B3;
  return h;
}

static_assert(fnv1a(Bytes("").data, 0) == 0xCBF29CE484222325 && fnv1a(Bytes("a").data, 1) == 0xAF63DC4C8601EC8C &&
                  fnv1a(Bytes("foobar").data, 6) == 0x85944171F73967E8,
              "draft-eastlake-fnv, appendix C");

}  // namespace nines::hash
