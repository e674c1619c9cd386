// One kernel, so many passes over the same keys: valgrind counts its instructions, and two counts differ by the passes alone.
//   instructions KERNEL NODES PASSES       KERNEL: a placement of catalogue.h, or xxh3 (NODES: bytes)
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "hash/batch.h"
#include "hash/xxh3.h"
#include "placement/catalogue.h"

namespace {
using namespace nines::placement;

constexpr size_t kKeys = 4'096;

uint64_t lookups(const char* kind, uint32_t nodes, size_t passes) {
  std::vector<uint64_t> keys(kKeys);
  for (uint64_t i = 0; i < kKeys; ++i) keys[i] = mix64(i * golden_gamma);
  Status status = Status::ok;
  Options options;
  options.nodes = nodes;
  options.isa = best_isa();
  // Anchor hash needs to know how many there may be.
  options.parameter = std::string(kind) == "anchor" ? nodes : 0;
  const auto placement = create(kind, options, status);
  if (status != Status::ok) {
    std::fprintf(stderr, "instructions: %s: %s\n", kind, std::string(reason(status)).c_str());
    std::exit(2);
  }
  std::vector<uint32_t> buckets(kKeys);
  uint64_t used = 0;
  for (size_t pass = 0; pass < passes; ++pass) {
    placement->locate(keys, buckets);
    used += buckets[pass % kKeys];
  }
  return used;
}

uint64_t hashes(uint32_t length, size_t passes) {
  const std::vector<uint8_t> bytes(kKeys * length, 7);
  std::vector<uint32_t> offsets(kKeys + 1);
  for (size_t i = 0; i <= kKeys; ++i) offsets[i] = static_cast<uint32_t>(i * length);
  std::vector<uint64_t> out(kKeys);
  const auto path = nines::hash::xxh3_detail::long_hash(best_isa());
  const auto hash = [path](const uint8_t* at, size_t size) noexcept { return nines::hash::xxh3(at, size, path); };
  uint64_t used = 0;
  for (size_t pass = 0; pass < passes; ++pass) {
    (void)nines::hash::hash_batch(hash, bytes, offsets, out);
    used += out[pass % kKeys];
  }
  return used;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 4) {
    std::fprintf(stderr, "usage: instructions KERNEL NODES PASSES\n");
    return 2;
  }
  const std::string kind = arguments[1];
  const auto size = static_cast<uint32_t>(std::strtoul(arguments[2], nullptr, 10));
  const size_t passes = std::strtoul(arguments[3], nullptr, 10);
  const uint64_t used = kind == "xxh3" ? hashes(size, passes) : lookups(kind.c_str(), size, passes);
  std::printf("%llu\n", static_cast<unsigned long long>(used));  // used, so that no compiler may drop the work
  return 0;
}
