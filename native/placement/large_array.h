// Arrays of megabytes: on huge pages where the system gives them, and not zeroed before they are filled.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace nines::placement {

/// A third of the time to build a ring of 10,000 nodes went into the faults of its 4 KiB pages, and its lookups miss the TLB
/// less. Smaller arrays come from the heap as usual, whose memory has been touched before: in a virtual machine whose host takes
/// back what is idle, the first touch of 2 MiB took 5 ms, and two of them longer than to build a ring of 1,000 nodes.
template <class T>
struct LargeAllocator {
  using value_type = T;
  static constexpr size_t huge_page_bytes = size_t{2} << 20, least_bytes = size_t{4} << 20;

  LargeAllocator() noexcept = default;
  template <class Other>
  explicit(false) LargeAllocator(const LargeAllocator<Other>&) noexcept {}

  [[nodiscard]] T* allocate(size_t count) {
    const size_t bytes = count * sizeof(T);
    if (bytes < least_bytes) return static_cast<T*>(::operator new(bytes));
    const size_t whole = (bytes + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes;
    void* memory = ::operator new(whole, std::align_val_t{huge_page_bytes});
#if defined(__linux__)
    static_cast<void>(::madvise(memory, whole, MADV_HUGEPAGE));  // a wish: refused, the pages are small
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t count) noexcept {
    if (count * sizeof(T) < least_bytes) {
      ::operator delete(memory);
    } else {
      ::operator delete(memory, std::align_val_t{huge_page_bytes});
    }
  }

  /// What resize() adds is not initialised.
  template <class U>
  void construct(U* at) noexcept(std::is_nothrow_default_constructible_v<U>) {
    ::new (static_cast<void*>(at)) U;
  }
  template <class U, class... Arguments>
  void construct(U* at, Arguments&&... arguments) {
    ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
  }

  friend bool operator==(const LargeAllocator&, const LargeAllocator&) noexcept { return true; }
};

template <class T>
using LargeArray = std::vector<T, LargeAllocator<T>>;

}  // namespace nines::placement
