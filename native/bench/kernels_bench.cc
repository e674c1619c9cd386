// The kernels and their plain C++ controls without Node: what the goals of `nines goals placement` are ratios of, and what the
// border between JavaScript and C++ adds. npm run bench:native [-- ROUNDS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "hash/batch.h"
#include "hash/system_xxhash.h"
#include "hash/xxh3.h"
#include "placement/catalogue.h"

namespace {
using namespace nines::placement;

/// With fewer different keys the branch predictor learns them.
constexpr size_t kKeys = 65'536;
constexpr size_t kBatch = 4'096;

std::vector<uint64_t> digests() {
  std::vector<uint64_t> all(kKeys);
  for (uint64_t i = 0; i < kKeys; ++i) all[i] = mix64(i * golden_gamma);
  return all;
}

std::unique_ptr<Placement> make(const char* kind, uint32_t nodes, Isa isa, double parameter) {
  Status status = Status::ok;
  Options options;
  options.nodes = nodes;
  options.isa = isa;
  options.parameter = parameter;
  auto placement = create(kind, options, status);
  if (status == Status::ok) return placement;
  std::fprintf(stderr, "%s: %s\n", kind, std::string(reason(status)).c_str());
  std::exit(2);
}

/// The same failures for all: every bucket whose mixed number is among the lowest share.
void fail(Placement& placement, uint32_t nodes, uint32_t percent) {
  std::vector<std::pair<uint64_t, uint32_t>> order;
  for (uint32_t bucket = 0; bucket < nodes; ++bucket) order.emplace_back(mix64(bucket + 1), bucket);
  std::sort(order.begin(), order.end());
  for (size_t i = 0; i < size_t{nodes} * percent / 100; ++i) (void)placement.remove(order[i].second);
}

uint64_t g_used = 0;

template <class Work>
double nanoseconds(const Work& work, size_t operations) {
  const auto started = std::chrono::steady_clock::now();
  g_used += work();
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - started;
  return static_cast<double>(took.count()) / static_cast<double>(operations);
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// Kernel and control in turn, so that a drift of the machine meets both; the ratio is the median of the rounds' ratios.
template <class Kernel, class Control>
void compare(const std::string& what, const char* isa, size_t operations, int rounds, const Kernel& kernel, const Control& control) {
  std::vector<double> ours, theirs, ratios;
  for (int round = -2; round < rounds; ++round) {
    const double a = nanoseconds(kernel, operations), b = nanoseconds(control, operations);
    const double c = nanoseconds(control, operations), d = nanoseconds(kernel, operations);
    if (round < 0) continue;
    ours.push_back((a + d) / 2);
    theirs.push_back((b + c) / 2);
    ratios.push_back((b + c) / (a + d));
  }
  std::printf("%-34s %-7s %9.2f %9.2f %8.2f\n", what.c_str(), isa, median(theirs), median(ours), median(ratios));
}

uint64_t locate_all(const Placement& placement, const std::vector<uint64_t>& keys, std::vector<uint32_t>& buckets) {
  for (size_t at = 0; at < kKeys; at += kBatch)
    placement.locate(std::span(keys).subspan(at, kBatch), std::span(buckets).subspan(at, kBatch));
  return buckets[kKeys / 2];
}

void lookups(const char* kind, const char* plain, uint32_t nodes, uint32_t percent, bool capacity, int rounds) {
  static const std::vector<uint64_t> keys = digests();
  std::vector<uint32_t> buckets(kKeys);
  const double parameter = capacity ? nodes : 0;
  const auto control = make(plain, nodes, Isa::scalar, parameter);
  fail(*control, nodes, percent);
  for (const Isa isa : {Isa::scalar, Isa::avx2, Isa::avx512}) {
    if (isa > best_isa()) continue;
    const auto kernel = make(kind, nodes, isa, parameter);
    fail(*kernel, nodes, percent);
    const std::string what = std::string(kind) + ", " + std::to_string(nodes) + " nodes" +
                             (percent > 0 ? ", " + std::to_string(percent) + " % removed" : "");
    compare(what, std::string(name_of(isa)).c_str(), kKeys, rounds, [&] { return locate_all(*kernel, keys, buckets); },
            [&] { return locate_all(*control, keys, buckets); });
  }
}

void builds(uint32_t nodes, int rounds) {
  const auto build = [nodes](const char* kind) { return uint64_t{make(kind, nodes, best_isa(), 0)->size()}; };
  compare("building a ring, " + std::to_string(nodes) + " nodes", "scalar", nodes, rounds, [&] { return build("ring"); },
          [&] { return build("plain-ring"); });
}

void hashes(uint32_t length, int rounds) {
  if (nines::hash::system_xxh3() == nullptr) {
    std::printf("xxh3: skipped, the C library's is not installed (libxxhash0)\n");
    return;
  }
  const size_t count = std::max<size_t>(4, 262'144 / length);
  const std::vector<uint8_t> bytes(count * length, 7);
  std::vector<uint32_t> offsets(count + 1);
  for (size_t i = 0; i <= count; ++i) offsets[i] = static_cast<uint32_t>(i * length);
  std::vector<uint64_t> out(count);
  const auto run = [&](const auto& hash) { return nines::hash::hash_batch(hash, bytes, offsets, out) + out[0]; };
  const auto ours = [path = nines::hash::xxh3_detail::long_hash(best_isa())](const uint8_t* at, size_t size) noexcept {
    return nines::hash::xxh3(at, size, path);
  };
  const nines::hash::SystemXxh3 theirs{};
  compare("xxh3, " + std::to_string(length) + " bytes", length > 240 ? name_of(best_isa()).data() : "scalar", count, rounds, [&] { return run(ours); },
          [&] { return run(theirs); });
}

}  // namespace

int main(int argument_count, char** arguments) {
  const int rounds = argument_count > 1 ? std::atoi(arguments[1]) : 21;
  if (rounds < 1) {
    std::fprintf(stderr, "usage: kernels_bench [ROUNDS]: a whole number of at least 1\n");
    return 2;
  }
  std::printf("%-34s %-7s %9s %9s %8s\n", "ns an operation, in batches", "isa", "plain", "kernel", "times");
  for (const uint32_t nodes : {10u, 100u, 1'000u, 10'000u}) {
    lookups("jump", "plain-jump", nodes, 0, false, rounds);
    lookups("ring", "plain-ring", nodes, 0, false, rounds);
    if (nodes <= 100) lookups("maglev", "plain-maglev", nodes, 0, false, rounds);
    if (nodes > 1'000) continue;
    lookups("rendezvous-32", "plain-rendezvous", nodes, 0, false, rounds);
    lookups("rendezvous", "plain-rendezvous", nodes, 0, false, rounds);
  }
  for (const uint32_t nodes : {1'000u, 100'000u})
    for (const uint32_t percent : {0u, 50u, 90u}) {
      lookups("anchor", "plain-anchor", nodes, percent, true, rounds);
      lookups("memento", "plain-memento", nodes, percent, false, rounds);
    }
  for (const uint32_t nodes : {100u, 1'000u, 10'000u}) builds(nodes, rounds);
  for (const uint32_t length : {16u, 64u, 1'024u, 65'536u}) hashes(length, rounds);
  return g_used == 1 ? 1 : 0;  // used, so that no compiler may drop the work
}
