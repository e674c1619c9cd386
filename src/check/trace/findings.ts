import { EvaluationError, NONE, resetScratch, toText, type Value } from '../../tla/runtime.js';
import type { CompiledSpecification, ConjunctReport, Joined } from '../specification.js';
import type { Conjunct, Finding, State, TraceModel } from './model.js';

/** Ways of taking an action that are looked at: of one with open arguments there may be very many. */
const mostFindings = 64;
/** Parts of one whole that are told. */
const mostParts = 12;

/** How conjuncts come out, from a specification that was compiled with its explanations. */
export function findingsOf(
  specification: CompiledSpecification,
  /** Where a conjunct is said to stand. */
  placed: (conjunct: Conjunct) => Conjunct = (conjunct) => conjunct,
): NonNullable<TraceModel['explain']> {
  return (state: State, action: number, args: readonly (Value | null)[], thorough = false): readonly Finding[] => {
    const everywhere = (conjunct: Conjunct): Conjunct => {
      const { parts, ...rest } = placed(conjunct);
      return parts === undefined ? rest : { ...rest, parts: parts.map(everywhere) };
    };
    const report = new Report(thorough);
    resetScratch();
    specification.load(state, 0);
    const parameters = specification.actions[action]?.parameters ?? [];
    const given = Int32Array.from(parameters, (_, index) => args[index] ?? NONE);
    try {
      specification.explanations?.[action]?.(given, report);
    } catch (error) {
      if (!(error instanceof EvaluationError) && !(error instanceof Enough)) throw error;
    }
    return report.findings.map(({ args, conjuncts }) => ({ args, conjuncts: conjuncts.map(everywhere) }));
  };
}

class Enough extends Error {}

class Report implements ConjunctReport {
  constructor(private readonly thorough: boolean) {}

  readonly findings: { readonly args: readonly Value[]; readonly conjuncts: Conjunct[] }[] = [];
  #conjuncts: Conjunct[] = [];
  /** A conjunct before was false: what comes after it was never meant to be evaluated, and may fail. */
  #refuted = false;
  /** A conjunct that assigns had no outcome: what reads the successor cannot be told. */
  #stuck = false;

  begin(args: readonly Value[]): void {
    if (this.findings.length >= mostFindings) throw new Enough();
    this.#conjuncts = [];
    this.#refuted = false;
    this.#stuck = false;
    this.findings.push({ args, conjuncts: this.#conjuncts });
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
    const about = { text, file, line };
    if (primed && this.#stuck) {
      this.#conjuncts.push({ ...about, outcome: 'not reached' });
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
    this.#conjuncts.push(inner.length === 0 ? about : { ...about, joined: 'all', parts: inner });
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
    try {
      tell();
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      resetScratch();
    }
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
    this.#record({ text, file, line }, () => {
      let outcomes = 0;
      // Parts write registers that later conjuncts read: the whole comes after them.
      const told = this.thorough ? this.#parts(joined, parts) : {};
      run(() => {
        outcomes += 1;
      });
      if (outcomes > 0) return { outcome: 'true', ...told };
      this.#stuck = true;
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
      this.#conjuncts.push({ ...about, ...found });
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      resetScratch();
      this.#stuck = true;
      if (this.#refuted) this.#conjuncts.push({ ...about, outcome: 'not reached' });
      else this.#conjuncts.push({ ...about, outcome: 'error', message: error.message });
    }
  }
}
