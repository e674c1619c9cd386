// JavaScript's side of native/placement: one class over every algorithm. Check arguments, call a kernel, nothing else.
//
// A placement lives in native memory. JavaScript never sees its tables, so it cannot corrupt them, and workers share them:
// `share()` gives a number, `new NativePlacement(number)` in any worker of the process attaches to the same tables without a
// copy. Once shared, tables no longer change: add and remove then work on a copy, and the workers keep the old version.
#include <memory>
#include <string>
#include <vector>

#include "binding/arguments.h"
#include "binding/register.h"
#include "binding/shared_by_number.h"
#include "placement/catalogue.h"

namespace nines::binding {
namespace {

using placement::Placement;
using placement::Status;

/// The one piece of state that all workers of a process share: which placements may be attached to.
using SharedPlacements = SharedByNumber<Placement>;

SharedPlacements& shared_placements() {
  static SharedPlacements placements;
  return placements;
}

/// What a JavaScript object owns.
struct Holder {
  std::shared_ptr<Placement> placement;
  bool shared = false;     ///< others may be reading: change a copy
  int64_t told_bytes = 0;  ///< what the garbage collector has been told that this object holds

  [[nodiscard]] Placement& for_change() {
    if (shared) {
      placement = placement->clone();
      shared = false;
    }
    return *placement;
  }
};

constexpr size_t max_arguments = 4;

/// Reads `this` and the arguments; null, with an error thrown, where `this` is no placement.
Holder* enter(napi_env raw, napi_callback_info info, napi_value (&arguments)[max_arguments]) {
  size_t count = max_arguments;
  napi_value self = nullptr;
  void* holder = nullptr;
  if (napi_get_cb_info(raw, info, &count, arguments, &self, nullptr) == napi_ok &&
      napi_unwrap(raw, self, &holder) == napi_ok)
    return static_cast<Holder*>(holder);
  type_error(raw, "placement", "the method was called on something that is not a NativePlacement");
  return nullptr;
}

napi_value refuse(Napi::Env env, const char* call, Status status) {
  range_error(env, call, std::string(reason(status)));
  return nullptr;
}

/// locate(digests: BigUint64Array, buckets: Uint32Array): void
napi_value locate(napi_env env, napi_callback_info info) {
  constexpr const char* call = "locate(digests, buckets)";
  napi_value arguments[max_arguments];
  const Holder* holder = enter(env, info, arguments);
  std::span<const uint64_t> digests;
  std::span<uint32_t> buckets;
  if (holder == nullptr || !read_array(env, arguments[0], call, "digests", digests) ||
      !read_array(env, arguments[1], call, "buckets", buckets))
    return nullptr;
  if (digests.size() != buckets.size()) {
    range_error(env, call, "digests and buckets must have the same length; they have " + std::to_string(digests.size()) +
                               " and " + std::to_string(buckets.size()));
    return nullptr;
  }
  holder->placement->locate(digests, buckets);
  return nullptr;
}

/// replicas(digests: BigUint64Array, count: number, buckets: Uint32Array): void
napi_value replicas(napi_env env, napi_callback_info info) {
  constexpr const char* call = "replicas(digests, count, buckets)";
  napi_value arguments[max_arguments];
  const Holder* holder = enter(env, info, arguments);
  std::span<const uint64_t> digests;
  std::span<uint32_t> buckets;
  uint64_t count = 0;
  if (holder == nullptr || !read_array(env, arguments[0], call, "digests", digests) ||
      !read_integer(env, arguments[1], call, "count", 1, placement::max_replicas, count) ||
      !read_array(env, arguments[2], call, "buckets", buckets))
    return nullptr;
  if (digests.size() * count != buckets.size()) {
    range_error(env, call, "buckets must have count elements for each of digests: " +
                               std::to_string(digests.size() * count) + ", not " + std::to_string(buckets.size()));
    return nullptr;
  }
  const bool enough = count <= holder->placement->size();
  const Status status = enough ? holder->placement->replicas(digests, static_cast<uint32_t>(count), buckets)
                               : Status::too_few_nodes;
  return status == Status::ok ? nullptr : refuse(env, call, status);
}

bool is_undefined(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  return type == napi_undefined;
}

bool read_weight(napi_env env, napi_value value, const char* call, double& weight) {
  if (is_undefined(env, value)) return true;
  if (napi_get_value_double(env, value, &weight) == napi_ok) return true;
  return type_error(env, call, "weight must be a number");
}

bool read_string(napi_env env, napi_value value, const char* call, const char* argument, std::string& text) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok)
    return type_error(env, call, std::string(argument) + " must be a string");
  text.resize(length);
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return true;
}

/// add(weight?: number, name?: string, zone?: number): number
napi_value add(napi_env env, napi_callback_info info) {
  constexpr const char* call = "add(weight, name, zone)";
  napi_value arguments[max_arguments];
  Holder* holder = enter(env, info, arguments);
  placement::NewNode node;
  std::string name;
  uint64_t zone = UINT32_MAX;
  if (holder == nullptr || !read_weight(env, arguments[0], call, node.weight)) return nullptr;
  if (!is_undefined(env, arguments[1]) && !read_string(env, arguments[1], call, "name", name)) return nullptr;
  if (!is_undefined(env, arguments[2]) && !read_integer(env, arguments[2], call, "zone", 0, UINT32_MAX - 1, zone))
    return nullptr;
  node.name = name;
  node.zone = static_cast<uint32_t>(zone);
  uint32_t bucket = 0;
  const Status status = holder->for_change().add(node, bucket);
  if (status != Status::ok) return refuse(env, call, status);
  return Napi::Number::New(env, bucket);
}

/// remove(bucket: number): void
napi_value remove(napi_env env, napi_callback_info info) {
  constexpr const char* call = "remove(bucket)";
  napi_value arguments[max_arguments];
  Holder* holder = enter(env, info, arguments);
  uint64_t bucket = 0;
  if (holder == nullptr || !read_integer(env, arguments[0], call, "bucket", 0, UINT32_MAX, bucket)) return nullptr;
  const Status status = holder->for_change().remove(static_cast<uint32_t>(bucket));
  return status == Status::ok ? nullptr : refuse(env, call, status);
}

/// reweigh(bucket: number, weight: number): void
napi_value reweigh(napi_env env, napi_callback_info info) {
  constexpr const char* call = "reweigh(bucket, weight)";
  napi_value arguments[max_arguments];
  Holder* holder = enter(env, info, arguments);
  uint64_t bucket = 0;
  double weight = 0;
  if (holder == nullptr || !read_integer(env, arguments[0], call, "bucket", 0, UINT32_MAX, bucket) ||
      !read_weight(env, arguments[1], call, weight))
    return nullptr;
  const Status status = holder->for_change().reweigh(static_cast<uint32_t>(bucket), weight);
  return status == Status::ok ? nullptr : refuse(env, call, status);
}

/// size: number of nodes in use
napi_value size(napi_env env, napi_callback_info info) {
  napi_value arguments[max_arguments];
  const Holder* holder = enter(env, info, arguments);
  if (holder == nullptr) return nullptr;
  return Napi::Number::New(env, holder->placement->size());
}

/// bytes: memory of the tables that a lookup reads
napi_value bytes(napi_env env, napi_callback_info info) {
  napi_value arguments[max_arguments];
  const Holder* holder = enter(env, info, arguments);
  if (holder == nullptr) return nullptr;
  return Napi::Number::New(env, static_cast<double>(holder->placement->bytes()));
}

/// share(): number, for `new NativePlacement(number)` in any worker while this object lives
napi_value share(napi_env env, napi_callback_info info) {
  napi_value arguments[max_arguments];
  Holder* holder = enter(env, info, arguments);
  if (holder == nullptr) return nullptr;
  holder->shared = true;
  return Napi::Number::New(env, static_cast<double>(shared_placements().publish(holder->placement)));
}

/// The arrays of `options`, kept while a placement is built from them.
struct ReadOptions {
  placement::Options options;
  std::vector<std::string> name_texts;
  std::vector<std::string_view> names;
};

bool read_names(Napi::Env env, Napi::Value value, const char* call, ReadOptions& read) {
  if (!value.IsArray()) return type_error(env, call, "options.names must be an array of strings");
  const auto array = value.As<Napi::Array>();
  if (array.Length() != read.options.nodes) return range_error(env, call, "options.names must have one element per node");
  read.name_texts.resize(array.Length());
  for (uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::Value name = array.Get(i);
    if (name.IsEmpty()) return false;
    if (!read_string(env, name, call, "each of options.names", read.name_texts[i])) return false;
    read.names.emplace_back(read.name_texts[i]);
  }
  read.options.names = read.names;
  return true;
}

/// options: {weights?: Float64Array, zones?: Uint32Array, names?: string[], parameter?: number, isa?: string}
bool read_options(Napi::Env env, napi_value value, const char* call, ReadOptions& read) {
  placement::Options& options = read.options;
  options.isa = placement::best_isa();
  if (is_undefined(env, value)) return true;
  const Napi::Value given(env, value);
  if (!given.IsObject()) return type_error(env, call, "options must be an object");
  const auto object = given.As<Napi::Object>();
  const Napi::Value weights = object.Get("weights"), zones = object.Get("zones"), names = object.Get("names");
  const Napi::Value parameter = object.Get("parameter"), isa = object.Get("isa");
  if (env.IsExceptionPending()) return false;
  // Names first: reading them may run JavaScript, and a view of a typed array must not outlive that.
  if (!names.IsUndefined() && !read_names(env, names, call, read)) return false;
  if (!weights.IsUndefined() && !read_array(env, weights, call, "options.weights", options.weights)) return false;
  if (!zones.IsUndefined() && !read_array(env, zones, call, "options.zones", options.zones)) return false;
  for (const size_t length : {options.weights.size(), options.zones.size()})
    if (length != 0 && length != options.nodes)
      return range_error(env, call, "options.weights and options.zones must have one element per node");
  if (!parameter.IsUndefined() && napi_get_value_double(env, parameter, &options.parameter) != napi_ok)
    return type_error(env, call, "options.parameter must be a number");
  if (isa.IsUndefined()) return true;
  std::string name;
  if (!read_string(env, isa, call, "options.isa", name)) return false;
  return placement::parse_isa(name, options.isa) ||
         range_error(env, call, "options.isa is '" + name + "'; this machine has scalar to " +
                                    std::string(name_of(placement::best_isa())));
}

std::shared_ptr<Placement> build(napi_env env, napi_value kind_value, napi_value nodes_value, napi_value options_value) {
  constexpr const char* call = "NativePlacement(kind, nodes, options)";
  std::string kind;
  uint64_t nodes = 0;
  ReadOptions read;
  if (!read_string(env, kind_value, call, "kind", kind) ||
      !read_integer(env, nodes_value, call, "nodes", 0, UINT32_MAX, nodes))
    return nullptr;
  read.options.nodes = static_cast<uint32_t>(nodes);
  if (!read_options(env, options_value, call, read)) return nullptr;
  Status status = Status::ok;
  std::shared_ptr<Placement> placement = placement::create(kind, read.options, status);
  if (!placement) refuse(env, call, status);
  return placement;
}

std::shared_ptr<Placement> attach(napi_env env, napi_value number_value) {
  constexpr const char* call = "NativePlacement(shared)";
  uint64_t number = 0;
  if (!read_integer(env, number_value, call, "shared", 1, uint64_t{1} << 53, number)) return nullptr;
  std::shared_ptr<Placement> placement = shared_placements().find(number);
  if (!placement) range_error(env, call, "shared is no number of a placement that still lives in this process");
  return placement;
}

void release(napi_env env, void* data, void*) {
  auto* holder = static_cast<Holder*>(data);
  int64_t all = 0;
  napi_adjust_external_memory(env, -holder->told_bytes, &all);
  delete holder;
}

/// new NativePlacement(kind, nodes, options?) builds; new NativePlacement(number) attaches to a shared one.
napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = max_arguments;
  napi_value arguments[max_arguments], self = nullptr, target = nullptr;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  napi_get_new_target(env, info, &target);
  if (target == nullptr) {
    type_error(env, "NativePlacement", "is a class; call it with new");
    return nullptr;
  }
  napi_valuetype type = napi_undefined;
  napi_typeof(env, arguments[0], &type);
  const bool attaching = type == napi_number;
  auto placement = attaching ? attach(env, arguments[0]) : build(env, arguments[0], arguments[1], arguments[2]);
  if (!placement) return nullptr;
  const int64_t told_bytes = attaching ? 0 : static_cast<int64_t>(placement->bytes());
  auto* holder = new Holder{std::move(placement), attaching, told_bytes};
  if (napi_wrap(env, self, holder, release, nullptr, nullptr) != napi_ok) {
    delete holder;
    type_error(env, "NativePlacement", "could not be attached to its object");
    return nullptr;
  }
  int64_t all = 0;
  napi_adjust_external_memory(env, told_bytes, &all);
  return self;
}

napi_property_descriptor method(const char* name, napi_callback callback) {
  return {name, nullptr, callback, nullptr, nullptr, nullptr, napi_default_method, nullptr};
}
napi_property_descriptor getter(const char* name, napi_callback callback) {
  return {name, nullptr, nullptr, callback, nullptr, nullptr, napi_default, nullptr};
}

}  // namespace

/// The class is defined by plain N-API: an empty call costs 23 ns that way, against 132 ns by Function::New with a lambda.
void register_placement(Napi::Env env, Napi::Object exports) {
  const napi_property_descriptor members[] = {
      method("locate", locate),   method("replicas", replicas), method("add", add),     method("remove", remove),
      method("reweigh", reweigh), method("share", share),       getter("size", size), getter("bytes", bytes)};
  napi_value constructor = nullptr;
  napi_define_class(env, "NativePlacement", NAPI_AUTO_LENGTH, construct, nullptr, std::size(members), members,
                    &constructor);
  exports.Set("NativePlacement", Napi::Value(env, constructor));
  exports.Set("isa", Napi::String::New(env, std::string(name_of(placement::best_isa()))));
}

}  // namespace nines::binding
