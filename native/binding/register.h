// What each part of the addon offers to the module's entry point: one function that adds its own members to `exports`.
#pragma once

#include <napi.h>

namespace nines::binding {

void register_fpset(Napi::Env env, Napi::Object exports);
void register_hash(Napi::Env env, Napi::Object exports);
void register_interrupt(Napi::Env env, Napi::Object exports);
void register_log(Napi::Env env, Napi::Object exports);
void register_log_floor(Napi::Env env, Napi::Object exports);
void register_placement(Napi::Env env, Napi::Object exports);

}  // namespace nines::binding
