// JavaScript's side of native/log: check arguments, call the log, nothing else.
//
// No JavaScript runs on another thread: the asynchronous calls are one napi_async_work each, which Node finishes before it
// tears an environment down. A work holds a share in its log and references to the arrays it reads.
#include <memory>
#include <vector>

#include "binding/arguments.h"
#include "binding/log_values.h"
#include "binding/register.h"
#include "log/crc32c.h"
#include "log/registry.h"

namespace nines::binding {
namespace {

using namespace nines::log;

/// A log's handle is a JavaScript object with this tag and a share behind it; any other object is refused.
constexpr napi_type_tag kHandleTag{0x6e696e65732d6c6full, 0x672d68616e646c65ull};

struct Handle {
  std::shared_ptr<Share> share;  ///< Null once closed.
  // The arrays of logBind. JavaScript keeps them alive and in place until it binds others.
  std::span<const uint8_t> arena;
  std::span<const uint32_t> words;
  std::span<double> results;
};

Handle* read_handle(Napi::Env env, napi_value value, const char* call) {
  bool ours = false;
  void* pointer = nullptr;
  if (napi_check_object_type_tag(env, value, &kHandleTag, &ours) != napi_ok || !ours ||
      napi_unwrap(env, value, &pointer) != napi_ok) {
    type_error(env, call, "the first argument must be a log");
    return nullptr;
  }
  return static_cast<Handle*>(pointer);
}

/// The open log behind a handle; throws and returns null otherwise.
std::shared_ptr<Share> read_log(Napi::Env env, napi_value value, const char* call) {
  const Handle* handle = read_handle(env, value, call);
  if (handle == nullptr) return nullptr;
  if (handle->share == nullptr) throw_error(env, make_error(Code::kClosed, "the log is closed"));
  return handle->share;
}

/// logOpen(path: string, options: object): handle
Napi::Value open(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Options options;
  if (!info[0].IsString()) {
    type_error(env, "logOpen(path, options)", "path must be a string");
    return {};
  }
  if (!read_options(env, info[1], options)) return {};
  auto handle = std::make_unique<Handle>();
  if (const Error error = open_shared(info[0].As<Napi::String>(), options, handle->share); !error.ok()) {
    throw_error(env, error);
    return {};
  }
  Napi::Object object = Napi::Object::New(env);
  const auto finalize = [](napi_env, void* pointer, void*) { delete static_cast<Handle*>(pointer); };
  if (napi_type_tag_object(env, object, &kHandleTag) != napi_ok ||
      napi_wrap(env, object, handle.get(), finalize, nullptr, nullptr) != napi_ok) {
    type_error(env, "logOpen(path, options)", "cannot make a handle");
    return {};
  }
  (void)handle.release();
  return object;
}

/// logClose(handle): void. Waits for what is under way; a second close does nothing.
void close(const Napi::CallbackInfo& info) {
  Handle* handle = read_handle(info.Env(), info[0], "logClose(log)");
  if (handle == nullptr || handle->share == nullptr) return;
  const std::shared_ptr<Share> share = std::move(handle->share);
  handle->share = nullptr;
  if (share.use_count() > 1) return;  // an asynchronous append still has it, and gives it back
  if (const Error error = share->release(); !error.ok()) throw_error(info.Env(), error);
}

/// Several appends in one call. Group g has the records up to groups[g] (exclusive); payloads lie one behind the other in
/// arena; result[2g], result[2g + 1] become the index of its first entry (0 for none) and the log's last index.
struct Appends {
  std::shared_ptr<Share> share;
  std::vector<Request> requests;
  std::vector<Request*> pointers;
  std::span<double> results;

  void run() {
    share->log().append(pointers);
    for (size_t i = 0; i < requests.size(); ++i) {
      results[2 * i] = static_cast<double>(requests[i].first_index);
      results[2 * i + 1] = static_cast<double>(requests[i].last_index);
    }
  }

  /// null, or an array with an error in the place of every group that failed.
  [[nodiscard]] napi_value errors(Napi::Env env) const {
    Napi::Array result;
    for (uint32_t i = 0; i < requests.size(); ++i) {
      if (requests[i].error.ok()) continue;
      if (result.IsEmpty()) result = Napi::Array::New(env, requests.size());
      result.Set(i, to_value(env, requests[i].error));
    }
    if (result.IsEmpty()) return env.Null();
    return result;
  }
};

/// (log, arena: Uint8Array, words: Uint32Array, terms: BigUint64Array | null, term: number, groups: Uint32Array,
///  groupCount: number, results: Float64Array)
bool read_appends(const Napi::CallbackInfo& info, const char* call, Appends& appends) {
  const Napi::Env env = info.Env();
  appends.share = read_log(env, info[0], call);
  if (appends.share == nullptr) return false;
  std::span<const uint8_t> arena;
  std::span<const uint32_t> words, groups;
  std::span<const uint64_t> terms;
  uint64_t term = 0, group_count = 0;
  if (!read_array(env, info[1], call, "arena", arena) || !read_array(env, info[2], call, "words", words) ||
      (!info[3].IsNull() && !read_array(env, info[3], call, "terms", terms)) ||
      !read_integer(env, info[4], call, "term", 0, 1ull << 53, term) || !read_array(env, info[5], call, "groups", groups) ||
      !read_integer(env, info[6], call, "groupCount", 1, groups.size(), group_count) ||
      !read_array(env, info[7], call, "results", appends.results))
    return false;
  if (appends.results.size() < 2 * group_count) return range_error(env, call, "results must hold two numbers a group");
  appends.requests.resize(group_count);
  size_t record = 0, at = 0;
  for (size_t i = 0; i < group_count; ++i) {
    const size_t end = groups[i];
    if (end < record || end > words.size() || (!terms.empty() && end > terms.size()))
      return range_error(env, call, "groups must ascend and stay within words and terms");
    size_t bytes = 0;
    for (size_t r = record; r < end; ++r) bytes += word_length(words[r]);
    if (bytes > arena.size() - at) return range_error(env, call, "words must stay within arena");
    Records& records = appends.requests[i].records;
    records.words = words.subspan(record, end - record);
    if (!terms.empty()) records.terms = terms.subspan(record, end - record);
    records.term = term;
    records.payload = arena.subspan(at, bytes);
    appends.pointers.push_back(&appends.requests[i]);
    record = end;
    at += bytes;
  }
  return true;
}

Napi::Value append(const Napi::CallbackInfo& info) {
  Appends appends;
  if (!read_appends(info, "logAppend(log, arena, words, terms, term, groups, groupCount, results)", appends)) return {};
  appends.run();
  return {info.Env(), appends.errors(info.Env())};
}

/// logBind(log, arena: Uint8Array, words: Uint32Array, results: Float64Array): void
void bind(const Napi::CallbackInfo& info) {
  constexpr const char* call = "logBind(log, arena, words, results)";
  Handle* handle = read_handle(info.Env(), info[0], call);
  std::span<double> results;
  if (handle == nullptr || !read_array(info.Env(), info[1], call, "arena", handle->arena) ||
      !read_array(info.Env(), info[2], call, "words", handle->words) ||
      !read_array(info.Env(), info[3], call, "results", results))
    return;
  if (results.size() < 2) {
    range_error(info.Env(), call, "results must hold two numbers");
    return;
  }
  handle->results = results;
}

/// append(recordCount: number, term: number): void, of the bound arrays, as one group. Checking a tag and four typed arrays
/// takes longer than an append of one record does; so this function has its handle with it.
Napi::Value append_bound(const Napi::CallbackInfo& info) {
  constexpr const char* call = "append(recordCount, term)";
  const Napi::Env env = info.Env();
  const Handle& handle = *static_cast<const Handle*>(info.Data());
  uint64_t record_count = 0, term = 0;
  if (!read_integer(env, info[0], call, "recordCount", 0, handle.words.size(), record_count) ||
      !read_integer(env, info[1], call, "term", 0, 1ull << 53, term))
    return {};
  const std::shared_ptr<Share> share = handle.share;
  if (share == nullptr) {
    throw_error(env, make_error(Code::kClosed, "the log is closed"));
    return {};
  }
  Request request;
  request.records.words = handle.words.first(record_count);
  request.records.term = term;
  size_t bytes = 0;
  for (const uint32_t word : request.records.words) bytes += word_length(word);
  if (bytes > handle.arena.size()) {
    range_error(env, call, "words must stay within arena");
    return {};
  }
  request.records.payload = handle.arena.first(bytes);
  Request* const one = &request;
  share->log().append(std::span(&one, 1));
  if (!request.error.ok()) {
    throw_error(env, request.error);
    return {};
  }
  handle.results[0] = static_cast<double>(request.first_index);
  handle.results[1] = static_cast<double>(request.last_index);
  return {};
}

/// logAppender(log): append, which must not outlive the log's handle
Napi::Value appender(const Napi::CallbackInfo& info) {
  Handle* handle = read_handle(info.Env(), info[0], "logAppender(log)");
  if (handle == nullptr) return {};
  if (handle->results.empty()) {
    range_error(info.Env(), "logAppender(log)", "bind arrays first");
    return {};
  }
  return Napi::Function::New<append_bound>(info.Env(), "append", handle);
}

struct AppendWork {
  Appends appends;
  napi_async_work work = nullptr;
  napi_deferred deferred = nullptr;
  std::vector<napi_ref> kept;
};

void finish_append(napi_env raw, napi_status, void* pointer) {
  const std::unique_ptr<AppendWork> work(static_cast<AppendWork*>(pointer));
  const Napi::Env env(raw);
  const Napi::HandleScope scope(env);
  // Every status below may be napi_cannot_run_js when a worker is being terminated: then nobody waits for the answer.
  for (const napi_ref kept : work->kept) (void)napi_delete_reference(raw, kept);
  (void)napi_delete_async_work(raw, work->work);
  (void)napi_resolve_deferred(raw, work->deferred, work->appends.errors(env));
}

/// As logAppend, but off the main thread: a promise of what logAppend returns.
Napi::Value append_async(const Napi::CallbackInfo& info) {
  constexpr const char* call = "logAppendAsync(log, arena, words, terms, term, groups, groupCount, results)";
  const Napi::Env env = info.Env();
  auto work = std::make_unique<AppendWork>();
  if (!read_appends(info, call, work->appends)) return {};
  for (const size_t argument : {1, 2, 3, 5, 7}) {
    napi_ref kept = nullptr;
    if (info[argument].IsNull()) continue;
    if (napi_create_reference(env, info[argument], 1, &kept) == napi_ok) work->kept.push_back(kept);
  }
  napi_value promise = nullptr;
  const auto execute = [](napi_env, void* pointer) { static_cast<AppendWork*>(pointer)->appends.run(); };
  const bool queued =
      napi_create_promise(env, &work->deferred, &promise) == napi_ok &&
      napi_create_async_work(env, nullptr, Napi::String::New(env, "nines.log"), execute, finish_append, work.get(),
                             &work->work) == napi_ok &&
      napi_queue_async_work(env, work->work) == napi_ok;
  if (!queued) {
    type_error(env, call, "cannot queue the append");
    return {};
  }
  (void)work.release();
  return {env, promise};
}

/// logSync(log): void
void sync(const Napi::CallbackInfo& info) {
  const auto share = read_log(info.Env(), info[0], "logSync(log)");
  if (share == nullptr) return;
  if (const Error error = share->log().sync(); !error.ok()) throw_error(info.Env(), error);
}

constexpr uint64_t kMostIndex = 1ull << 53;

/// logTruncateBefore(log, index: number): void
void truncate_before(const Napi::CallbackInfo& info) {
  constexpr const char* call = "logTruncateBefore(log, index)";
  uint64_t index = 0;
  const auto share = read_log(info.Env(), info[0], call);
  if (share == nullptr || !read_integer(info.Env(), info[1], call, "index", 0, kMostIndex, index)) return;
  if (const Error error = share->log().truncate_before(index); !error.ok()) throw_error(info.Env(), error);
}

/// logTermOf(log, index: number): number
Napi::Value term_of(const Napi::CallbackInfo& info) {
  constexpr const char* call = "logTermOf(log, index)";
  uint64_t index = 0, term = 0;
  const auto share = read_log(info.Env(), info[0], call);
  if (share == nullptr || !read_integer(info.Env(), info[1], call, "index", 0, kMostIndex, index)) return {};
  if (const Error error = share->log().term_of(index, term); !error.ok()) {
    throw_error(info.Env(), error);
    return {};
  }
  return Napi::Number::New(info.Env(), static_cast<double>(term));
}

/// logRead(log, from, to, maxBytes): {terms: Float64Array(n), offsets: Float64Array(n + 1), bytes: Uint8Array}
Napi::Value read(const Napi::CallbackInfo& info) {
  constexpr const char* call = "logRead(log, from, to, maxBytes)";
  const Napi::Env env = info.Env();
  uint64_t from = 0, to = 0, max_bytes = 0;
  const auto share = read_log(env, info[0], call);
  if (share == nullptr || !read_integer(env, info[1], call, "from", 0, kMostIndex, from) ||
      !read_integer(env, info[2], call, "to", 0, kMostIndex, to) ||
      !read_integer(env, info[3], call, "maxBytes", 0, 1u << 30, max_bytes))
    return {};
  ReadResult result;
  if (const Error error = share->log().read(from, to, max_bytes, result); !error.ok()) {
    throw_error(env, error);
    return {};
  }
  return to_value(env, result);
}

/// logState, logStats, logRecovery (log): an object of numbers
Napi::Value state(const Napi::CallbackInfo& info) {
  const auto share = read_log(info.Env(), info[0], "logState(log)");
  return share == nullptr ? Napi::Value() : to_value(info.Env(), share->log().state());
}
Napi::Value stats(const Napi::CallbackInfo& info) {
  const auto share = read_log(info.Env(), info[0], "logStats(log)");
  return share == nullptr ? Napi::Value() : to_value(info.Env(), share->log().stats());
}
Napi::Value recovery(const Napi::CallbackInfo& info) {
  const auto share = read_log(info.Env(), info[0], "logRecovery(log)");
  return share == nullptr ? Napi::Value() : to_value(info.Env(), share->log().recovery());
}

/// logPrepared(log): waits until the spare segments are filled.
void prepared(const Napi::CallbackInfo& info) {
  if (const auto share = read_log(info.Env(), info[0], "logPrepared(log)")) share->log().wait_for_spares();
}

/// crc32c(bytes: Uint8Array, crc: number): number, continuing crc (0 at the start)
Napi::Value crc(const Napi::CallbackInfo& info) {
  constexpr const char* call = "crc32c(bytes, crc)";
  std::span<const uint8_t> bytes;
  uint64_t before = 0;
  if (!read_array(info.Env(), info[0], call, "bytes", bytes) ||
      !read_integer(info.Env(), info[1], call, "crc", 0, UINT32_MAX, before))
    return {};
  return Napi::Number::New(info.Env(), crc32c(static_cast<uint32_t>(before), bytes.data(), bytes.size()));
}

}  // namespace

void register_log(Napi::Env env, Napi::Object exports) {
  exports.Set("logOpen", Napi::Function::New<open>(env, "logOpen"));
  exports.Set("logClose", Napi::Function::New<close>(env, "logClose"));
  exports.Set("logAppend", Napi::Function::New<append>(env, "logAppend"));
  exports.Set("logBind", Napi::Function::New<bind>(env, "logBind"));
  exports.Set("logAppender", Napi::Function::New<appender>(env, "logAppender"));
  exports.Set("logAppendAsync", Napi::Function::New<append_async>(env, "logAppendAsync"));
  exports.Set("logSync", Napi::Function::New<sync>(env, "logSync"));
  exports.Set("logTruncateBefore", Napi::Function::New<truncate_before>(env, "logTruncateBefore"));
  exports.Set("logTermOf", Napi::Function::New<term_of>(env, "logTermOf"));
  exports.Set("logRead", Napi::Function::New<read>(env, "logRead"));
  exports.Set("logState", Napi::Function::New<state>(env, "logState"));
  exports.Set("logStats", Napi::Function::New<stats>(env, "logStats"));
  exports.Set("logRecovery", Napi::Function::New<recovery>(env, "logRecovery"));
  exports.Set("logPrepared", Napi::Function::New<prepared>(env, "logPrepared"));
  exports.Set("crc32c", Napi::Function::New<crc>(env, "crc32c"));
}

}  // namespace nines::binding
