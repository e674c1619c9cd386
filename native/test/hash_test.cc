// Digests of keys at every length and alignment, and offsets that lie.
#include <vector>

#include "check.h"
#include "hash/batch.h"
#include "hash/crc.h"
#include "hash/fnv1a.h"
#include "hash/md5.h"
#include "hash/murmur3.h"
#include "hash/xxh3.h"

namespace {
using namespace nines::hash;

constexpr auto digest_xxh64 = [](const uint8_t* at, size_t length) noexcept { return xxh64(at, length); };

void batch_agrees_with_single() {
  std::vector<uint8_t> bytes;
  std::vector<uint32_t> offsets{0};
  for (uint32_t length = 0; length < 300; ++length) {
    for (uint32_t i = 0; i < length; ++i) bytes.push_back(static_cast<uint8_t>(i * 131 + length));
    offsets.push_back(static_cast<uint32_t>(bytes.size()));
  }
  std::vector<uint64_t> digests(offsets.size() - 1);
  CHECK(hash_batch(digest_xxh64, bytes, offsets, digests) == digests.size());
  for (size_t i = 0; i < digests.size(); ++i) CHECK(digests[i] == xxh64(bytes.data() + offsets[i], i));
}

void lying_offsets_are_refused() {
  const std::vector<uint8_t> bytes(10);
  std::vector<uint64_t> digests(2);
  const std::vector<uint32_t> backwards{5, 3, 10}, outside{0, 3, 11};
  CHECK(hash_batch(digest_xxh64, bytes, backwards, digests) == 0);
  CHECK(hash_batch(digest_xxh64, bytes, outside, digests) == 1);
}

void paths_agree_at_every_length() {
  using namespace xxh3_detail;
  std::vector<uint8_t> bytes;
  for (uint32_t length = 0; length < 2'200; ++length) {
    // A vector of exactly this length, so that the sanitizer sees a byte too many.
    if (length > 240)
      for (const Isa isa : {Isa::avx2, Isa::avx512})
        if (isa <= nines::placement::best_isa()) CHECK(long_hash(isa)(bytes.data(), length) == long_scalar(bytes.data(), length));
    CHECK(crc32c(bytes.data(), length) == crc32c_table(bytes.data(), length));
    CHECK((xxh3(bytes.data(), length) ^ murmur3(bytes.data(), length) ^ fnv1a(bytes.data(), length)) != 0);
    CHECK(redis_slot(bytes.data(), length) < 16384);
    CHECK(md5_64(bytes.data(), length) != 0);
    bytes.push_back(static_cast<uint8_t>(length * 167 + 13));
    bytes.shrink_to_fit();
  }
}
}  // namespace

int main() {
  paths_agree_at_every_length();
  batch_agrees_with_single();
  lying_offsets_are_refused();
}
