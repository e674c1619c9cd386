// One open log for each folder in a process, shared by its threads: a second open from another worker joins the first,
// since the folder's lock keeps out other processes only.
#pragma once

#include <memory>
#include <string>

#include "log/error.h"
#include "log/log.h"

namespace nines::log {

/// A share in an open log. The last share to go closes it.
class Share {
 public:
  Share(std::string key, std::shared_ptr<Log> log) noexcept : key_(std::move(key)), log_(std::move(log)) {}
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  ~Share() { (void)release(); }
  [[nodiscard]] Log& log() const noexcept { return *log_; }
  /// Gives the share back; closes the log and returns its error where it was the last.
  [[nodiscard]] Error release();

 private:
  std::string key_;
  std::shared_ptr<Log> log_;  ///< Null once given back.
};

/// Opens the log in `path`, or joins the one that this process has open there; its options must be the same.
[[nodiscard]] Error open_shared(const std::string& path, const Options& options, std::shared_ptr<Share>& share);

}  // namespace nines::log
