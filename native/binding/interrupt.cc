// Ctrl-C while JavaScript is busy: Node tells a listener only between two tasks, and a search is one long task.
#include <csignal>

#include "binding/register.h"

namespace nines::binding {
namespace {

// The only state of the addon that is the whole process's, as signals are.
volatile std::sig_atomic_t interrupted = 0;

extern "C" void note_interrupt(int signal) {
  if (interrupted != 0) {
    // Nobody looked since the last one: end as if nobody had asked.
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  interrupted = 1;
}

/// watchInterrupts(on: boolean): boolean. From now on SIGINT is only noted (a second one ends the process), or ends the
/// process as usual; gives whether one has been noted since it was switched on.
Napi::Value watch_interrupts(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (info.Length() < 1 || !info[0].IsBoolean()) {
    Napi::TypeError::New(env, "nines: watchInterrupts(on): on must be a boolean").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  const bool seen = interrupted != 0;
  interrupted = 0;
  std::signal(SIGINT, info[0].As<Napi::Boolean>().Value() ? note_interrupt : SIG_DFL);
  return Napi::Boolean::New(env, seen);
}

/// interruptSeen(): boolean. Whether SIGINT came since watchInterrupts(true).
Napi::Value interrupt_seen(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), interrupted != 0); }

}  // namespace

void register_interrupt(Napi::Env env, Napi::Object exports) {
  exports.Set("watchInterrupts", Napi::Function::New(env, watch_interrupts, "watchInterrupts"));
  exports.Set("interruptSeen", Napi::Function::New(env, interrupt_seen, "interruptSeen"));
}

}  // namespace nines::binding
