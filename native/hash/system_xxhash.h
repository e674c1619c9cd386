// The control for XXH3: the C library itself (libxxhash, which most Linux systems have), looked up when the addon is loaded.
#pragma once

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>

namespace nines::hash {

using SystemHash = uint64_t (*)(const void*, size_t);

/// XXH3_64bits of the system's library; null where there is none.
[[nodiscard]] inline SystemHash system_xxh3() noexcept {
  static const auto found = [] {
    void* const library = dlopen("libxxhash.so.0", RTLD_NOW | RTLD_LOCAL);
    return library == nullptr ? nullptr : reinterpret_cast<SystemHash>(dlsym(library, "XXH3_64bits"));
  }();
  return found;
}

class SystemXxh3 {
 public:
  uint64_t operator()(const uint8_t* at, size_t length) const noexcept { return hash_(at, length); }

 private:
  SystemHash hash_ = system_xxh3();
};

}  // namespace nines::hash
