// Lookups that probe until a working bucket is found take a different number of steps for each key; one key after another, the
// processor guesses the end of each wrong. Here a block of keys goes through in rounds: each round takes one step for every key
// still on its way and closes the ranks, with no branch that depends on a key, and the steps of one round overlap.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace nines::placement {

inline constexpr size_t round_block = 256;

/// Where a key is on its way. What `at` and `limit` mean is the algorithm's affair.
struct Walker {
  uint32_t at;
  uint32_t limit;
};

/// `yes` where the condition holds, else `no`, by arithmetic: the compiler would make a branch of `?:`, and guess it wrong.
[[nodiscard]] inline uint32_t select(bool condition, uint32_t yes, uint32_t no) noexcept {
  const uint32_t mask = 0u - static_cast<uint32_t>(condition);
  return (yes & mask) | (no & ~mask);
}

/// start(digest, index) gives the walker of key `index`. step(digest, walker, bucket) moves it, and is true while it has to go
/// on; once it has not, `bucket` is the answer. digests u64[n] -> buckets u32[n].
template <class Start, class Step>
inline void walk_in_rounds(std::span<const uint64_t> digests, std::span<uint32_t> buckets, const Start& start,
                           const Step& step) noexcept {
  // One more than a block, because a key that has arrived is still written, behind the ranks.
  uint64_t digest[round_block + 1];
  Walker walker[round_block + 1];
  uint32_t index[round_block + 1];
  for (size_t base = 0; base < digests.size(); base += round_block) {
    const size_t end = std::min(base + round_block, digests.size());
    size_t on_their_way = 0;
    for (size_t i = base; i < end; ++i) {
      Walker moved = start(digests[i], i);
      const bool on = step(digests[i], moved, buckets[i]);
      digest[on_their_way] = digests[i];
      walker[on_their_way] = moved;
      index[on_their_way] = static_cast<uint32_t>(i - base);
      on_their_way += static_cast<size_t>(on);
    }
    while (on_their_way != 0) {
      size_t still = 0;
      for (size_t w = 0; w < on_their_way; ++w) {
        const uint64_t key = digest[w];
        const uint32_t place = index[w];
        Walker moved = walker[w];
        const bool on = step(key, moved, buckets[base + place]);
        digest[still] = key;
        walker[still] = moved;
        index[still] = place;
        still += static_cast<size_t>(on);
      }
      on_their_way = still;
    }
  }
}

/// A second, third, ... draw for a key: high 32 bits that depend on all of digest and salt.
[[nodiscard]] constexpr uint32_t redraw(uint64_t digest, uint32_t salt) noexcept {
  uint64_t z = digest ^ (salt * 0x9E3779B97F4A7C15);
  z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93;
  return static_cast<uint32_t>(((z ^ (z >> 32)) * 0xD6E8FEB86659FD93) >> 32);
}

}  // namespace nines::placement
