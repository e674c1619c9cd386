// The fingerprint set against std::set, in one thread and in several at once; made to grow from its smallest size.
#include <array>
#include <atomic>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "check.h"
#include "fpset/fingerprint_set.h"

namespace {
using namespace nines::fpset;

struct Lanes {
  std::array<std::vector<int32_t>, 4> of;
  [[nodiscard]] Batch batch(size_t from, size_t count) const {
    const auto part = [&](size_t lane) { return std::span(of[lane]).subspan(from, count); };
    return {part(0), part(1), part(2), part(3)};
  }
};

uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// `count` fingerprints with repetitions; `distinct` limits how many there are. Lanes 0, 0 and equal first words occur.
Lanes drawn(size_t count, uint64_t distinct, uint64_t seed) {
  Lanes lanes;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t which = mixed(seed * 1000003 + i) % distinct;
    const uint64_t first = which % 7 == 0 ? which / 49 : mixed(which);
    const uint64_t second = which % 11 == 0 ? which / 11 : mixed(~which);
    lanes.of[0].push_back(static_cast<int32_t>(first));
    lanes.of[1].push_back(static_cast<int32_t>(first >> 32));
    lanes.of[2].push_back(static_cast<int32_t>(second));
    lanes.of[3].push_back(static_cast<int32_t>(second >> 32));
  }
  return lanes;
}

uint64_t word(int32_t low, int32_t high) {
  const uint64_t both = uint64_t{static_cast<uint32_t>(high)} << 32 | static_cast<uint32_t>(low);
  return both == 0 ? uint64_t{1} << 32 : both;
}

template <size_t Width>
std::pair<uint64_t, uint64_t> key(const Lanes& lanes, size_t i) {
  return {word(lanes.of[0][i], lanes.of[1][i]), Width == 1 ? 0 : word(lanes.of[2][i], lanes.of[3][i])};
}

template <size_t Width>
void agrees_with_std_set() {
  FingerprintSet<Width> set(3);
  std::set<std::pair<uint64_t, uint64_t>> reference;
  const Lanes lanes = drawn(60'000, 20'000, 1);
  for (size_t from = 0, size = 1; from < 60'000; from += size, size = size % 1000 + 1) {
    size = std::min<size_t>(size, 60'000 - from);
    std::vector<uint8_t> is_new(size, 7);
    size_t wanted = 0;
    const size_t added = set.insert(lanes.batch(from, size), is_new);
    for (size_t i = 0; i < size; ++i) {
      const bool fresh = reference.insert(key<Width>(lanes, from + i)).second;
      CHECK(is_new[i] == (fresh ? 1 : 0));
      wanted += fresh ? 1 : 0;
    }
    CHECK(added == wanted);
    CHECK(set.size() == reference.size());
  }
  CHECK(set.bytes() >= reference.size() * Width * 8);
}

/// Threads insert overlapping fingerprints: each is new to exactly one of them.
template <size_t Width>
void every_fingerprint_is_new_once() {
  constexpr size_t threads = 4, count = 40'000, batch = 512;
  FingerprintSet<Width> set(3);
  std::array<Lanes, threads> given;
  std::array<std::vector<uint8_t>, threads> is_new;
  std::set<std::pair<uint64_t, uint64_t>> reference;
  for (size_t t = 0; t < threads; ++t) {
    given[t] = drawn(count, 30'000, t + 2);
    is_new[t].resize(count);
    for (size_t i = 0; i < count; ++i) reference.insert(key<Width>(given[t], i));
  }
  std::atomic<size_t> added{0};
  {
    std::vector<std::jthread> running;
    for (size_t t = 0; t < threads; ++t)
      running.emplace_back([&, t] {
        for (size_t from = 0; from < count; from += batch) {
          const size_t size = std::min(batch, count - from);
          added += set.insert(given[t].batch(from, size), std::span(is_new[t]).subspan(from, size));
        }
      });
  }
  CHECK(added == reference.size());
  CHECK(set.size() == reference.size());
  std::set<std::pair<uint64_t, uint64_t>> told;
  for (size_t t = 0; t < threads; ++t)
    for (size_t i = 0; i < count; ++i)
      if (is_new[t][i] == 1) CHECK(told.insert(key<Width>(given[t], i)).second);
  CHECK(told == reference);
}
}  // namespace

int main() {
  agrees_with_std_set<1>();
  agrees_with_std_set<2>();
  every_fingerprint_is_new_once<1>();
  every_fingerprint_is_new_once<2>();
}
