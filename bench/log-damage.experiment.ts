/** One bit flipped in what a killed process had synced: what the log and the stores from npm make of it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Context, experiment, goal, type Metric } from '../src/measure/declare.js';
import { type Outcome, ourLogs, outcomes, plainFile } from './log-damage-store.js';
import { installedPeers } from './log-peers.js';

const parameters = { flips: [80, 800], records: [60], recordBytes: [256] } as const;
type Damage = Context<typeof parameters>;
/** unnoticed: lost or wrong. */
type Figure = Outcome | 'unnoticed';

const storeProcess = fileURLToPath(new URL('./log-damage-store.js', import.meta.url));
const count = { unit: 'flips', better: 'lower' } as const;

/** How many of the flips ended how; the same places of the file for every store. */
const damage =
  (name: string) =>
  ({ parameters: { flips, records, recordBytes }, scratch }: Damage): Readonly<Record<Figure, number>> => {
    const folder = scratch();
    const run = (...args: (string | number)[]) =>
      spawnSync(process.execPath, [storeProcess, ...args.map(String)], { encoding: 'utf8' });
    const template = join(folder, 'written');
    mkdirSync(template);
    const writer = run('write', name, template, records, recordBytes);
    if (writer.signal !== 'SIGKILL') throw new Error(`${name} cannot be written: ${writer.stderr.trim()}`);
    const seen: Outcome[] = [];
    while (seen.length < flips) {
      const reader = run('read', name, template, records, recordBytes, flips, seen.length);
      seen.push(...(reader.stdout.split('\n').filter(Boolean) as Outcome[]));
      if (seen.length === flips) break;
      if (reader.signal === null) throw new Error(`${name} cannot be read: ${reader.stderr.trim()}`);
      seen.push('crashed');
    }
    const of = (outcome: Outcome): number => seen.filter((one) => one === outcome).length;
    const ended = Object.fromEntries(outcomes.map((outcome) => [outcome, of(outcome)])) as Record<Outcome, number>;
    return { unnoticed: ended.lost + ended.wrong, ...ended };
  };

type Subject = keyof typeof ourLogs;
const subjects = Object.fromEntries(
  [...Object.keys(ourLogs), plainFile, ...installedPeers].map((name) => [name, damage(name)]),
) as Record<Subject, ReturnType<typeof damage>>;

export const flipped = experiment({
  name: 'log-damage',
  title: 'One bit flipped in synced records: how many flips lose or change a record unnoticed',
  parameters,
  quick: { flips: [80] },
  smoke: { flips: [80] },
  metrics: {
    unnoticed: { title: 'a synced record lost or changed unnoticed', ...count },
    lost: { title: 'synced records silently lost', ...count },
    wrong: { title: 'a wrong value returned', ...count },
    refused: { title: 'an error on opening or reading', unit: 'flips', better: 'neither' },
    cut: { title: 'the last record dropped as torn, and reported', unit: 'flips', better: 'neither' },
    unaffected: { title: 'everything there', unit: 'flips', better: 'neither' },
    crashed: { title: 'the process went down', ...count },
  } satisfies Record<Figure, Metric>,
  subjects,
  chart: { x: 'flips', mark: 'bars', metric: 'unnoticed' },
});

const source = 'issue 7, reliability 2; the same harness on the npm stores is the control';
const none = (name: string, subject: Subject, figure: Outcome) =>
  goal({ name, of: flipped, subject, figure, atMost: 0, source });
export const nothingLost = none('no flipped bit silently loses a record', 'log', 'lost');
export const nothingChanged = none('no flipped bit changes a record unnoticed', 'log', 'wrong');
export const nothingCut = none('with a witness no flipped bit costs even the last record', 'log with witness', 'cut');
