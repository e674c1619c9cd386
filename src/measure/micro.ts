/**
 * Micro-costs of pure functions through benchmark.js: the only module that knows it. It times whole cycles, so what a function
 * of a few nanoseconds costs is seen, and a percentile of single calls is not.
 */
import Suite from 'benchmark';

export interface MicroPlan {
  /** How long each function is cycled. */
  readonly maxMs: number;
  readonly minCycles: number;
}

/** By function, nanoseconds a call: one value a cycle of benchmark.js (13 to 23 of them in half a second). */
export type MicroResult = Readonly<Record<string, readonly number[]>>;

export function measureMicro(functions: Readonly<Record<string, () => unknown>>, plan: MicroPlan): MicroResult {
  const result: Record<string, number[]> = {};
  for (const [name, subject] of Object.entries(functions)) {
    const options = {
      // The loop is given as text that calls the function through a variable: benchmark.js would otherwise paste the
      // function's own source into its loop, where what it closed over is gone.
      setup: 'var subject = this.subject; var used;',
      fn: 'used = subject();',
      teardown: 'this.used = used;',
      subject,
      maxTime: plan.maxMs / 1000,
      minSamples: plan.minCycles,
      async: false,
    };
    const cycles = new Suite(name, options as unknown as Suite.Options).run({ async: false }) as unknown as Cycles;
    if (cycles.error !== undefined)
      throw new Error(`subject '${name}': ${cycles.error.message}`, { cause: cycles.error });
    result[name] = cycles.stats.sample.map((seconds) => seconds * 1e9);
  }
  return result;
}

interface Cycles {
  readonly error?: Error;
  readonly stats: { readonly sample: readonly number[] };
}
