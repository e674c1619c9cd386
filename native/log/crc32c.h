// CRC32C (Castagnoli, polynomial 0x1EDC6F41 reflected to 0x82F63B78; RFC 3720 appendix B.4): the log's checksum.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nines::log {

enum class CrcKernel { kTable, kSse42, kSse42Pclmul };

/// The fastest kernel this processor has, found once at run time.
[[nodiscard]] CrcKernel best_crc_kernel() noexcept;

/// Continues `crc` (0 at the start) over `bytes`. crc32c(crc32c(0, a), b) is the checksum of a followed by b.
[[nodiscard]] uint32_t crc32c(uint32_t crc, const void* bytes, size_t length) noexcept;

/// The same by a given kernel; the caller makes sure that the processor has it. For tests and benchmarks.
[[nodiscard]] uint32_t crc32c_by(CrcKernel kernel, uint32_t crc, const void* bytes, size_t length) noexcept;

}  // namespace nines::log
