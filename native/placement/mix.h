// The two building blocks that most placements share: a mixing of 64 bits, and a range reduction without division.
#pragma once

#include <cstdint>

namespace nines::placement {

inline constexpr uint64_t golden_gamma = 0x9E3779B97F4A7C15;

/// A bijection of u64 whose output bits all depend on all input bits: splitmix64's finaliser (Steele, Lea & Flood 2014, fig. 15;
/// constants "mix13" of Stafford).
[[nodiscard]] constexpr uint64_t mix64(uint64_t z) noexcept {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}
static_assert(mix64(golden_gamma) == 0xE220A8397B1DCDAF, "splitmix64's first output for seed 0 (Vigna's reference code)");

/// floor(hash / 2^32 * bound): [0, 2^32) -> [0, bound), order preserving (Lemire 2019, section 2).
[[nodiscard]] constexpr uint32_t scale32(uint32_t hash, uint32_t bound) noexcept {
  return static_cast<uint32_t>((uint64_t{hash} * bound) >> 32);
}

}  // namespace nines::placement
