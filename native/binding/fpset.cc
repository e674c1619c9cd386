// JavaScript's side of native/fpset: check arguments, call a kernel, nothing else. The table lives in native memory, so that
// it may be larger than any array of JavaScript's; workers attach to it by the number that `share()` gives.
#include <memory>
#include <string>
#include <variant>

#include "binding/arguments.h"
#include "binding/register.h"
#include "binding/shared_by_number.h"
#include "fpset/fingerprint_set.h"

namespace nines::binding {
namespace {

using fpset::Batch;
using fpset::FingerprintSet;
using Set = std::variant<FingerprintSet<1>, FingerprintSet<2>>;

SharedByNumber<Set>& shared_sets() {
  static SharedByNumber<Set> sets;
  return sets;
}

/// What a JavaScript object owns.
using Holder = std::shared_ptr<Set>;

constexpr size_t max_arguments = 6;

Holder* enter(napi_env env, napi_callback_info info, napi_value (&arguments)[max_arguments]) {
  size_t count = max_arguments;
  napi_value self = nullptr;
  void* holder = nullptr;
  if (napi_get_cb_info(env, info, &count, arguments, &self, nullptr) == napi_ok &&
      napi_unwrap(env, self, &holder) == napi_ok)
    return static_cast<Holder*>(holder);
  type_error(env, "fingerprints", "the method was called on something that is not a NativeFingerprintSet");
  return nullptr;
}

/// insert(count, isNew: Uint8Array, low: Int32Array, high: Int32Array, wideLow?: Int32Array, wideHigh?: Int32Array): number
napi_value insert(napi_env env, napi_callback_info info) {
  constexpr const char* call = "insert(count, isNew, low, high, wideLow, wideHigh)";
  napi_value arguments[max_arguments];
  Holder* holder = enter(env, info, arguments);
  uint64_t count = 0;
  std::span<uint8_t> is_new;
  Batch batch;
  if (holder == nullptr || !read_integer(env, arguments[0], call, "count", 0, UINT32_MAX, count) ||
      !read_array(env, arguments[1], call, "isNew", is_new) || !read_array(env, arguments[2], call, "low", batch.low) ||
      !read_array(env, arguments[3], call, "high", batch.high))
    return nullptr;
  const bool wide = std::holds_alternative<FingerprintSet<2>>(**holder);
  if (wide && (!read_array(env, arguments[4], call, "wideLow", batch.wide_low) ||
               !read_array(env, arguments[5], call, "wideHigh", batch.wide_high)))
    return nullptr;
  if (is_new.size() < count || batch.low.size() < count || batch.high.size() < count ||
      (wide && (batch.wide_low.size() < count || batch.wide_high.size() < count))) {
    range_error(env, call, "every array must have at least count = " + std::to_string(count) + " elements");
    return nullptr;
  }
  const size_t added = std::visit([&](auto& set) { return set.insert(batch, is_new.first(count)); }, **holder);
  if (added == FingerprintSet<1>::no_memory) {
    range_error(env, call, "the operating system gives no memory for a larger fingerprint set");
    return nullptr;
  }
  return Napi::Number::New(env, static_cast<double>(added));
}

napi_value size(napi_env env, napi_callback_info info) {
  napi_value arguments[max_arguments];
  Holder* holder = enter(env, info, arguments);
  if (holder == nullptr) return nullptr;
  return Napi::Number::New(env, static_cast<double>(std::visit([](const auto& set) { return set.size(); }, **holder)));
}

napi_value bytes(napi_env env, napi_callback_info info) {
  napi_value arguments[max_arguments];
  Holder* holder = enter(env, info, arguments);
  if (holder == nullptr) return nullptr;
  return Napi::Number::New(env, static_cast<double>(std::visit([](const auto& set) { return set.bytes(); }, **holder)));
}

/// share(): number, for `attach` in any worker while this object lives
napi_value share(napi_env env, napi_callback_info info) {
  napi_value arguments[max_arguments];
  Holder* holder = enter(env, info, arguments);
  if (holder == nullptr) return nullptr;
  return Napi::Number::New(env, static_cast<double>(shared_sets().publish(*holder)));
}

Holder build(napi_env env, uint64_t bits) {
  Holder holder = bits == 128 ? std::make_shared<Set>(std::in_place_type<FingerprintSet<2>>)
                              : std::make_shared<Set>(std::in_place_type<FingerprintSet<1>>);
  if (std::visit([](const auto& set) { return set.good(); }, *holder)) return holder;
  range_error(env, "NativeFingerprintSet(bits)", "the operating system gives no memory");
  return nullptr;
}

/// new NativeFingerprintSet(64 | 128) makes an empty set; new NativeFingerprintSet(0, shared) attaches to a shared one.
napi_value construct(napi_env env, napi_callback_info info) {
  constexpr const char* call = "NativeFingerprintSet(bits, shared)";
  size_t count = max_arguments;
  napi_value arguments[max_arguments], self = nullptr, target = nullptr;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  napi_get_new_target(env, info, &target);
  if (target == nullptr) {
    type_error(env, "NativeFingerprintSet", "is a class; call it with new");
    return nullptr;
  }
  uint64_t bits = 0;
  uint64_t shared = 0;
  if (!read_integer(env, arguments[0], call, "bits", 0, 128, bits)) return nullptr;
  if (bits != 0 && bits != 64 && bits != 128) {
    range_error(env, call, "bits must be 64 or 128, or 0 to attach");
    return nullptr;
  }
  if (bits == 0 && !read_integer(env, arguments[1], call, "shared", 1, uint64_t{1} << 53, shared)) return nullptr;
  Holder set = bits == 0 ? shared_sets().find(shared) : build(env, bits);
  if (!set) {
    if (bits == 0) range_error(env, call, "shared is no number of a set that still lives in this process");
    return nullptr;
  }
  auto* holder = new Holder(std::move(set));
  const auto release = [](napi_env, void* data, void*) { delete static_cast<Holder*>(data); };
  if (napi_wrap(env, self, holder, release, nullptr, nullptr) != napi_ok) {
    delete holder;
    type_error(env, "NativeFingerprintSet", "could not be attached to its object");
    return nullptr;
  }
  return self;
}

}  // namespace

void register_fpset(Napi::Env env, Napi::Object exports) {
  const auto member = [](const char* name, napi_callback method, napi_callback getter, napi_property_attributes kind) {
    return napi_property_descriptor{name, nullptr, method, getter, nullptr, nullptr, kind, nullptr};
  };
  const napi_property_descriptor members[] = {
      member("insert", insert, nullptr, napi_default_method), member("share", share, nullptr, napi_default_method),
      member("size", nullptr, size, napi_default), member("bytes", nullptr, bytes, napi_default)};
  napi_value constructor = nullptr;
  napi_define_class(env, "NativeFingerprintSet", NAPI_AUTO_LENGTH, construct, nullptr, std::size(members), members,
                    &constructor);
  exports.Set("NativeFingerprintSet", Napi::Value(env, constructor));
}

}  // namespace nines::binding
