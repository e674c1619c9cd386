/** What two revisions can be compared by: what both declare, at the same points. */
import { relative } from 'node:path';
import type { Measurable, Size } from '../declare.js';
import { pointsOf, samePoint } from '../plan.js';
import { reasonAgainst } from '../run.js';
import type { Suite } from '../suite.js';
import type { Contest } from './round.js';

export interface Contests {
  readonly shared: readonly Contest[];
  /** Declarations or subjects that one side alone has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/** The points of a size: a comparison takes many rounds, so fewer than a bench of that size does. */
const pointsAt: Readonly<Record<Size, Size>> = { smoke: 'smoke', quick: 'smoke', full: 'quick' };

/**
 * By name, subject and point. Subjects that the chart hides are controls and not the project's own. `roots`: of each side, which
 * file names are relative to.
 */
export function contestsOf(
  before: readonly Suite[],
  after: readonly Suite[],
  roots: { readonly before: string; readonly after: string },
  size: Size,
  wanted: (suite: string, declaration: string) => boolean,
  points: Size = pointsAt[size],
): Contests {
  // A tool that is missing is missing on both sides.
  const possible = (all: readonly Contest[]): Contest[] =>
    all.filter(({ declared }) => reasonAgainst(declared) === null);
  const one = flat(before, roots.before, points, wanted);
  const other = flat(after, roots.after, points, wanted);
  const matches = (a: Contest) => (b: Contest) =>
    a.declared.name === b.declared.name &&
    a.declared.kind === b.declared.kind &&
    a.subject === b.subject &&
    a.file === b.file &&
    samePoint(a.parameters, b.parameters);
  const named = ({ declared, subject }: Contest): string => `${declared.name} ${subject}`;
  return {
    shared: possible(other.filter((contest) => one.some(matches(contest)))),
    onlyBefore: [...new Set(one.filter((contest) => !other.some(matches(contest))).map(named))],
    onlyAfter: [...new Set(other.filter((contest) => !one.some(matches(contest))).map(named))],
  };
}

function flat(
  suites: readonly Suite[],
  root: string,
  points: Size,
  wanted: (suite: string, declaration: string) => boolean,
): Contest[] {
  return suites.flatMap((suite) =>
    suite.measured
      .filter((declared) => wanted(suite.name, declared.name))
      .flatMap((declared) =>
        pointsOf(declared, points).flatMap((parameters) =>
          ownSubjects(declared).map(
            (subject): Contest => ({
              suite: suite.name,
              file: relative(root, suite.file),
              declared,
              subject,
              parameters,
            }),
          ),
        ),
      ),
  );
}

const ownSubjects = (declared: Measurable): string[] => {
  const hidden: readonly string[] = declared.chart?.hide ?? [];
  return Object.keys(declared.subjects).filter((subject) => !hidden.includes(subject));
};
