// A file system in memory that knows, at every moment, what a crash could leave: sectors written but not synced may be
// old, new, zero or garbage, each for itself; names created, renamed or removed are lost unless the folder was synced.
#pragma once

#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "log/folder.h"

namespace nines::log::test {

constexpr size_t kSector = 512;

struct Inode {
  std::vector<uint8_t> cache;  ///< What a read sees.
  std::vector<uint8_t> disk;   ///< What a crash cannot take away.
  std::set<size_t> dirty;      ///< Sectors of `cache` that were written and not synced.
};

struct NameChange {
  std::string gone;                 ///< Removed; empty is none.
  std::string come;                 ///< Added, for `inode`; empty is none.
  std::shared_ptr<Inode> inode;
};

/// What stays behind in an un-synced sector that did not become new.
enum class Fill { kOld, kZero, kGarbage, kStale };

/// A whole disk: the part of a MemoryFolder that outlives a process.
struct Disk {
  std::map<std::string, std::shared_ptr<Inode>> names;
  std::map<std::string, std::shared_ptr<Inode>> durable_names;
  std::vector<NameChange> pending;

  [[nodiscard]] Disk clone() const {
    Disk copy;
    std::map<const Inode*, std::shared_ptr<Inode>> twins;
    const auto twin = [&](const std::shared_ptr<Inode>& inode) {
      auto& made = twins[inode.get()];
      if (made == nullptr && inode != nullptr) made = std::make_shared<Inode>(*inode);
      return made;
    };
    for (const auto& [name, inode] : names) copy.names[name] = twin(inode);
    for (const auto& [name, inode] : durable_names) copy.durable_names[name] = twin(inode);
    for (const NameChange& change : pending) copy.pending.push_back({change.gone, change.come, twin(change.inode)});
    return copy;
  }
};

enum class Op { kOpen, kReserve, kRead, kWrite, kSync, kRename, kUnlink, kSyncFolder };

class MemoryFolder final : public Folder {
 public:
  explicit MemoryFolder(std::shared_ptr<Disk> disk, uint64_t seed = 1) : disk_(std::move(disk)), random_(seed) {}

  std::function<void(Op)> after;                       ///< After every operation that changes the disk.
  std::function<void(Op)> before;
  std::function<int64_t(Op, uint64_t bytes)> fault;    ///< -errno fails the operation; for a write, n > 0 shortens it.
  bool failed_sync_cleans = true;                      ///< As Linux does: pages of a failed sync count as clean.

  int lock(int64_t&) override { return 0; }

  int list(std::vector<std::string>& names) override {
    for (const auto& [name, _] : disk_->names) names.push_back(name);
    return 0;
  }

  int open(const std::string& name, OpenHow how) override {
    if (const int64_t result = ask(Op::kOpen, 0); result < 0) return static_cast<int>(result);
    const std::lock_guard lock(mutex_);
    auto found = disk_->names.find(name);
    if (how == OpenHow::kCreate) {
      if (found != disk_->names.end()) return -EEXIST;
      found = disk_->names.emplace(name, std::make_shared<Inode>()).first;
      disk_->pending.push_back({"", name, found->second});
    }
    if (found == disk_->names.end()) return -ENOENT;
    files_[next_] = found->second;
    return next_++;
  }

  void close(int file) override {
    const std::lock_guard lock(mutex_);
    files_.erase(file);
  }

  int64_t size(int file) override { return static_cast<int64_t>(at(file).cache.size()); }

  int reserve(int file, uint64_t bytes) override {
    if (const int64_t result = ask(Op::kReserve, bytes); result < 0) return static_cast<int>(result);
    Inode& inode = at(file);
    if (inode.cache.size() < bytes) inode.cache.resize(bytes);
    return 0;
  }

  int64_t read(int file, void* to, size_t bytes, uint64_t offset) override {
    if (const int64_t result = ask(Op::kRead, bytes); result < 0) return result;
    const Inode& inode = at(file);
    const std::lock_guard lock(bytes_);
    if (offset >= inode.cache.size()) return 0;
    const size_t count = std::min<size_t>(bytes, inode.cache.size() - offset);
    std::memcpy(to, inode.cache.data() + offset, count);
    return static_cast<int64_t>(count);
  }

  int64_t write(int file, std::span<const iovec> parts, uint64_t offset) override {
    uint64_t left = 0;
    for (const iovec& part : parts) left += part.iov_len;
    const int64_t allowed = ask(Op::kWrite, left);
    if (allowed < 0) return allowed;
    if (allowed > 0) left = std::min(left, static_cast<uint64_t>(allowed));
    const uint64_t total = left;
    Inode& inode = at(file);
    std::unique_lock lock(bytes_);
    if (inode.cache.size() < offset + total) inode.cache.resize(offset + total);
    for (const iovec& part : parts) {
      const size_t count = std::min<size_t>(left, part.iov_len);
      if (count == 0) continue;
      std::memcpy(inode.cache.data() + offset, part.iov_base, count);
      for (size_t sector = offset / kSector; sector <= (offset + count - 1) / kSector; ++sector) inode.dirty.insert(sector);
      offset += count;
      left -= count;
    }
    lock.unlock();
    done(Op::kWrite);
    return static_cast<int64_t>(total);
  }

  int sync(int file) override {
    if (before) before(Op::kSync);
    const int64_t result = ask(Op::kSync, 0);
    Inode& inode = at(file);
    std::unique_lock lock(bytes_);
    if (result < 0) {
      if (failed_sync_cleans) inode.dirty.clear();
      return static_cast<int>(result);
    }
    inode.disk.resize(inode.cache.size());
    for (const size_t sector : inode.dirty) {
      const size_t start = sector * kSector;
      std::memcpy(inode.disk.data() + start, inode.cache.data() + start, std::min(kSector, inode.cache.size() - start));
    }
    inode.dirty.clear();
    lock.unlock();
    done(Op::kSync);
    return 0;
  }

  int rename(const std::string& from, const std::string& to) override {
    if (const int64_t result = ask(Op::kRename, 0); result < 0) return static_cast<int>(result);
    const auto found = disk_->names.find(from);
    if (found == disk_->names.end()) return -ENOENT;
    disk_->pending.push_back({from, to, found->second});
    disk_->names[to] = found->second;
    disk_->names.erase(from);
    done(Op::kRename);
    return 0;
  }

  int unlink(const std::string& name) override {
    if (const int64_t result = ask(Op::kUnlink, 0); result < 0) return static_cast<int>(result);
    if (disk_->names.erase(name) == 0) return -ENOENT;
    disk_->pending.push_back({name, "", nullptr});
    done(Op::kUnlink);
    return 0;
  }

  int sync_folder() override {
    if (const int64_t result = ask(Op::kSyncFolder, 0); result < 0) return static_cast<int>(result);
    disk_->durable_names = disk_->names;
    disk_->pending.clear();
    done(Op::kSyncFolder);
    return 0;
  }

  uint64_t entropy() override { return random_(); }

 private:
  Inode& at(int file) {
    const std::lock_guard lock(mutex_);
    return *files_.at(file);
  }
  int64_t ask(Op op, uint64_t bytes) { return fault ? fault(op, bytes) : 0; }
  void done(Op op) {
    if (after) after(op);
  }

  std::shared_ptr<Disk> disk_;
  std::mutex bytes_;  ///< A read ahead of what is committed may meet a write, as in a kernel, which orders them.
  std::mutex mutex_;
  std::map<int, std::shared_ptr<Inode>> files_;
  int next_ = 1;
  std::mt19937_64 random_;
};

}  // namespace nines::log::test
