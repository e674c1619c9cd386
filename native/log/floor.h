// What the log is measured against: the plainest loop in C++ that does the same work. Each record gets a frame of 16 bytes
// with its CRC32C; a batch is one write and, if wanted, one sync; the file is filled with zeros beforehand and used round
// and round. And the plainest recovery: read a file from end to end in pieces, and checksum it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "log/error.h"
#include "log/histogram.h"

namespace nines::log {

struct FloorOptions {
  uint64_t file_bytes = 0;
  uint32_t record_bytes = 0;
  uint32_t batch = 1;
  bool sync = true;
  bool direct = false;  ///< O_DIRECT | O_DSYNC instead of fdatasync; batches are padded to 4 KiB.
};

class Floor {
 public:
  [[nodiscard]] static Error open(const std::string& path, const FloorOptions& options, std::unique_ptr<Floor>& floor);
  ~Floor();
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;
  /// Writes that many batches; the sum of their checksums.
  [[nodiscard]] Error run(uint64_t batches, uint32_t& sum);
  /// Nanoseconds of each sync, without the write before it.
  [[nodiscard]] const Histogram& syncs() const noexcept { return syncs_; }
  /// Of the syncs since the last call.
  [[nodiscard]] Histogram take_recent_syncs() noexcept { return std::exchange(recent_syncs_, Histogram{}); }

 private:
  Floor(int file, const FloorOptions& options);
  int file_;
  FloorOptions options_;
  std::string record_;
  std::unique_ptr<uint8_t, void (*)(void*)> buffer_;
  uint64_t batch_bytes_;
  uint64_t offset_ = 0;
  uint64_t index_ = 0;
  Histogram syncs_;
  Histogram recent_syncs_;
};

/// Reads the file at `path` in pieces of 1 MiB; the CRC32C of its pieces, summed.
[[nodiscard]] Error read_and_checksum(const std::string& path, uint32_t& sum);

}  // namespace nines::log
