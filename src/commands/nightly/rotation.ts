/**
 * What a quick night has no time for is what the next one begins with: how many nights ago each thing was measured last, read from the
 * rows of the nights before. Nothing is kept besides them, so a lost run costs an order and no figure.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goalName } from '../../measure/goals.js';
import { pointName, pointNameOf } from '../../measure/run.js';
import type { Row } from '../../results/row.js';
import { listRuns, type RunInfo } from '../../results/store.js';

export type Age = (name: string) => number;

export const specName = (spec: string): string => `spec ${spec}`;
export const traceName = (spec: string): string => `trace ${spec}`;
export const checkName = (name: string): string => `check ${name}`;
export const runsName = (protocol: string, mutant: string | null): string => `runs ${protocol} ${mutant ?? ''}`;

/** Nights that are looked at: longer ago is as good as never. */
const mostNights = 10;

/** What a row says was measured, or tried; null where it says that there was no time. */
function measuredIn(row: Row): string | null {
  switch (row.kind) {
    case 'figure':
      return pointName(row.name, row.parameters, row.workers);
    case 'goal':
      return goalName(row.name);
    case 'exploration':
      return row.distinct > 0 ? specName(row.spec) : null;
    case 'conformance':
      return traceName(row.spec);
    case 'verification':
      return row.seeds > 0 ? runsName(row.protocol, row.mutant) : null;
    case 'check':
      return row.verdict === 'inconclusive' ? null : checkName(row.name);
    case 'leftOut':
      // Begun and given up: to be first every night would cost every night the same.
      if (row.because === null) return null;
      return row.part === 'goals' ? goalName(row.what) : pointNameOf(row.what);
    default:
      return null;
  }
}

/** 1: the last night of this name and size had it; Infinity: none of the last ten had. */
export function agesOf(results: string, name: string, size: string): Age {
  const ages = new Map<string, number>();
  let nights = 0;
  for (const folder of listRuns(results).reverse()) {
    const rows = rowsOf(folder, name, size);
    if (rows === null) continue;
    nights += 1;
    for (const row of rows) {
      const measured = measuredIn(row);
      if (measured !== null && !ages.has(measured)) ages.set(measured, nights);
    }
    if (nights === mostNights) break;
  }
  return (what) => ages.get(what) ?? Infinity;
}

/** Null where the run is another or cannot be read: explaining a broken run is `nines validate`'s. */
function rowsOf(folder: string, name: string, size: string): Row[] | null {
  try {
    const info = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunInfo;
    if (info.name !== name || info.size !== size) return null;
    const lines = readFileSync(join(folder, 'rows.ndjson'), 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Row);
  } catch {
    return null;
  }
}
