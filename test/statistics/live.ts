/**
 * `npm run test:statistics:live [-- --minutes 20 --trials 40 --controls 50]`: what `nines compare` finds of slowdowns put in on purpose,
 * and how often it alarms at the same code, on this machine and now. The three kinds take turns, so that a quarter of the time is a
 * quarter of each. Exit code 0: the promises hold; 1: one is broken; 3: the time was over before they could be.
 */
import { injected, type Said, trial } from './injected.js';

const options: Record<string, number> = { minutes: 40, trials: 40, controls: 50 };
for (let at = 2; at < process.argv.length; at += 2) {
  const name = (process.argv[at] ?? '').replace(/^--/, '');
  const value = Number(process.argv[at + 1]);
  if (!(name in options) || !(value > 0)) {
    process.stderr.write(
      `test:statistics:live: expected --minutes, --trials or --controls with a number, found '${process.argv.slice(at, at + 2).join(' ')}'\n`,
    );
    process.exit(2);
  }
  options[name] = value;
}
const { minutes = 0, trials = 0, controls = 0 } = options;
const end = performance.now() + 60_000 * minutes;

interface Kind {
  readonly name: string;
  readonly share: number;
  readonly wanted: number;
  /** Share of trials that have to be found; null: none may be. */
  readonly found: number | null;
  readonly said: Record<Said, number>;
  readonly ratios: number[];
  seconds: number;
}
const kind = (name: string, share: number, wanted: number, found: number | null): Kind => ({
  ...{ name, share, wanted, found, ratios: [], seconds: 0 },
  said: { slower: 0, faster: 0, '~': 0, inconclusive: 0, unstable: 0 },
});
const kinds = [
  kind('same code', 0, controls, null),
  kind('5 % slower', 0.05, trials, 0.95),
  kind('10 % slower', 0.1, trials, 0.99),
];
const done = ({ said }: Kind): number => Object.values(said).reduce((sum, count) => sum + count, 0);
const falseAlarms = ({ said, found }: Kind): number => said.faster + (found === null ? said.slower : 0);
/** Of few trials one may be missed, as of 40: 99 % of them are 39.6. */
const missesAllowed = ({ found }: Kind, of: number): number => (found === null ? of : Math.ceil((1 - found) * of));

const columns = ['', 'trials', 'found', 'missed', 'undecided', 'unstable', 'false alarms', 'median ratio', 's a trial'];
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
function table(): string {
  const cells = kinds.map((each) => [
    each.name,
    `${done(each)} of ${each.wanted}`,
    each.found === null ? '' : String(each.said.slower),
    each.found === null ? '' : String(each.said['~']),
    String(each.said.inconclusive),
    String(each.said.unstable),
    String(falseAlarms(each)),
    median(each.ratios).toFixed(4),
    (each.seconds / Math.max(1, done(each))).toFixed(1),
  ]);
  const widths = columns.map((title, at) => Math.max(title.length, ...cells.map((row) => (row[at] as string).length)));
  return [columns, ...cells]
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '))
    .join('\n');
}

const projects = new Map(kinds.map((each) => [each, injected(each.share)]));
try {
  for (let seed = 1; performance.now() < end && kinds.some((each) => done(each) < each.wanted); seed += 1) {
    for (const each of kinds) {
      if (done(each) >= each.wanted || performance.now() >= end) continue;
      const began = performance.now();
      const { said, ratio } = trial(projects.get(each)!, seed);
      each.said[said] += 1;
      each.ratios.push(ratio);
      each.seconds += (performance.now() - began) / 1_000;
      process.stderr.write(`${each.name} ${done(each)}: ${said} (${ratio.toFixed(4)})\n`);
    }
  }
} finally {
  for (const project of projects.values()) project.remove();
}
process.stdout.write(`${table()}\n`);
const broken = kinds.some(
  (each) =>
    falseAlarms(each) > 0 || (each.found !== null && done(each) - each.said.slower > missesAllowed(each, each.wanted)),
);
process.exitCode = broken ? 1 : kinds.some((each) => done(each) < each.wanted) ? 3 : 0;
