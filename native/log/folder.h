// The seam between the log and the disk: one folder and the operations on it whose order and failure decide what survives a
// crash. posix_folder.h performs them; the tests put an in-memory file system here and enumerate its crash states.
#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace nines::log {

enum class OpenHow {
  kExisting,     ///< Read and write what is there.
  kReadOnly,
  kCreate,       ///< Must not be there yet.
  kDirect,       ///< What is there, past the page cache and durable when a write returns: O_DIRECT | O_DSYNC.
};

/// Every int or int64_t result is -errno on failure. Names are of files directly in the folder.
class Folder {
 public:
  virtual ~Folder() = default;
  /// Takes the folder for this process until the object goes. -EWOULDBLOCK leaves the owner's process id in `owner`.
  [[nodiscard]] virtual int lock(int64_t& owner) = 0;
  [[nodiscard]] virtual int list(std::vector<std::string>& names) = 0;
  /// A handle of at least 0.
  [[nodiscard]] virtual int open(const std::string& name, OpenHow how) = 0;
  virtual void close(int file) = 0;
  [[nodiscard]] virtual int64_t size(int file) = 0;
  /// Allocates blocks for [0, bytes) and makes the file at least that long, so that a full disk shows here.
  [[nodiscard]] virtual int reserve(int file, uint64_t bytes) = 0;
  [[nodiscard]] virtual int64_t read(int file, void* to, size_t bytes, uint64_t offset) = 0;
  /// May write less than asked.
  [[nodiscard]] virtual int64_t write(int file, std::span<const iovec> parts, uint64_t offset) = 0;
  /// fdatasync: contents and length, not the name.
  [[nodiscard]] virtual int sync(int file) = 0;
  [[nodiscard]] virtual int rename(const std::string& from, const std::string& to) = 0;
  [[nodiscard]] virtual int unlink(const std::string& name) = 0;
  /// Makes creations, renames and unlinks before it durable.
  [[nodiscard]] virtual int sync_folder() = 0;
  /// 64 bits that no other segment or log has.
  [[nodiscard]] virtual uint64_t entropy() = 0;
};

/// Owns a handle.
class File {
 public:
  File(Folder& folder, int handle) noexcept : folder_(&folder), handle_(handle) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { folder_->close(handle_); }
  [[nodiscard]] int handle() const noexcept { return handle_; }

 private:
  Folder* folder_;
  int handle_;
};

using FilePointer = std::shared_ptr<File>;

/// Opens, or returns null with -errno in `result`.
[[nodiscard]] FilePointer open_file(Folder& folder, const std::string& name, OpenHow how, int& result);

/// Writes every part, going on after a short write; 0 or -errno. A write that makes no progress is -EIO.
[[nodiscard]] int write_all(Folder& folder, int file, std::span<const iovec> parts, uint64_t offset);
[[nodiscard]] int write_all(Folder& folder, int file, const void* bytes, size_t length, uint64_t offset);

/// Reads until `length` or the end of the file; the count, or -errno.
[[nodiscard]] int64_t read_all(Folder& folder, int file, void* to, size_t length, uint64_t offset);

}  // namespace nines::log
