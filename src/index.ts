/**
 * What a project imports from 'nines': benchmarks, experiments and goals as data for its bench files, and placements and
 * protocols of its own that stand beside the built-in ones. `nines.config.js` in the project's root names the rest.
 */
import { specificationFactory } from './commands/tla2ts/factory.js';
import { registerChecker } from './measure/verify/judge.js';
import type { Features, Placement, PlacementOptions } from './placement/placement.js';
import { registerStrategy } from './placement/strategies.js';
import type { System } from './sim/system.js';
import { registerSystem } from './sim/systems/registry.js';
import { shapeFaults } from './sim/systems/shape.js';

export { type Config, defineConfig, type Gate, type TraceConfig } from './commands/config.js';
export { Random, type Seed } from './core/random.js';
export type { SpecStep, TraceEvent, Value } from './core/trace.js';
export type { Millis, NodeId } from './core/units.js';
export {
  type Benchmark,
  benchmark,
  type Chart,
  type Context,
  type Experiment,
  experiment,
  type Goal,
  goal,
  type Load,
  load,
  type Metric,
  type Micro,
  micro,
  type Prepare,
  type Served,
  type Timed,
} from './measure/declare.js';
export { type Counted, instructions } from './measure/instructions.js';
export type { Features, Placement, PlacementOptions } from './placement/placement.js';
export { type Effects, effects, type Input, noEffects, type ProtocolNode, startTimer } from './protocol/protocol.js';
export type { Operation, Schedule } from './sim/schedule.js';
export type { ClusterView, System } from './sim/system.js';

/** A placement of your own. */
export interface OwnPlacement {
  /** Kebab-case; the subject's name in every chart. */
  readonly name: string;
  readonly title: string;
  /** The paper or program that defines it. */
  readonly source: string;
  /** What it supports: decides which changes it is asked to make. */
  readonly features: Features;
  create(options: PlacementOptions): Placement;
}

/**
 * Adds a placement to the built-in suites that the configuration includes (`placement-lookup`, `placement-rebalance`, ...).
 * Call it in a module named under `extend` in nines.config.js. Throws if the name is taken.
 */
export function registerPlacement({ create, ...declared }: OwnPlacement): void {
  registerStrategy({
    ...declared,
    // Its tables are its own: there is nothing to share between workers.
    create: (options) => Object.assign(create(options), { share: () => 0 }),
    reference: create,
  });
}

/** How the traces of a protocol of your own are checked. */
export interface Checked {
  /** Absolute path of the specification; `fileURLToPath(new URL('./Lock.tla', import.meta.url))`. */
  readonly specification: string;
  /** As in a .cfg file: SPECIFICATION, every constant with any value, the invariants that traces are held to. */
  readonly configuration: string;
}

/**
 * Adds a protocol: `nines verify NAME` then runs it under faults and holds every run to your specification. Call it in a module
 * named under `extend` in nines.config.js. Throws if the name is taken or
 * something is missing, naming it; the specification is compiled when it is first needed.
 */
export function registerProtocol<M, D, Q, A>(
  system: Omit<System<M, D, Q, A>, 'specification'>,
  checked: Checked,
): void {
  const named = `registerProtocol(${(system as Partial<System> | undefined)?.name ?? ''})`;
  if (typeof checked?.specification !== 'string' || typeof checked.configuration !== 'string')
    throw new Error(`${named}: expected a protocol and { specification: path, configuration: text of a .cfg file }`);
  const faults = shapeFaults(system);
  if (faults.length > 0) throw new Error(`${named} is no protocol as the simulator runs them: ${faults.join('; ')}`);
  registerSystem({ ...system, specification: checked.specification } as unknown as System);
  registerChecker(checked.specification, specificationFactory(checked.specification, checked.configuration));
}
