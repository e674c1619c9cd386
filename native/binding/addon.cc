// The addon's single entry point: a list of parts. Each part registers its own functions in a file of its own.
#include "binding/register.h"

namespace {

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  using namespace nines::binding;
  exports.Set("abi", Napi::Number::New(env, 1));
  register_fpset(env, exports);
  register_hash(env, exports);
  register_interrupt(env, exports);
  register_log(env, exports);
  register_log_floor(env, exports);
  register_placement(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(nines, initialise)
