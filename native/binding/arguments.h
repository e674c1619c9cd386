// Reads arguments at the border. Every reader checks the type by itself (Napi's As<> does not), throws a JavaScript error that
// names the argument, and returns false: the caller then returns at once. Nothing here can end the process.
#pragma once

#include <napi.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace nines::binding {

inline bool type_error(Napi::Env env, const char* call, const std::string& what) {
  if (!env.IsExceptionPending())
    Napi::TypeError::New(env, std::string("nines: ") + call + ": " + what).ThrowAsJavaScriptException();
  return false;
}

inline bool range_error(Napi::Env env, const char* call, const std::string& what) {
  if (!env.IsExceptionPending())
    Napi::RangeError::New(env, std::string("nines: ") + call + ": " + what).ThrowAsJavaScriptException();
  return false;
}

template <class T>
struct ElementType;
template <>
struct ElementType<uint8_t> {
  static constexpr napi_typedarray_type type = napi_uint8_array;
  static constexpr const char* name = "Uint8Array";
};
template <>
struct ElementType<uint32_t> {
  static constexpr napi_typedarray_type type = napi_uint32_array;
  static constexpr const char* name = "Uint32Array";
};
template <>
struct ElementType<int32_t> {
  static constexpr napi_typedarray_type type = napi_int32_array;
  static constexpr const char* name = "Int32Array";
};
template <>
struct ElementType<uint64_t> {
  static constexpr napi_typedarray_type type = napi_biguint64_array;
  static constexpr const char* name = "BigUint64Array";
};
template <>
struct ElementType<double> {
  static constexpr napi_typedarray_type type = napi_float64_array;
  static constexpr const char* name = "Float64Array";
};

/// A view of a typed array of exactly T's element type; plain and shared buffers alike. A detached buffer is refused.
/// The view is valid until JavaScript runs again.
template <class T>
[[nodiscard]] bool read_array(Napi::Env env, napi_value value, const char* call, const char* argument,
                              std::span<T>& out) {
  using Element = ElementType<std::remove_const_t<T>>;
  bool is_array = false;
  napi_typedarray_type type{};
  size_t length = 0;
  void* data = nullptr;
  napi_value buffer = nullptr;
  if (napi_is_typedarray(env, value, &is_array) != napi_ok || !is_array ||
      napi_get_typedarray_info(env, value, &type, &length, &data, &buffer, nullptr) != napi_ok || type != Element::type)
    return type_error(env, call, std::string(argument) + " must be a " + Element::name);
  bool detached = false;
  napi_is_detached_arraybuffer(env, buffer, &detached);
  if (detached) return type_error(env, call, std::string(argument) + " has a detached buffer");
  out = {static_cast<T*>(data), length};
  return true;
}

/// A finite JavaScript number, whole and within [least, most].
[[nodiscard]] inline bool read_integer(Napi::Env env, napi_value value, const char* call, const char* argument,
                                       uint64_t least, uint64_t most, uint64_t& out) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) != napi_ok)
    return type_error(env, call, std::string(argument) + " must be a number");
  if (!(number >= static_cast<double>(least) && number <= static_cast<double>(most)) || number != std::floor(number))
    return range_error(env, call, std::string(argument) + " must be a whole number from " + std::to_string(least) +
                                      " to " + std::to_string(most));
  out = static_cast<uint64_t>(number);
  return true;
}

}  // namespace nines::binding
