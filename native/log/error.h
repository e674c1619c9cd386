// What can go wrong, as a value: nothing in native/log throws.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace nines::log {

enum class Code {
  kOk,
  kInvalid,      ///< The request makes no sense on this log; nothing was written.
  kTooLarge,     ///< A batch that no segment can hold; nothing was written.
  kNoSpace,      ///< No room for another segment; nothing was written and the log stays usable.
  kIo,           ///< The system refused a read or a write.
  kPoisoned,     ///< A write or a sync failed earlier: what is on the disk is not known, so reopen.
  kCorrupt,      ///< What was written is not what is there.
  kLocked,       ///< Another process has the folder open.
  kNotALog,      ///< No log there and none asked to be made.
  kUnsupported,  ///< A format version or an option that this build does not know.
  kClosed,
};

/// Where a log is damaged. A 0 says that it is not known.
struct Damage {
  uint64_t segment = 0;
  uint64_t offset = 0;
  uint64_t first_index = 0;
  uint64_t last_index = 0;
  uint64_t first_term = 0;
  uint64_t last_term = 0;
};

struct Error {
  Code code = Code::kOk;
  int os_error = 0;  ///< errno, where the system said no.
  int64_t owner = 0;  ///< Process id, where the folder is locked.
  std::string message;
  Damage damage;

  [[nodiscard]] bool ok() const noexcept { return code == Code::kOk; }
};

[[nodiscard]] inline Error make_error(Code code, std::string message, int os_error = 0) {
  Error error;
  error.code = code;
  error.os_error = os_error;
  error.message = std::move(message);
  return error;
}

}  // namespace nines::log
