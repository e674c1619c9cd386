/** What is expected to fail, run again, as rows of a run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  expectedFailures,
  expectedFile,
  type SeenFailure,
  seeExpected,
} from '../../measure/verify/expected-failures.js';
import type { ProtocolVerification } from '../../measure/verify/verify.js';
import { excerpt } from '../../report/space-time/excerpt.js';
import type { ExpectedRow } from '../../results/row.js';
import { describeFault } from '../../sim/schedule.js';
import type { Run } from '../../sim/simulation.js';
import { fromRun } from '../diagram/from-run.js';
import { packageRoot } from './package-root.js';

/** Of the protocols that were verified; their counts say how often drawn runs show the same. */
export const expectedRows = (protocols: readonly ProtocolVerification[]): ExpectedRow[] =>
  expectedFailures.flatMap((failure) => {
    const verified = protocols.find(({ name }) => name === failure.protocol);
    if (verified === undefined) return [];
    const file = expectedFile(failure);
    return [rowOf(seeExpected(failure, readFileSync(join(packageRoot, file), 'utf8')), file, verified)];
  });

function rowOf(
  { failure, run, outcome, property, because, seen }: SeenFailure,
  file: string,
  { seeds, expected }: ProtocolVerification,
): ExpectedRow {
  const { protocol, title, lesson } = failure;
  const { mutant } = run;
  // Sentences name events by their number: the last of them is where it shows.
  const named = [...because.matchAll(/event (\d+)/g)].map(([, number]) => Number(number) - 1);
  return {
    kind: 'expected',
    protocol,
    title,
    lesson,
    mutant,
    property,
    because: seen ? because : `not seen: the run is ${outcome.kind}`,
    schedule: linesOf(run),
    diagram: excerpt(fromRun(run), named.length === 0 ? null : Math.max(...named)),
    count: mutant === null ? (expected.find((each) => each.property === property)?.count ?? 0) : 0,
    seeds: mutant === null ? seeds : 0,
    verdict: seen ? 'good' : 'bad',
    replay: `npx nines verify --schedule ${file} --diagram ${failure.name}.html`,
  };
}

const linesOf = ({ schedule: { nodes, faults, operations } }: Run): string[] => [
  `nodes ${nodes.join(', ')}`,
  ...faults.map((fault) => describeFault(fault)),
  ...operations.map(({ at, id, to, request }) => `${at} ms: ${id} asks ${to}: ${JSON.stringify(request)}`),
];
