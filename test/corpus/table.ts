/** The table that `npm run test:corpus` prints. */
import type { Judgement, Run } from './judge.js';
import { type Model, nameOf } from './manifest.js';

export interface Row {
  readonly model: Model;
  readonly run: Run;
  readonly judgement: Judgement;
  /** Wall time of the whole process. */
  readonly seconds: number;
}

/** One line per model. Counts as distinct/generated/depth; the manifest's follow where they differ. */
export function line(row: Row): string {
  const { model, run, judgement } = row;
  const verdict = run.kind === 'report' ? run.report.verdict : run.kind;
  const counts = run.kind === 'report' ? `${run.report.distinct}/${run.report.generated}/${run.report.depth}` : '';
  const deeper = judgement.pass && run.kind === 'report' && model.depth !== null && run.report.depth < model.depth;
  const times = `${row.seconds.toFixed(1)} s${model.runtime === null ? '' : ` (TLC ${model.runtime} s)`}`;
  const first = `${judgement.pass ? 'ok  ' : 'FAIL'} ${nameOf(model).padEnd(48)} ${verdict.padEnd(12)} ${counts.padEnd(26)} ${times}${deeper ? `, manifest's depth ${model.depth}` : ''}`;
  return judgement.pass ? first : `${first}\n       ${judgement.because.replaceAll('\n', '\n       ')}`;
}

export function summary(rows: readonly Row[]): string {
  const passed = rows.filter(({ judgement }) => judgement.pass).length;
  const counted = rows.filter(({ model }) => model.distinct !== null);
  const exact = counted.filter(({ judgement }) => judgement.pass).length;
  return `${passed} of ${rows.length} models agree; ${exact} of ${counted.length} with exact counts`;
}
