// JavaScript's side of native/log/floor.h: the controls of the log's benchmarks.
#include "binding/arguments.h"
#include "binding/log_values.h"
#include "binding/register.h"
#include "log/floor.h"

namespace nines::binding {
namespace {

using namespace nines::log;

constexpr napi_type_tag kFloorTag{0x6e696e65732d666cull, 0x6f6f722d6c6f6f70ull};

Floor* read_floor(Napi::Env env, napi_value value, const char* call) {
  bool ours = false;
  void* pointer = nullptr;
  if (napi_check_object_type_tag(env, value, &kFloorTag, &ours) == napi_ok && ours &&
      napi_unwrap(env, value, &pointer) == napi_ok)
    return static_cast<Floor*>(pointer);
  type_error(env, call, "the first argument must be a floor");
  return nullptr;
}

/// logFloorOpen(path: string, fileBytes, recordBytes, batch, sync: 0 | 1, direct: 0 | 1): floor
Napi::Value open(const Napi::CallbackInfo& info) {
  constexpr const char* call = "logFloorOpen(path, fileBytes, recordBytes, batch, sync, direct)";
  const Napi::Env env = info.Env();
  uint64_t file_bytes = 0, record_bytes = 0, batch = 0, sync = 0, direct = 0;
  if (!info[0].IsString()) {
    type_error(env, call, "path must be a string");
    return {};
  }
  if (!read_integer(env, info[1], call, "fileBytes", 1 << 20, 1ull << 33, file_bytes) ||
      !read_integer(env, info[2], call, "recordBytes", 1, 1 << 20, record_bytes) ||
      !read_integer(env, info[3], call, "batch", 1, 1 << 16, batch) ||
      !read_integer(env, info[4], call, "sync", 0, 1, sync) || !read_integer(env, info[5], call, "direct", 0, 1, direct))
    return {};
  if (batch * (record_bytes + 16) + 4096 > file_bytes) {
    range_error(env, call, "fileBytes must hold a batch");
    return {};
  }
  std::unique_ptr<Floor> floor;
  const FloorOptions options{file_bytes, static_cast<uint32_t>(record_bytes), static_cast<uint32_t>(batch), sync != 0, direct != 0};
  if (const Error error = Floor::open(info[0].As<Napi::String>(), options, floor); !error.ok()) {
    throw_error(env, error);
    return {};
  }
  Napi::Object object = Napi::Object::New(env);
  const auto finalize = [](napi_env, void* pointer, void*) { delete static_cast<Floor*>(pointer); };
  if (napi_type_tag_object(env, object, &kFloorTag) != napi_ok ||
      napi_wrap(env, object, floor.get(), finalize, nullptr, nullptr) != napi_ok) {
    type_error(env, call, "cannot make a handle");
    return {};
  }
  (void)floor.release();
  return object;
}

/// logFloorRun(floor, batches: number): number, the sum of the checksums
Napi::Value run(const Napi::CallbackInfo& info) {
  constexpr const char* call = "logFloorRun(floor, batches)";
  uint64_t batches = 0;
  Floor* floor = read_floor(info.Env(), info[0], call);
  if (floor == nullptr || !read_integer(info.Env(), info[1], call, "batches", 0, 1ull << 32, batches)) return {};
  uint32_t sum = 0;
  if (const Error error = floor->run(batches, sum); !error.ok()) throw_error(info.Env(), error);
  return Napi::Number::New(info.Env(), sum);
}

/// logFloorSyncNs(floor, quantile: number, since: 0 | 1): number; with 1 of the syncs since the last such call
Napi::Value sync_ns(const Napi::CallbackInfo& info) {
  constexpr const char* call = "logFloorSyncNs(floor, quantile, since)";
  const Napi::Env env = info.Env();
  Floor* floor = read_floor(env, info[0], call);
  uint64_t since = 0;
  if (floor == nullptr || !read_integer(env, info[2], call, "since", 0, 1, since)) return {};
  const double quantile = info[1].IsNumber() ? info[1].As<Napi::Number>().DoubleValue() : 0.5;
  return number(env, (since == 0 ? floor->syncs() : floor->take_recent_syncs()).quantile(quantile));
}

/// logFloorRead(path: string): number, the sum of the checksums of its pieces
Napi::Value read(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) {
    type_error(info.Env(), "logFloorRead(path)", "path must be a string");
    return {};
  }
  uint32_t sum = 0;
  if (const Error error = read_and_checksum(info[0].As<Napi::String>(), sum); !error.ok()) throw_error(info.Env(), error);
  return Napi::Number::New(info.Env(), sum);
}

}  // namespace

void register_log_floor(Napi::Env env, Napi::Object exports) {
  exports.Set("logFloorOpen", Napi::Function::New<open>(env, "logFloorOpen"));
  exports.Set("logFloorRun", Napi::Function::New<run>(env, "logFloorRun"));
  exports.Set("logFloorSyncNs", Napi::Function::New<sync_ns>(env, "logFloorSyncNs"));
  exports.Set("logFloorRead", Napi::Function::New<read>(env, "logFloorRead"));
}

}  // namespace nines::binding
