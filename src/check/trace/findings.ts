import { EffortSpent, EvaluationError, NONE, resetScratch, spend, toText, type Value } from '../../tla/runtime.js';
import type { CompiledSpecification, ConjunctReport, Joined } from '../specification.js';
import type { Conjunct, Finding, TraceModel } from './model.js';
import type { State } from './state.js';

/** Ways of taking an action that are told: of one with open arguments there may be very many. */
const mostFindings = 24;
/** What one of them counts as effort: closures, and text. */
const effortOfFinding = 32;
/** Parts of one whole that are told. */
const mostParts = 12;

/**
 * How far a refused action was from being possible: the conjuncts that are false, and among as many the comparisons
 * whose sides, as text, differ less in length (a set that lacks one element before one that lacks most).
 */
export const distanceOf = (conjuncts: readonly Conjunct[]): number =>
  conjuncts.reduce((sum, conjunct) => sum + shareOf(conjunct), 0);

function shareOf({ outcome, left = '', right = '' }: Conjunct): number {
  if (outcome === 'true' || outcome === 'not reached') return 0;
  return 1 + Math.min(Math.abs(left.length - right.length), 999) / 1000;
}

/**
 * How conjuncts come out, from a specification that was compiled with its explanations: for each way of taking the action,
 * the nearest first. Where that takes too long (`limited`) it tells the nearest so far.
 */
export function findingsOf(
  specification: CompiledSpecification,
  /** Where a conjunct is said to stand. */
  placed: (conjunct: Conjunct) => Conjunct = (conjunct) => conjunct,
): NonNullable<TraceModel['explain']> {
  return (state, action, args, thorough = false, next): readonly Finding[] => {
    const everywhere = (conjunct: Conjunct): Conjunct => {
      const { parts, ...rest } = placed(conjunct);
      return parts === undefined ? rest : { ...rest, parts: parts.map(everywhere) };
    };
    const report = new Report(thorough, next === undefined ? null : new Taken(specification, next));
    resetScratch();
    specification.load(state, 0);
    const parameters = specification.actions[action]?.parameters ?? [];
    const given = Int32Array.from(parameters, (_, index) => args[index] ?? NONE);
    try {
      specification.explanations?.[action]?.(given, report);
    } catch (error) {
      if (!(error instanceof EvaluationError) && !(error instanceof EffortSpent)) throw error;
      resetScratch();
    }
    return report.nearest().map(({ args, conjuncts }) => ({ args, conjuncts: conjuncts.map(everywhere) }));
  };
}

interface Found extends Finding {
  readonly conjuncts: Conjunct[];
  readonly distance: number;
}

/** The state that a step has led to: what an alternative assigns either agrees with it, or was not what was taken. */
class Taken {
  readonly #made: Int32Array;

  constructor(
    private readonly specification: CompiledSpecification,
    private readonly next: State,
  ) {
    this.#made = new Int32Array(next.length);
  }

  /** So that what is assigned can be told from what is not, and what reads the successor reads that one. */
  restore(): void {
    this.specification.loadNext(this.next, 0);
  }

  agrees(): boolean {
    this.specification.storeNext(this.#made, 0);
    return this.#made.every((value, index) => value === NONE || value === this.next[index]);
  }
}

class Report implements ConjunctReport {
  constructor(
    private readonly thorough: boolean,
    private readonly taken: Taken | null,
  ) {}

  /** The nearest so far, in their order. */
  readonly #found: Found[] = [];
  #args: readonly Value[] | null = null;
  #conjuncts: Conjunct[] = [];
  /** Of the conjuncts so far; what is told inside of one does not count. */
  #distance = 0;
  #depth = 0;
  /** A conjunct before was false: what comes after it was never meant to be evaluated, and may fail. */
  #refuted = false;
  /** A conjunct that assigns had no outcome: what reads the successor cannot be told. */
  #stuck = false;

  begin(args: readonly Value[]): void {
    spend(effortOfFinding);
    this.#keep();
    this.#args = args;
    this.#conjuncts = [];
    this.#distance = 0;
    this.#depth = 0;
    this.#refuted = false;
    this.#stuck = false;
  }

  nearest(): readonly Finding[] {
    this.#keep();
    this.#args = null;
    return this.#found;
  }

  #keep(): void {
    if (this.#args === null || this.#isFar()) return;
    const distance = this.#distance;
    const place = this.#found.findIndex((one) => one.distance > distance);
    const found = { args: this.#args, conjuncts: this.#conjuncts, distance };
    this.#found.splice(place < 0 ? this.#found.length : place, 0, found);
    if (this.#found.length > mostFindings) this.#found.pop();
  }

  /** There are enough that are as near: nobody will hear of this one. */
  #isFar(): boolean {
    return this.#found.length === mostFindings && this.#distance >= (this.#found.at(-1) as Found).distance;
  }

  #add(conjunct: Conjunct): void {
    this.#conjuncts.push(conjunct);
    if (this.#depth === 0) this.#distance += shareOf(conjunct);
  }

  test(
    text: string,
    file: string,
    line: number,
    primed: boolean,
    holds: () => boolean,
    left?: () => Value,
    right?: () => Value,
    joined?: Joined,
    parts?: () => void,
  ): void {
    if (this.#isFar()) return;
    const about = { text, file, line };
    if (primed && this.#stuck) {
      this.#add({ ...about, outcome: 'not reached' });
      return;
    }
    this.#record(about, () => {
      const outcome = holds() ? 'true' : 'false';
      const told = outcome === 'true' && !this.thorough ? {} : this.#parts(joined, parts);
      if (left === undefined || right === undefined) return { outcome, ...told };
      return { outcome, left: toText(left()), right: toText(right()), ...told };
    });
  }

  group(text: string, file: string, line: number, conjuncts: () => void): void {
    const inner = this.#inside(conjuncts);
    const outcomes = inner.map(({ outcome }) => outcome);
    const outcome = (['error', 'false', 'true'] as const).find((one) => outcomes.includes(one)) ?? 'not reached';
    const about: Conjunct = { text, file, line, outcome };
    this.#add(inner.length === 0 ? about : { ...about, joined: 'all', parts: inner });
  }

  full(): boolean {
    return this.#conjuncts.length >= mostParts;
  }

  #parts(joined: Joined | undefined, parts: (() => void) | undefined): Pick<Conjunct, 'joined' | 'parts'> {
    if (joined === undefined || parts === undefined) return {};
    const inner = this.#inside(parts);
    return inner.length === 0 ? {} : { joined, parts: inner };
  }

  /** The conjuncts that `tell` tells, apart from those around them. */
  #inside(tell: () => void): Conjunct[] {
    const outer = { conjuncts: this.#conjuncts, refuted: this.#refuted, stuck: this.#stuck };
    const inner: Conjunct[] = [];
    this.#conjuncts = inner;
    this.#refuted = false;
    this.#stuck = false;
    this.#depth += 1;
    try {
      tell();
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      resetScratch();
    }
    this.#depth -= 1;
    this.#conjuncts = outer.conjuncts;
    this.#refuted = outer.refuted;
    this.#stuck = outer.stuck;
    return inner;
  }

  step(
    text: string,
    file: string,
    line: number,
    run: (k: () => void) => void,
    joined?: Joined,
    parts?: () => void,
  ): void {
    if (this.#isFar()) return;
    this.#record({ text, file, line }, () => {
      let outcomes = 0;
      // Parts write registers that later conjuncts read: the whole comes after them.
      const told = this.thorough ? this.#parts(joined, parts) : {};
      this.taken?.restore();
      run(() => {
        if (this.taken?.agrees() !== false) outcomes += 1;
      });
      this.taken?.restore();
      if (outcomes > 0) return { outcome: 'true', ...told };
      // Of a step that was taken all is known that comes after it.
      this.#stuck = this.taken === null;
      return { outcome: 'false', ...this.#parts(joined, parts) };
    });
  }

  #record(
    about: Pick<Conjunct, 'text' | 'file' | 'line'>,
    evaluate: () => Pick<Conjunct, 'outcome' | 'left' | 'right' | 'joined' | 'parts'>,
  ): void {
    try {
      const found = evaluate();
      if (found.outcome === 'false') this.#refuted = true;
      this.#add({ ...about, ...found });
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      resetScratch();
      this.#stuck = true;
      if (this.#refuted) this.#add({ ...about, outcome: 'not reached' });
      else this.#add({ ...about, outcome: 'error', message: error.message.replace(/\s*\n\s*/g, ' ') });
    }
  }
}
