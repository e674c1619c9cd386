#include "log/registry.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>

#include "log/posix_folder.h"

namespace nines::log {
namespace {

/// The one piece of mutable global state: the addon is loaded once in a process, and its workers must meet somewhere.
struct Registry {
  std::mutex mutex;
  std::map<std::string, std::weak_ptr<Log>> logs;  ///< By device and inode of the folder, however it is spelt.
};

Registry& registry() {
  static Registry* const one = new Registry;  // never destroyed: workers may still give shares back while the process ends
  return *one;
}

}  // namespace

Error Share::release() {
  if (log_ == nullptr) return {};
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  std::shared_ptr<Log> log = std::move(log_);
  log_ = nullptr;
  if (log.use_count() > 1) return {};
  all.logs.erase(key_);
  return log->close();
}

Error open_shared(const std::string& path, const Options& options, std::shared_ptr<Share>& share) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  Error error;
  std::unique_ptr<Folder> folder = open_posix_folder(path, options.create, error);
  if (folder == nullptr) return error;
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) return make_error(Code::kIo, path + ": " + std::strerror(errno), errno);
  const std::string key = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  if (std::shared_ptr<Log> open = all.logs[key].lock()) {
    if (open->options() != options)
      return make_error(Code::kInvalid, path + ": this process has the log open with other options");
    share = std::make_shared<Share>(key, std::move(open));
    return {};
  }
  std::unique_ptr<Log> log;
  error = Log::open(std::move(folder), options, log);
  if (!error.ok()) {
    all.logs.erase(key);
    error.message = path + ": " + error.message;
    return error;
  }
  std::shared_ptr<Log> shared = std::move(log);
  all.logs[key] = shared;
  share = std::make_shared<Share>(key, std::move(shared));
  return {};
}

}  // namespace nines::log
