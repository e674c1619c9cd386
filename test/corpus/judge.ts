/** Whether what the checker said of a model agrees with its manifest. */
import type { Model } from './manifest.js';

/** The part of `tla2ts explore --json` that counts here. */
export interface Report {
  readonly verdict: 'ok' | 'violation' | 'inconclusive';
  readonly violated: { readonly kind: string; readonly name: string } | null;
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly seconds: number;
  readonly peakRssBytes: number;
  /** Length is that of the counterexample. */
  readonly trace?: readonly unknown[] | null;
}

/** How a run of the checker ended. */
export type Run =
  | { readonly kind: 'report'; readonly report: Report }
  /** It could not read or evaluate the specification, or crashed. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'timeout'; readonly seconds: number };

export interface Judgement {
  readonly pass: boolean;
  /** Empty if it passes. */
  readonly because: string;
}

/** Kinds of violations that each result of a manifest stands for. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'safety failure': ['invariant', 'property'],
  'liveness failure': ['property'],
  'deadlock failure': ['deadlock'],
  'assumption failure': ['assumption'],
};

export function judge(model: Model, run: Run): Judgement {
  if (run.kind === 'failed') return no(run.message);
  if (run.kind === 'timeout') return no(`no verdict within ${run.seconds} s`);
  const { report } = run;
  if (model.result === 'unknown') {
    return report.verdict === 'inconclusive' ? no('inconclusive') : { pass: true, because: '' };
  }
  if (model.result !== 'success') return judgeFailure(model, report);
  if (report.verdict !== 'ok') return no(`${described(report)} where TLC found none`);
  const wrong = [
    differs('distinct', report.distinct, model.distinct),
    differs('generated', report.generated, model.generated),
    depthDiffers(report.depth, model.depth),
  ].filter((text) => text !== '');
  return wrong.length === 0 ? { pass: true, because: '' } : no(wrong.join(', '));
}

function judgeFailure(model: Model, report: Report): Judgement {
  if (report.verdict !== 'violation') return no(`${report.verdict} where TLC reports a ${model.result}`);
  const kind = report.violated?.kind ?? '';
  return (KINDS[model.result] ?? []).includes(kind)
    ? { pass: true, because: '' }
    : no(`${described(report)}, not a ${model.result}`);
}

const described = (report: Report): string =>
  report.verdict === 'violation' ? `${report.violated?.kind} ${report.violated?.name} violated` : report.verdict;

function differs(what: string, actual: number, wanted: number | null): string {
  return wanted === null || actual === wanted ? '' : `${what} ${actual} instead of ${wanted}`;
}

/**
 * TLC's depth with several workers is not deterministic: it may exceed that of breadth-first search (tlaplus/tlaplus issue
 * 883), and manifests were recorded so. A smaller depth with equal counts is therefore right.
 */
function depthDiffers(actual: number, wanted: number | null): string {
  return wanted !== null && actual < wanted ? '' : differs('depth', actual, wanted);
}

const no = (because: string): Judgement => ({ pass: false, because });
