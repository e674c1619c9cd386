// JavaScript's side of native/hash: check arguments, call a kernel, nothing else.
#include "binding/arguments.h"
#include "binding/register.h"
#include "hash/batch.h"
#include "hash/crc.h"
#include "hash/fnv1a.h"
#include "hash/md5.h"
#include "hash/murmur3.h"
#include "hash/system_xxhash.h"
#include "hash/xxh3.h"
#include "hash/xxh64.h"

namespace nines::binding {
namespace {

constexpr auto xxh64 = [](const uint8_t* at, size_t length) noexcept { return hash::xxh64(at, length); };

/// XXH3 with the machine's best path for long keys, chosen once a batch.
class Xxh3 {
 public:
  uint64_t operator()(const uint8_t* at, size_t length) const noexcept { return hash::xxh3(at, length, long_hash_); }

 private:
  hash::xxh3_detail::LongHash long_hash_ = hash::xxh3_detail::long_hash(placement::best_isa());
};

template <auto Hash>
struct Always {
  uint64_t operator()(const uint8_t* at, size_t length) const noexcept { return Hash(at, length); }
};

/// name(bytes: Uint8Array, offsets: Uint32Array(n + 1), digests: BigUint64Array(n)): void
template <class Hash>
void hash_keys(const Napi::CallbackInfo& info) {
  constexpr const char* call = "hash(bytes, offsets, digests)";
  const Napi::Env env = info.Env();
  std::span<const uint8_t> bytes;
  std::span<const uint32_t> offsets;
  std::span<uint64_t> digests;
  if (!read_array(env, info[0], call, "bytes", bytes) || !read_array(env, info[1], call, "offsets", offsets) ||
      !read_array(env, info[2], call, "digests", digests))
    return;
  if (offsets.size() != digests.size() + 1) {
    range_error(env, call, "offsets must have one element more than digests; they have " +
                               std::to_string(offsets.size()) + " and " + std::to_string(digests.size()));
    return;
  }
  const size_t done = hash::hash_batch(Hash{}, bytes, offsets, digests);
  if (done != digests.size())
    range_error(env, call, "offsets must ascend and stay within bytes; key " + std::to_string(done) + " does not");
}

}  // namespace

void register_hash(Napi::Env env, Napi::Object exports) {
  Napi::Object hashes = Napi::Object::New(env);
  exports.Set("hash", hashes);
  const auto offer = [&](const char* name, auto hash) {
    hashes.Set(name, Napi::Function::New<hash_keys<decltype(hash)>>(env, name));
  };
  offer("crc32c", Always<hash::crc32c_64>{});
  offer("fnv1a", Always<hash::fnv1a>{});
  offer("md5", Always<hash::md5_64>{});
  offer("murmur3", Always<hash::murmur3>{});
  offer("redisSlot", Always<hash::redis_slot>{});
  offer("xxh3", Xxh3{});
  offer("xxh64", Always<xxh64>{});
  if (hash::system_xxh3() != nullptr) offer("systemXxh3", hash::SystemXxh3{});
}

}  // namespace nines::binding
