// Little-endian loads from any address, usable in constant expressions (so that known vectors can be static_assert) and
// compiled to one instruction at run time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace nines::hash {

static_assert(std::endian::native == std::endian::little, "the kernels read digests in little-endian order");

template <class Word>
[[nodiscard]] constexpr Word load(const uint8_t* at) noexcept {
  Word word = 0;
  if (std::is_constant_evaluated()) {
    for (size_t i = 0; i < sizeof(Word); ++i) word |= static_cast<Word>(static_cast<Word>(at[i]) << (8 * i));
  } else {
    std::memcpy(&word, at, sizeof(Word));
  }
  return word;
}

[[nodiscard]] constexpr uint32_t load32(const uint8_t* at) noexcept { return load<uint32_t>(at); }
[[nodiscard]] constexpr uint64_t load64(const uint8_t* at) noexcept { return load<uint64_t>(at); }

/// The text of a literal as bytes, without its terminating zero: for known vectors.
template <size_t N>
struct Bytes {
  uint8_t data[N]{};
  constexpr Bytes(const char (&text)[N]) noexcept {  // NOLINT: implicit so that vectors read as text
    for (size_t i = 0; i < N; ++i) data[i] = static_cast<uint8_t>(text[i]);
  }
  static constexpr size_t size = N - 1;
};

}  // namespace nines::hash
