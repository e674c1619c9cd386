// A file system in memory that knows, at every moment, what a crash could leave: sectors written but not synced may be
// old, new, something between, zero or garbage, each for itself; names created, renamed or removed are lost unless the folder was synced.
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

/// Bytes that copies share until one of them is edited: a crash state differs from the next in a few sectors of one file.
class Bytes {
 public:
  [[nodiscard]] size_t size() const noexcept { return shared_->size(); }
  [[nodiscard]] const uint8_t* data() const noexcept { return shared_->data(); }
  [[nodiscard]] uint8_t operator[](size_t at) const noexcept { return (*shared_)[at]; }
  [[nodiscard]] std::vector<uint8_t>& edit() {
    if (shared_.use_count() > 1) shared_ = std::make_shared<std::vector<uint8_t>>(*shared_);
    return *shared_;
  }

 private:
  std::shared_ptr<std::vector<uint8_t>> shared_ = std::make_shared<std::vector<uint8_t>>();
};

struct Inode {
  Bytes cache;                 ///< What a read sees.
  Bytes disk;                  ///< What a crash cannot take away.
  std::set<size_t> dirty;      ///< Sectors of `cache` that were written and not synced.
  std::map<size_t, std::vector<uint8_t>> earlier;  ///< Of dirty sectors written twice: what was there between.
  bool forgetful = false;      ///< A failed sync called sectors clean that `disk` does not have, and no later one brings them.
};

struct NameChange {
  std::string gone;                 ///< Removed; empty is none.
  std::string come;                 ///< Added, for `inode`; empty is none.
  std::shared_ptr<Inode> inode;
};

/// What stays behind in an un-synced sector that did not become new.
enum class Fill { kOld, kEarlier, kZero, kGarbage, kStale };

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

  /// What is left when nothing un-synced reaches the disk.
  [[nodiscard]] std::shared_ptr<Disk> after_power_loss() const {
    auto left = std::make_shared<Disk>();
    for (const auto& [name, inode] : durable_names) {
      auto copy = std::make_shared<Inode>();
      copy->cache = copy->disk = inode->disk;
      left->names[name] = std::move(copy);
    }
    left->durable_names = left->names;
    return left;
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
    if (inode.cache.size() < bytes) inode.cache.edit().resize(bytes);
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
    std::vector<uint8_t>& cache = inode.cache.edit();
    if (cache.size() < offset + total) cache.resize(offset + total);
    for (const iovec& part : parts) {
      const size_t count = std::min<size_t>(left, part.iov_len);
      if (count == 0) continue;
      for (size_t sector = offset / kSector; sector <= (offset + count - 1) / kSector; ++sector) {
        if (inode.dirty.insert(sector).second) continue;
        const auto at = cache.begin() + static_cast<ptrdiff_t>(sector * kSector);
        inode.earlier[sector].assign(at, std::min(at + kSector, cache.end()));
      }
      std::memcpy(cache.data() + offset, part.iov_base, count);
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
      if (failed_sync_cleans) {
        inode.forgetful = inode.forgetful || !inode.dirty.empty();
        inode.dirty.clear();
        inode.earlier.clear();
      }
      return static_cast<int>(result);
    }
    if (inode.forgetful) {
      std::vector<uint8_t>& to = inode.disk.edit();
      to.resize(inode.cache.size());
      for (const size_t sector : inode.dirty) {
        const size_t start = sector * kSector;
        std::memcpy(to.data() + start, inode.cache.data() + start, std::min(kSector, to.size() - start));
      }
    } else {
      inode.disk = inode.cache;
    }
    inode.dirty.clear();
    inode.earlier.clear();
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
