#include "log/posix_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace nines::log {
namespace {

constexpr const char* kLockName = "LOCK";

template <typename Call>
int retried(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0) return static_cast<int>(result);
    if (errno != EINTR) return -errno;
  }
}

class PosixFolder final : public Folder {
 public:
  explicit PosixFolder(int folder) noexcept : folder_(folder) {}
  PosixFolder(const PosixFolder&) = delete;
  PosixFolder& operator=(const PosixFolder&) = delete;
  ~PosixFolder() override {
    if (lock_ >= 0) ::close(lock_);
    ::close(folder_);
  }

  int lock(int64_t& owner) override {
    const int file = retried([&] { return ::openat(folder_, kLockName, O_RDWR | O_CREAT | O_CLOEXEC, 0644); });
    if (file < 0) return file;
    char text[24] = {};
    if (const int locked = retried([&] { return ::flock(file, LOCK_EX | LOCK_NB); }); locked < 0) {
      const ssize_t length = ::pread(file, text, sizeof text - 1, 0);
      if (length > 0) std::from_chars(text, text + length, owner);
      ::close(file);
      return locked;
    }
    lock_ = file;
    // The number is for people and for the error message; the lock itself is the kernel's and dies with the process.
    auto [end, _] = std::to_chars(text, text + sizeof text - 1, static_cast<int64_t>(::getpid()));
    *end++ = '\n';
    if (::ftruncate(file, 0) < 0 || ::pwrite(file, text, static_cast<size_t>(end - text), 0) < 0) return -errno;
    return 0;
  }

  int list(std::vector<std::string>& names) override {
    const int copy = ::openat(folder_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy < 0) return -errno;
    DIR* stream = ::fdopendir(copy);
    if (stream == nullptr) {
      const int reason = errno;
      ::close(copy);
      return -reason;
    }
    errno = 0;
    while (const dirent* entry = ::readdir(stream)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
      errno = 0;
    }
    const int reason = errno;
    ::closedir(stream);
    return -reason;
  }

  int open(const std::string& name, OpenHow how) override {
    int flags = O_CLOEXEC | O_RDWR;
    if (how == OpenHow::kReadOnly) flags = O_CLOEXEC | O_RDONLY;
    if (how == OpenHow::kCreate) flags |= O_CREAT | O_EXCL;
    if (how == OpenHow::kDirect) flags |= O_DIRECT | O_DSYNC;
    return retried([&] { return ::openat(folder_, name.c_str(), flags, 0644); });
  }

  void close(int file) override { ::close(file); }

  int64_t size(int file) override {
    struct stat status {};
    if (::fstat(file, &status) < 0) return -errno;
    return status.st_size;
  }

  int reserve(int file, uint64_t bytes) override {
    const int result = retried([&] { return ::fallocate(file, 0, 0, static_cast<off_t>(bytes)); });
    // A file system without fallocate gets its blocks from the zeros that are written next.
    return result == -EOPNOTSUPP ? 0 : result;
  }

  int64_t read(int file, void* to, size_t bytes, uint64_t offset) override {
    const ssize_t count = ::pread(file, to, bytes, static_cast<off_t>(offset));
    return count < 0 ? -errno : count;
  }

  int64_t write(int file, std::span<const iovec> parts, uint64_t offset) override {
    const auto at = static_cast<off_t>(offset);
    const ssize_t count = parts.size() == 1 ? ::pwrite(file, parts[0].iov_base, parts[0].iov_len, at)
                                            : ::pwritev(file, parts.data(), static_cast<int>(parts.size()), at);
    return count < 0 ? -errno : count;
  }

  // Not retried, not even for EINTR: after a failed sync nobody knows which pages reached the disk (Rebello et al. 2020).
  int sync(int file) override { return ::fdatasync(file) < 0 ? -errno : 0; }

  int rename(const std::string& from, const std::string& to) override {
    return ::renameat(folder_, from.c_str(), folder_, to.c_str()) < 0 ? -errno : 0;
  }

  int unlink(const std::string& name) override { return ::unlinkat(folder_, name.c_str(), 0) < 0 ? -errno : 0; }

  int sync_folder() override { return ::fsync(folder_) < 0 ? -errno : 0; }

  uint64_t entropy() override {
    uint64_t value = 0;
    // At most 256 bytes are never interrupted nor cut short once the pool is ready (getrandom(2)).
    if (::getrandom(&value, sizeof value, 0) != sizeof value) return 0;
    return value;
  }

 private:
  int folder_;
  int lock_ = -1;
};

}  // namespace

std::unique_ptr<Folder> open_posix_folder(const std::string& path, bool create, Error& error) {
  bool made = false;
  if (create) {
    made = ::mkdir(path.c_str(), 0755) == 0;
    if (!made && errno != EEXIST) {
      error = make_error(Code::kIo, path + ": cannot make the folder: " + std::strerror(errno), errno);
      return nullptr;
    }
  }
  const int folder = retried([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (folder < 0) {
    const Code code = folder == -ENOENT || folder == -ENOTDIR ? Code::kNotALog : Code::kIo;
    error = make_error(code, path + ": cannot open the folder: " + std::strerror(-folder), -folder);
    return nullptr;
  }
  auto result = std::make_unique<PosixFolder>(folder);
  if (made) {
    // The new folder's own name is durable only once its parent is synced.
    const int parent = ::openat(folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int synced = parent < 0 ? -errno : (::fsync(parent) < 0 ? -errno : 0);
    if (parent >= 0) ::close(parent);
    if (synced < 0) {
      error = make_error(Code::kIo, path + ": cannot sync the parent folder: " + std::strerror(-synced), -synced);
      return nullptr;
    }
  }
  return result;
}

}  // namespace nines::log
