// Instruction sets are chosen when the program runs: kernels carry per-function target attributes, and the addon is built for
// the plain x86-64 that any machine has. All paths of a kernel agree bit for bit.
#pragma once

#include <cstdint>
#include <string_view>

#if defined(__x86_64__)
// GCC 12 warns of its own headers here: they start a masked result from a deliberately undefined register (GCC bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#define NINES_X86 1
#define NINES_AVX2 __attribute__((target("avx2")))
#define NINES_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512cd,avx2")))
#else
#define NINES_X86 0
#endif

namespace nines::placement {

enum class Isa : uint8_t { scalar, avx2, avx512 };

[[nodiscard]] inline Isa best_isa() noexcept {
#if NINES_X86
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
    return Isa::avx512;
  if (__builtin_cpu_supports("avx2")) return Isa::avx2;
#endif
  return Isa::scalar;
}

[[nodiscard]] constexpr std::string_view name_of(Isa isa) noexcept {
  return isa == Isa::avx512 ? "avx512" : isa == Isa::avx2 ? "avx2" : "scalar";
}

/// False where the name is unknown or the machine lacks the instruction set.
[[nodiscard]] inline bool parse_isa(std::string_view name, Isa& isa) noexcept {
  for (const Isa candidate : {Isa::scalar, Isa::avx2, Isa::avx512}) {
    if (name != name_of(candidate)) continue;
    isa = candidate;
    return candidate <= best_isa();
  }
  return false;
}

}  // namespace nines::placement
