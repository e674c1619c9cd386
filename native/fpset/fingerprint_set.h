// The set of fingerprints of all states that a search has seen, shared by its threads.
//
// Open addressing with linear probing over one array of 64-bit words (Laarman, van de Pol & Weber 2010, "Boosting multi-core
// reachability performance with shared hash tables"): a slot is claimed by one compare-and-swap and never changes
// afterwards, so that lookups take no lock. Only growing does: batches hold the table's shared lock, growing the exclusive
// one. A batch is thousands of fingerprints; the slots of the next few are prefetched while one is looked up.
//
// A fingerprint is one word (64 bits) or two (128 bits). Of two, the first claims the slot and the second follows: whoever
// finds the first waits for the second.
#pragma once

#include <sys/mman.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <utility>

namespace nines::fpset {

/// Zeroed words straight from the operating system, which gives the pages when they are first touched.
class Words {
 public:
  Words() noexcept = default;
  explicit Words(size_t count) noexcept : count_(count) {
    void* const at = ::mmap(nullptr, count * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    words_ = at == MAP_FAILED ? nullptr : static_cast<uint64_t*>(at);
#ifdef MADV_HUGEPAGE
    // Fingerprints fall everywhere: with pages of 4 KB nearly every one would miss the TLB too.
    if (words_ != nullptr && count >= huge_page_words) ::madvise(at, count * sizeof(uint64_t), MADV_HUGEPAGE);
#endif
  }
  Words(Words&& other) noexcept : words_(std::exchange(other.words_, nullptr)), count_(std::exchange(other.count_, 0)) {}
  Words& operator=(Words&& other) noexcept {
    std::swap(words_, other.words_);
    std::swap(count_, other.count_);
    return *this;
  }
  ~Words() {
    if (words_ != nullptr) ::munmap(words_, count_ * sizeof(uint64_t));
  }

  [[nodiscard]] bool good() const noexcept { return words_ != nullptr; }
  [[nodiscard]] size_t count() const noexcept { return count_; }
  [[nodiscard]] std::atomic_ref<uint64_t> operator[](size_t index) const noexcept { return std::atomic_ref(words_[index]); }
  [[nodiscard]] const uint64_t* at(size_t index) const noexcept { return words_ + index; }

 private:
  static constexpr size_t huge_page_words = (size_t{2} << 20) / sizeof(uint64_t);
  uint64_t* words_ = nullptr;
  size_t count_ = 0;
};

/// A batch of fingerprints as 32-bit lanes, each an array of the batch's length; the second pair is empty for 64 bits.
struct Batch {
  std::span<const int32_t> low, high, wide_low, wide_high;
};

/// Width: words of a fingerprint, 1 or 2.
template <size_t Width>
class FingerprintSet {
  static_assert(Width == 1 || Width == 2);

 public:
  /// What `insert` returns where the memory for a larger table is not to be had; the set is as before.
  static constexpr size_t no_memory = std::numeric_limits<size_t>::max();

  explicit FingerprintSet(unsigned bits = first_bits) noexcept : table_(Width << bits), bits_(bits) {}

  [[nodiscard]] bool good() const noexcept { return table_.good(); }

  /// Adds the fingerprints in order and sets is_new[i] to 1 where fingerprint i was not there yet, also not earlier in the
  /// batch, else to 0. Returns the number of new ones. Any number of threads may call it at once.
  [[nodiscard]] size_t insert(const Batch& batch, std::span<uint8_t> is_new) noexcept {
    const size_t count = is_new.size();
    for (;;) {
      {
        const std::shared_lock reading(growing_);
        // Places are taken before the slots are, so that threads together cannot overfill the table.
        if (taken_.fetch_add(count, std::memory_order_relaxed) + count <= most()) {
          const size_t added = insert_all(batch, is_new);
          taken_.fetch_sub(count - added, std::memory_order_relaxed);
          return added;
        }
        taken_.fetch_sub(count, std::memory_order_relaxed);
      }
      if (!make_room(count)) return no_memory;
    }
  }

  /// Exact while no thread inserts.
  [[nodiscard]] size_t size() const noexcept { return taken_.load(std::memory_order_relaxed); }

  [[nodiscard]] size_t bytes() const noexcept {
    const std::shared_lock reading(growing_);
    return table_.count() * sizeof(uint64_t);
  }

 private:
  static constexpr unsigned first_bits = 14;
  static constexpr size_t ahead = 12;

  struct Fingerprint {
    uint64_t first, second;
  };

  /// Load at most 5/8.
  [[nodiscard]] size_t most() const noexcept { return (size_t{5} << bits_) / 8; }

  [[nodiscard]] size_t home(uint64_t first) const noexcept {
    return static_cast<size_t>((first * 0x9e3779b97f4a7c15u) >> (64 - bits_)) * Width;
  }

  /// Words are never 0, which marks an empty slot: a lane pair 0, 0 is taken for 0, 1.
  static uint64_t word(int32_t low, int32_t high) noexcept {
    const uint64_t both = uint64_t{static_cast<uint32_t>(high)} << 32 | static_cast<uint32_t>(low);
    return both == 0 ? uint64_t{1} << 32 : both;
  }

  static Fingerprint read(const Batch& batch, size_t i) noexcept {
    if constexpr (Width == 1) return {word(batch.low[i], batch.high[i]), 0};
    else return {word(batch.low[i], batch.high[i]), word(batch.wide_low[i], batch.wide_high[i])};
  }

  size_t insert_all(const Batch& batch, std::span<uint8_t> is_new) noexcept {
    size_t added = 0;
    const size_t count = is_new.size();
    for (size_t i = 0; i < count && i < ahead; ++i) __builtin_prefetch(table_.at(home(read(batch, i).first)), 1);
    for (size_t i = 0; i < count; ++i) {
      if (i + ahead < count) __builtin_prefetch(table_.at(home(read(batch, i + ahead).first)), 1);
      is_new[i] = insert_one(table_, read(batch, i)) ? 1 : 0;
      added += is_new[i];
    }
    return added;
  }

  bool insert_one(const Words& table, Fingerprint fingerprint) const noexcept {
    const size_t mask = table.count() - 1;
    for (size_t at = home(fingerprint.first);; at = (at + Width) & mask) {
      uint64_t found = table[at].load(std::memory_order_acquire);
      if (found == 0) {
        if (table[at].compare_exchange_strong(found, fingerprint.first, std::memory_order_acq_rel)) {
          if constexpr (Width == 2) table[at + 1].store(fingerprint.second, std::memory_order_release);
          return true;
        }
      }
      if (found != fingerprint.first) continue;
      if constexpr (Width == 1) return false;
      else if (second(table, at) == fingerprint.second) return false;
    }
  }

  /// The second word of a slot whose first is there: another thread may be about to write it.
  static uint64_t second(const Words& table, size_t at) noexcept {
    for (;;) {
      const uint64_t word = table[at + 1].load(std::memory_order_acquire);
      if (word != 0) return word;
    }
  }

  [[nodiscard]] bool make_room(size_t count) noexcept {
    const std::unique_lock writing(growing_);
    // Another thread may have been here first.
    while (taken_.load(std::memory_order_relaxed) + count > most()) {
      Words larger(table_.count() * 2);
      if (!larger.good()) return false;
      bits_ += 1;
      for (size_t at = 0; at < table_.count(); at += Width) {
        const uint64_t first = table_[at].load(std::memory_order_relaxed);
        if (first == 0) continue;
        insert_one(larger, {first, Width == 1 ? 0 : table_[at + Width - 1].load(std::memory_order_relaxed)});
      }
      table_ = std::move(larger);
    }
    return true;
  }

  mutable std::shared_mutex growing_;
  Words table_;
  unsigned bits_;
  std::atomic<size_t> taken_{0};
};

}  // namespace nines::fpset
