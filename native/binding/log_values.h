// The log's values as JavaScript ones.
#pragma once

#include <napi.h>

#include "binding/arguments.h"
#include "log/log.h"

namespace nines::binding {

inline const char* code_name(log::Code code) noexcept {
  switch (code) {
    case log::Code::kOk: return "ok";
    case log::Code::kInvalid: return "invalid";
    case log::Code::kTooLarge: return "too-large";
    case log::Code::kNoSpace: return "no-space";
    case log::Code::kIo: return "io";
    case log::Code::kPoisoned: return "poisoned";
    case log::Code::kCorrupt: return "corrupt";
    case log::Code::kLocked: return "locked";
    case log::Code::kNotALog: return "not-a-log";
    case log::Code::kUnsupported: return "unsupported";
    case log::Code::kClosed: return "closed";
  }
  return "io";
}

inline Napi::Number number(Napi::Env env, uint64_t value) { return Napi::Number::New(env, static_cast<double>(value)); }

/// {code, message, osError, owner, damage: {segment, offset, firstIndex, lastIndex, firstTerm, lastTerm}}
inline Napi::Object to_value(Napi::Env env, const log::Error& error) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("code", code_name(error.code));
  object.Set("message", error.message);
  object.Set("osError", Napi::Number::New(env, error.os_error));
  object.Set("owner", Napi::Number::New(env, static_cast<double>(error.owner)));
  Napi::Object damage = Napi::Object::New(env);
  damage.Set("segment", number(env, error.damage.segment));
  damage.Set("offset", number(env, error.damage.offset));
  damage.Set("firstIndex", number(env, error.damage.first_index));
  damage.Set("lastIndex", number(env, error.damage.last_index));
  damage.Set("firstTerm", number(env, error.damage.first_term));
  damage.Set("lastTerm", number(env, error.damage.last_term));
  object.Set("damage", damage);
  return object;
}

/// Throws an Error whose `log` is the value above; src/log/error.ts makes a LogError of it.
inline void throw_error(Napi::Env env, const log::Error& error) {
  Napi::Error thrown = Napi::Error::New(env, error.message);
  thrown.Set("log", to_value(env, error));
  thrown.ThrowAsJavaScriptException();
}

inline Napi::Value to_value(Napi::Env env, const log::ScalarState& state) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("batchSequence", number(env, state.sequence));
  object.Set("baseIndex", number(env, state.base_index));
  object.Set("baseTerm", number(env, state.base_term));
  object.Set("lastIndex", number(env, state.last_index));
  object.Set("lastTerm", number(env, state.last_term));
  object.Set("hardTerm", number(env, state.hard_term));
  object.Set("vote", state.vote ? Napi::String::New(env, *state.vote) : env.Null());
  object.Set("snapshotIndex", number(env, state.snapshot_index));
  object.Set("snapshotTerm", number(env, state.snapshot_term));
  return object;
}

inline Napi::Value to_value(Napi::Env env, const log::Stats& stats) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("appendCount", number(env, stats.append_count));
  object.Set("batchCount", number(env, stats.batch_count));
  object.Set("recordCount", number(env, stats.record_count));
  object.Set("payloadBytes", number(env, stats.payload_bytes));
  object.Set("batchBytes", number(env, stats.batch_bytes));
  object.Set("filledBytes", number(env, stats.filled_bytes));
  object.Set("segmentCount", number(env, stats.segment_count));
  object.Set("syncCount", number(env, stats.sync_count));
  object.Set("syncNs", number(env, stats.syncs.total()));
  object.Set("syncP50Ns", number(env, stats.syncs.quantile(0.5)));
  object.Set("syncP99Ns", number(env, stats.syncs.quantile(0.99)));
  object.Set("syncMaxNs", number(env, stats.syncs.longest()));
  return object;
}

inline Napi::Value to_value(Napi::Env env, const log::RecoveryReport& report) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("created", Napi::Boolean::New(env, report.created));
  object.Set("segmentCount", number(env, report.segment_count));
  object.Set("batchCount", number(env, report.batch_count));
  object.Set("bytes", number(env, report.bytes));
  object.Set("healedPageCount", number(env, report.healed_page_count));
  object.Set("rewrittenBytes", number(env, report.rewritten_bytes));
  object.Set("torn", env.Null());
  if (report.torn.segment != 0) {
    Napi::Object torn = Napi::Object::New(env);
    torn.Set("segment", number(env, report.torn.segment));
    torn.Set("offset", number(env, report.torn.offset));
    torn.Set("bytes", number(env, report.torn.bytes));
    torn.Set("sidecar", report.torn.sidecar.empty() ? env.Null() : Napi::String::New(env, report.torn.sidecar));
    object.Set("torn", torn);
  }
  return object;
}

inline Napi::Value to_value(Napi::Env env, const log::ReadResult& result) {
  const size_t count = result.entries.size();
  Napi::Float64Array terms = Napi::Float64Array::New(env, count);
  Napi::Float64Array offsets = Napi::Float64Array::New(env, count + 1);
  for (size_t i = 0; i < count; ++i) {
    terms[i] = static_cast<double>(result.entries[i].term);
    offsets[i] = static_cast<double>(result.entries[i].offset);
  }
  offsets[count] = static_cast<double>(result.bytes.size());
  Napi::Uint8Array bytes = Napi::Uint8Array::New(env, result.bytes.size());
  std::copy(result.bytes.begin(), result.bytes.end(), bytes.Data());
  Napi::Object object = Napi::Object::New(env);
  object.Set("terms", terms);
  object.Set("offsets", offsets);
  object.Set("bytes", bytes);
  return object;
}

/// {policy: 0 none, 1 group, 2 always; direct, witness, create, background: boolean; alignment, spareSegments, segmentBytes}
inline bool read_options(Napi::Env env, Napi::Value value, log::Options& options) {
  constexpr const char* call = "logOpen(path, options)";
  if (!value.IsObject()) return type_error(env, call, "options must be an object");
  const Napi::Object object = value.As<Napi::Object>();
  uint64_t policy = 0, alignment = 0, spares = 0;
  const auto flag = [&](const char* name, bool& out) {
    const Napi::Value found = object.Get(name);
    if (!found.IsBoolean()) return type_error(env, call, std::string(name) + " must be a boolean");
    out = found.As<Napi::Boolean>();
    return true;
  };
  if (!read_integer(env, object.Get("policy"), call, "policy", 0, 2, policy) ||
      !read_integer(env, object.Get("alignment"), call, "alignment", 8, 4096, alignment) ||
      !read_integer(env, object.Get("spareSegments"), call, "spareSegments", 0, 16, spares) ||
      !read_integer(env, object.Get("segmentBytes"), call, "segmentBytes", log::kLeastSegmentBytes, log::kMostSegmentBytes,
                    options.segment_bytes) ||
      !flag("direct", options.direct) || !flag("witness", options.witness) || !flag("create", options.create) ||
      !flag("background", options.background))
    return false;
  options.policy = static_cast<log::SyncPolicy>(policy);
  options.alignment = static_cast<uint32_t>(alignment);
  options.spare_segments = static_cast<uint32_t>(spares);
  return true;
}

}  // namespace nines::binding
