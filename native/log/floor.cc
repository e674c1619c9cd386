#include "log/floor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "log/crc32c.h"
#include "log/format.h"

namespace nines::log {
namespace {

Error system_error(const std::string& what) { return make_error(Code::kIo, what + ": " + std::strerror(errno), errno); }

constexpr uint64_t kPiece = 1 << 20;

}  // namespace

Floor::Floor(int file, const FloorOptions& options)
    : file_(file),
      options_(options),
      record_(options.record_bytes, 'r'),
      buffer_(nullptr, std::free),
      batch_bytes_(align_up(static_cast<uint64_t>(options.batch) * (options.record_bytes + 16), options.direct ? 4096 : 1)) {
  buffer_.reset(static_cast<uint8_t*>(std::aligned_alloc(4096, align_up(batch_bytes_, 4096))));
  std::memset(buffer_.get(), 0, align_up(batch_bytes_, 4096));
}

Floor::~Floor() { ::close(file_); }

Error Floor::open(const std::string& path, const FloorOptions& options, std::unique_ptr<Floor>& floor) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return system_error(path);
  const std::vector<uint8_t> zeros(kPiece);
  bool good = ::fallocate(file, 0, 0, static_cast<off_t>(options.file_bytes)) == 0 || errno == EOPNOTSUPP;
  for (uint64_t at = 0; good && at < options.file_bytes; at += kPiece)
    good = ::pwrite(file, zeros.data(), kPiece, static_cast<off_t>(at)) == static_cast<ssize_t>(kPiece);
  good = good && ::fdatasync(file) == 0;
  if (good && options.direct) {
    ::close(file);
    const int direct = ::open(path.c_str(), O_RDWR | O_DIRECT | O_DSYNC | O_CLOEXEC);
    if (direct < 0) return system_error(path);
    floor.reset(new Floor(direct, options));
    return {};
  }
  if (!good) {
    const Error error = system_error(path);
    ::close(file);
    return error;
  }
  floor.reset(new Floor(file, options));
  return {};
}

Error Floor::run(uint64_t batches, uint32_t& sum) {
  const size_t frame = options_.record_bytes + 16;
  for (uint64_t batch = 0; batch < batches; ++batch) {
    for (uint32_t i = 0; i < options_.batch; ++i) {
      uint8_t* at = buffer_.get() + i * frame;
      std::memcpy(at + 16, record_.data(), record_.size());
      ++index_;
      std::memcpy(at + 8, &index_, 8);
      const auto length = static_cast<uint32_t>(record_.size());
      std::memcpy(at + 4, &length, 4);
      const uint32_t crc = crc32c(0, at + 4, frame - 4);
      std::memcpy(at, &crc, 4);
      sum += crc;
    }
    if (offset_ + batch_bytes_ > options_.file_bytes) offset_ = 0;
    const auto started = std::chrono::steady_clock::now();
    if (::pwrite(file_, buffer_.get(), batch_bytes_, static_cast<off_t>(offset_)) != static_cast<ssize_t>(batch_bytes_))
      return system_error("pwrite");
    offset_ += batch_bytes_;
    if (!options_.sync) continue;
    const auto written = options_.direct ? started : std::chrono::steady_clock::now();
    if (!options_.direct && ::fdatasync(file_) < 0) return system_error("fdatasync");
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - written;
    for (Histogram* histogram : {&syncs_, &recent_syncs_}) histogram->record(static_cast<uint64_t>(took.count()));
  }
  return {};
}

Error read_and_checksum(const std::string& path, uint32_t& sum) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return system_error(path);
  std::vector<uint8_t> piece(kPiece);
  ssize_t count = 0;
  for (off_t at = 0; (count = ::pread(file, piece.data(), piece.size(), at)) > 0; at += count)
    sum += crc32c(0, piece.data(), static_cast<size_t>(count));
  const Error error = count < 0 ? system_error(path) : Error{};
  ::close(file);
  return error;
}

}  // namespace nines::log
