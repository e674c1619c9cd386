// JumpBackHash. Ertl, "JumpBackHash: say goodbye to the modulo operation to distribute keys uniformly to buckets", Software:
// Practice and Experience 2025 (arXiv 2403.18682), algorithm 4: jump hash from the far end, in expected constant time.
#pragma once

#include <bit>
#include <cstdint>

#include "placement/jump.h"
#include "placement/mix.h"

namespace nines::placement {

/// digest -> bucket in [0, bucket_count). The random numbers are splitmix64's, started at the digest.
[[nodiscard]] constexpr uint32_t jumpback_bucket(uint64_t digest, uint32_t bucket_count) noexcept {
  if (bucket_count <= 1) return 0;
  uint64_t state = digest;
  const auto draw = [&state] { return mix64(state += golden_gamma); };
  const uint64_t first = draw();
  // Bit i of `ranges` says that the key moves at least once while the bucket count goes from 2^i to 2^(i + 1).
  uint32_t ranges = static_cast<uint32_t>(first ^ (first >> 32)) & (UINT32_MAX >> std::countl_zero(bucket_count - 1));
  while (ranges != 0) {
    const uint32_t least = std::bit_floor(ranges);
    const uint32_t half = static_cast<uint32_t>(first >> ((std::popcount(ranges) & 1) * 32));
    uint32_t bucket = least + (half & (least - 1));
    if (bucket < bucket_count) return bucket;
    // The last move within the range lies beyond the buckets: earlier ones are drawn until one is among them or below the range.
    for (bool inside = true; inside;) {
      const uint64_t next = draw();
      for (const uint32_t candidate : {static_cast<uint32_t>(next), static_cast<uint32_t>(next >> 32)}) {
        bucket = candidate & (2 * least - 1);
        inside = bucket >= least;
        if (!inside) break;
        if (bucket < bucket_count) return bucket;
      }
    }
    ranges ^= least;
  }
  return 0;
}

class JumpBack final : public LastOnly<JumpBack> {
 public:
  void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept override {
    for (size_t i = 0; i < digests.size(); ++i) buckets[i] = jumpback_bucket(digests[i], bucket_count_);
  }
};

}  // namespace nines::placement
