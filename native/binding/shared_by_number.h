// What workers of one process share of native memory: an object is published under a number, which any worker can turn into
// the object while somebody still holds it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace nines::binding {

/// It holds nothing alive: a number outlives its use, not its object.
template <class T>
class SharedByNumber {
 public:
  [[nodiscard]] uint64_t publish(const std::shared_ptr<T>& object) {
    const std::lock_guard lock(mutex_);
    std::erase_if(by_number_, [](const auto& entry) { return entry.second.expired(); });
    by_number_.emplace(++last_, object);
    return last_;
  }
  [[nodiscard]] std::shared_ptr<T> find(uint64_t number) {
    const std::lock_guard lock(mutex_);
    const auto found = by_number_.find(number);
    return found == by_number_.end() ? nullptr : found->second.lock();
  }

 private:
  std::mutex mutex_;
  std::unordered_map<uint64_t, std::weak_ptr<T>> by_number_;
  uint64_t last_ = 0;
};

}  // namespace nines::binding
