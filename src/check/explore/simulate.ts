/**
 * Random behaviours from a seed, for models too big to visit whole: a random initial state, then again and again a random
 * action with its arguments, of those that are enabled, and a random one of its successors. Actions count alike however
 * many successors they have, as in TLC (tlc2/tool/SimulationWorker.java); so the rare ones are seen, too. All successors
 * are checked, not only the chosen one; `generate` checks the chosen ones alone. Initial states are held to the
 * invariants only; temporal properties are checked on the states of each behaviour when it has ended.
 */
import type { Random } from '../../core/random.js';
import { EvaluationError, NONE, resetScratch, type Value } from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';
import { fingerprinterFor } from './choose-fingerprinter.js';
import { kindOfError, messageOf } from './ending.js';
import { SharedFingerprintSet } from './fingerprint-set.js';
import type { Statistics } from './host.js';
import type { Watch } from './limits.js';
import type { SearchResult, TraceState, Violation, ViolationKind } from './result.js';
import { refuteInside } from './simulate-temporal.js';
import { actionBetween, type Looking, traceState } from './trace-state.js';

export interface SimulationLimits {
  readonly checkDeadlock: boolean;
  /** Steps of a behaviour at most. */
  readonly maxDepth: number;
  readonly behaviours: number;
  readonly generate: boolean;
}

/** Thrown inside to leave the enumeration of successors. */
class Refuted extends Error {
  constructor(
    readonly kind: ViolationKind,
    readonly violated: string,
    /** The state after the behaviour so far in which it shows; null if it is the last one there. */
    readonly state: readonly Value[] | null,
    /** A whole behaviour that never ends, instead of that so far. */
    readonly lasso: { readonly states: readonly (readonly Value[])[]; readonly loop: number } | null = null,
  ) {
    super();
  }
}

export class Simulation {
  private readonly width: number;
  private readonly set = SharedFingerprintSet.create(64);
  private readonly fingerprinter;
  /** The fingerprint of one state. */
  readonly low = new Int32Array(1);
  readonly high = new Int32Array(1);
  private readonly isNew = new Uint8Array(1);
  /** States one after the other: the initial ones, and the successors of the last state of the behaviour. */
  private readonly initial: States;
  private readonly successors: States;
  private behaviour: Int32Array[] = [];
  private longest = 0;

  constructor(
    private readonly specification: CompiledSpecification,
    private readonly limits: SimulationLimits,
    private readonly statistics: Statistics,
    private readonly watch: Watch,
    private readonly random: Random,
    private readonly looking: Looking,
  ) {
    this.width = specification.variables.length;
    this.fingerprinter = fingerprinterFor(specification);
    this.initial = new States(this.width);
    this.successors = new States(this.width);
  }

  run(): SearchResult {
    const { statistics, limits } = this;
    statistics.traces = 0;
    let goesOn = true;
    try {
      this.findInitial();
      goesOn = this.initial.count > 0;
      for (let n = 0; goesOn && n < limits.behaviours; n += 1) {
        statistics.traces = n + 1;
        statistics.diameter = n;
        goesOn = this.takeBehaviour();
      }
      statistics.diameter = statistics.traces;
    } catch (error) {
      return this.result(null, this.violation(error));
    }
    return this.result(goesOn || statistics.exit ? null : 'it was interrupted', null);
  }

  private findInitial(): void {
    const { specification, statistics, initial } = this;
    statistics.level = 1;
    specification.init(() => {
      statistics.generated += 1;
      specification.store(initial.place(), initial.offset);
      initial.count += 1;
    });
    let kept = 0;
    for (let i = 0; i < initial.count; i += 1) {
      const state = initial.at(i);
      this.behaviour = [];
      this.checkState(state);
      if (!this.isInside(null, state)) continue;
      initial.values.copyWithin(kept * this.width, i * this.width, (i + 1) * this.width);
      kept += 1;
    }
    initial.count = kept;
  }

  /** False if the whole simulation stops. */
  private takeBehaviour(): boolean {
    const { specification, statistics, limits, random } = this;
    this.behaviour = [this.initial.at(random.next(this.initial.count)).slice()];
    this.see(this.behaviour[0]!);
    statistics.actions = new Map();
    for (let depth = 1; depth <= limits.maxDepth; depth += 1) {
      if (statistics.exit || this.watch.pulse(statistics)) return false;
      const current = this.behaviour.at(-1)!;
      statistics.level = depth;
      this.looking.lookAt(depth - 1, null);
      const next = limits.generate ? this.generated(current) : this.checkedSuccessor(current);
      if (next === null) {
        if (limits.checkDeadlock && this.successors.count === 0) throw new Refuted('deadlock', 'Deadlock', null);
        break;
      }
      this.behaviour.push(next);
      this.see(next);
      const name = specification.actions[actionOf(this.successors, next)]?.name ?? '';
      statistics.actions.set(name, (statistics.actions.get(name) ?? 0) + 1);
    }
    this.longest = Math.max(this.longest, this.behaviour.length);
    const lasso = refuteInside(specification, this.behaviour);
    if (lasso !== null) throw new Refuted('property', lasso.property, null, lasso);
    return true;
  }

  /** All successors of a state, in `successors`, with the number of their action and its arguments. */
  private expand(current: Int32Array, each: (state: Int32Array) => void): void {
    const { specification, successors, statistics } = this;
    successors.count = 0;
    const groups = new Map<string, number>();
    for (const [index, action] of specification.actions.entries()) {
      const arity = action.parameters.length;
      specification.load(current, 0);
      action.enumerate(new Int32Array(arity).fill(NONE), () => {
        statistics.generated += 1;
        let key = String(index);
        for (let i = 0; i < arity; i += 1) key += `,${specification.argumentsTaken[i]}`;
        let group = groups.get(key);
        if (group === undefined) {
          group = groups.size;
          groups.set(key, group);
        }
        specification.storeNext(successors.place(), successors.offset);
        successors.actions[successors.count] = index;
        successors.groups[successors.count] = group;
        successors.count += 1;
        each(successors.at(successors.count - 1));
      });
    }
  }

  /** Draws one of these successors: first one of their groups, then one of it. */
  private draw(indices: readonly number[]): number {
    const { successors, random } = this;
    const groups = [...new Set(indices.map((index) => successors.groups[index]!))];
    const group = groups[random.next(groups.length)];
    const members = indices.filter((index) => successors.groups[index] === group);
    return members[random.next(members.length)]!;
  }

  /** Any successor that is inside the constraints, after all have been checked; null if there is none. */
  private checkedSuccessor(current: Int32Array): Int32Array | null {
    const { specification, successors, statistics } = this;
    this.expand(current, (state) => {
      for (const property of specification.stepProperties) {
        if (!property.holds()) throw new Refuted('property', property.name, [...state]);
      }
    });
    statistics.level += 1;
    const inside: number[] = [];
    for (let i = 0; i < successors.count; i += 1) {
      this.checkState(successors.at(i));
      if (this.isInside(current, successors.at(i))) inside.push(i);
    }
    return inside.length === 0 ? null : successors.at(this.draw(inside)).slice();
  }

  /** Successors are drawn, and only those are checked, until one is inside the constraints. */
  private generated(current: Int32Array): Int32Array | null {
    const { specification, successors, statistics } = this;
    this.expand(current, () => {});
    statistics.level += 1;
    const open = Array.from({ length: successors.count }, (_, i) => i);
    while (open.length > 0) {
      const drawn = this.draw(open);
      open.splice(open.indexOf(drawn), 1);
      const state = successors.at(drawn);
      specification.load(current, 0);
      specification.loadNext(state, 0);
      for (const property of specification.stepProperties) {
        if (!property.holds()) throw new Refuted('property', property.name, [...state]);
      }
      this.checkState(state);
      if (this.isInside(current, state)) return state.slice();
    }
    return null;
  }

  private checkState(state: Int32Array): void {
    const { specification } = this;
    specification.load(state, 0);
    try {
      for (const invariant of specification.invariants) {
        if (!invariant.holds()) throw new Refuted('invariant', invariant.name, [...state]);
      }
    } catch (error) {
      if (error instanceof EvaluationError) throw new Refuted('error', error.message, [...state]);
      throw error;
    }
  }

  /** Constraints of the state, and of the step if there is one. */
  private isInside(before: Int32Array | null, state: Int32Array): boolean {
    const { specification, statistics } = this;
    const { constraints, actionConstraints } = specification;
    if (constraints.length + actionConstraints.length === 0) return true;
    specification.load(before ?? state, 0);
    specification.loadNext(state, 0);
    if (!constraints.every((constraint) => constraint.holdsNext())) return false;
    if (before === null) return true;
    statistics.level -= 1;
    const inside = actionConstraints.every((constraint) => constraint.holds());
    statistics.level += 1;
    return inside;
  }

  private see(state: Int32Array): void {
    this.specification.loadNext(state, 0);
    this.fingerprinter.initial(state, 0);
    this.low[0] = this.fingerprinter.low;
    this.high[0] = this.fingerprinter.high;
    this.set.insert(this, 1, this.isNew);
    this.statistics.distinct = this.set.size;
  }

  private violation(error: unknown): Violation {
    resetScratch();
    const refuted =
      error instanceof Refuted ? error : new Refuted(kindOfError(messageOf(error)), messageOf(error), null);
    const { lasso } = refuted;
    const states: (readonly Value[])[] = [...(lasso?.states ?? this.behaviour.map((state) => [...state]))];
    if (refuted.state !== null) states.push(refuted.state);
    const trace = states.map((values, position): TraceState => {
      const before = states[position - 1] ?? null;
      const index = before === null ? -1 : actionBetween(this.specification, before, values);
      return traceState(this.specification, before, values, index);
    });
    this.longest = Math.max(this.longest, trace.length);
    return { kind: refuted.kind, name: refuted.violated, trace, ...(lasso === null ? {} : { loop: lasso.loop }) };
  }

  private result(because: string | null, violation: Violation | null): SearchResult {
    const { statistics } = this;
    return {
      verdict: violation !== null ? 'violation' : because !== null ? 'inconclusive' : 'ok',
      violation,
      because,
      generated: statistics.generated,
      distinct: this.set.size,
      left: 0,
      depth: this.longest,
      behaviours: statistics.traces ?? 0,
    };
  }
}

/** States of one width in one growing array. */
class States {
  values: Int32Array;
  readonly actions: number[] = [];
  readonly groups: number[] = [];
  count = 0;

  constructor(private readonly width: number) {
    this.values = new Int32Array(64 * Math.max(1, width));
  }

  get offset(): number {
    return this.count * this.width;
  }

  /** The array with room for one more at `offset`. */
  place(): Int32Array {
    if (this.offset + this.width > this.values.length) {
      const larger = new Int32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    return this.values;
  }

  at(index: number): Int32Array {
    return this.values.subarray(index * this.width, (index + 1) * this.width);
  }
}

function actionOf(states: States, state: Int32Array): number {
  for (let i = 0; i < states.count; i += 1) {
    if (states.at(i).every((value, variable) => value === state[variable])) return states.actions[i]!;
  }
  return -1;
}
