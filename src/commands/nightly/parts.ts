/** The parts of a night, in order. Each adds its rows to the run and answers nothing: the page and the exit code come from the rows. */
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareInstructionCounts } from '../../measure/compare/stored.js';
import type { Size } from '../../measure/declare.js';
import { environment } from '../../measure/environment.js';
import { measureGoals } from '../../measure/goals.js';
import { budgets, type Ends } from '../../measure/plan.js';
import { oldestFirst, withinTime } from '../../measure/run.js';
import { verifyOne } from '../../measure/verify/batch.js';
import { type ProtocolVerification, verify } from '../../measure/verify/verify.js';
import type { ConformanceRow, ExplorationRow, FigureRow, LeftOutRow, Row, VerificationRow } from '../../results/row.js';
import { listRuns } from '../../results/store.js';
import type { System } from '../../sim/system.js';
import { isRegistered } from '../../sim/systems/registry.js';
import { measureAll } from '../bench.js';
import { chosen, chosenSuites, suites } from '../bench-folder.js';
import { compareInSession, knownRevision } from '../comparison.js';
import { many, measuredSystems, project } from '../config.js';
import type { Session } from '../session.js';
import { writeRun } from '../verify/replay.js';
import { runChecks } from './checks.js';
import { confirmSuspicions } from './confirm.js';
import { expectedRows } from './expected-rows.js';
import { infoOf, rowsIn } from './nights.js';
import { runsName, specName, traceName } from './rotation.js';
import { toolFor } from './tool-process.js';

export interface Part {
  readonly name: string;
  /** After which of the night's ends it is given up, should it not keep its time itself; without one, at the end of the night. */
  readonly until?: keyof Ends;
  /** `endsAt`: when the night has to be over, on the clock of performance.now(). */
  readonly run: (session: Session, endsAt: number) => Promise<void>;
}

export const nightParts: readonly Part[] = [
  { name: 'verify', until: 'verify', run: verifyProtocols },
  { name: 'traces', until: 'traces', run: checkTraces },
  { name: 'explore', until: 'explore', run: exploreSpecs },
  { name: 'bench', until: 'wall', run: async (opened) => measureAll(chosen(await suites(), []), opened) },
  { name: 'instructions', run: compareInstructions },
  { name: 'goals', until: 'goals', run: holdToGoals },
  { name: 'compare', run: compareWithBaseline },
  { name: 'confirm', run: confirmSuspicions },
  { name: 'checks', run: runChecks },
];

/** Only where the configuration names a baseline: the work tree as it is built, against that. */
async function compareWithBaseline(opened: Session, endsAt: number): Promise<void> {
  const { config } = await project();
  if (config?.baseline === undefined) return;
  await knownRevision(config.baseline);
  const threshold = config.gates?.threshold ?? 0.02;
  // The rest is for suspicions and checks.
  const soon = performance.now() + (endsAt - performance.now()) / 2;
  await compareInSession(config.baseline, '.', { only: [], threshold, endsAt: soon }, opened);
}

/** Against the last night on this machine that counted them: more than 0.5 % is a change, without any statistics. */
async function compareInstructions({ writer, measuring }: Session): Promise<void> {
  const isCount = (row: Row): row is FigureRow => row.kind === 'figure' && row.clock === 'instructions';
  const tonight = writer.rows.filter(isCount);
  if (tonight.length === 0) return;
  const { fingerprint } = environment();
  const nights = listRuns(dirname(writer.folder)).map(infoOf).reverse();
  for (const night of nights) {
    if (night?.info.name !== 'nightly' || night.info.size !== measuring.size) continue;
    if (night.info.environment.fingerprint !== fingerprint) continue;
    const counted = rowsIn<FigureRow>(night.folder, 'figure').filter(isCount);
    if (counted.length === 0) continue;
    for (const row of compareInstructionCounts(counted, tonight, [night.info.id, writer.id])) writer.add(row);
    return;
  }
}

async function holdToGoals({ writer, measuring }: Session): Promise<void> {
  for (const row of await measureGoals(chosenSuites(await suites(), []), measuring)) writer.add(row);
}

const seedsOf: Readonly<Record<Size, number>> = { smoke: 5, quick: 50, full: 1_000 };
/** A quick night asks of a mutant whether it is caught, and has more seeds for that; a whole one counts how often. */
const quickMutants = { mutantSeeds: 250, catches: 1 };
/** A mutant may pass hundreds of seeds: that it was not caught in fewer than this says nothing. */
const mutantSeeds = 1_000;

async function verifyProtocols({ writer, measuring, progress }: Session): Promise<void> {
  const protocols = await verify(await measuredSystems(), {
    seeds: seedsOf[measuring.size],
    from: 0n,
    mutant: null,
    ...(measuring.size === 'quick' ? quickMutants : {}),
    maxMs: (measuring.budget ?? budgets[measuring.size]).verifyMs,
    signal: measuring.signal,
    age: (protocol, mutant) => measuring.age?.(runsName(protocol, mutant)) ?? Infinity,
    onProgress: (protocol, mutant, done, total) =>
      progress.say(mutant === null ? protocol : `${protocol}, ${mutant}`, done, total),
  });
  for (const row of protocols.flatMap(verificationRows)) writer.add(row);
  for (const row of expectedRows(protocols)) writer.add(row);
}

function verificationRows({
  name,
  seeds,
  leftOut,
  accepted,
  rejected,
  inconclusive,
  failures,
  mutants,
}: ProtocolVerification): VerificationRow[] {
  const first = failures[0]?.seed ?? null;
  const sound: VerificationRow = {
    kind: 'verification',
    protocol: name,
    mutant: null,
    seeds,
    accepted,
    rejected,
    inconclusive,
    firstSeed: first,
    verdict: rejected > 0 ? 'bad' : inconclusive + leftOut > 0 ? 'inconclusive' : 'good',
    replay:
      first === null
        ? `npx nines verify ${name} --seeds ${seeds + leftOut}`
        : `npx nines verify ${name} --seed ${first}`,
  };
  return [
    sound,
    ...mutants.map(
      (mutant): VerificationRow => ({
        kind: 'verification',
        protocol: name,
        mutant: mutant.name,
        seeds: mutant.seeds,
        accepted: mutant.seeds - mutant.caught,
        rejected: mutant.caught,
        inconclusive: 0,
        firstSeed: mutant.firstSeed,
        verdict: mutant.caught > 0 ? 'good' : mutant.seeds < mutantSeeds ? 'inconclusive' : 'bad',
        replay: `npx nines verify ${name} --mutant ${mutant.name}${mutant.firstSeed === null ? '' : ` --seed ${mutant.firstSeed}`}`,
      }),
    ),
  ];
}

/** dist/src/commands: the package's own specs are three up. */
const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

/**
 * One trace of each protocol goes into the run, checked from its file as a reader would check it; and the traces that the
 * project's configuration names.
 */
async function checkTraces({ writer, measuring, progress }: Session): Promise<void> {
  const folder = join(writer.folder, 'traces');
  // A protocol of the project's own may have no bounded model beside its specification: it has been checked by its seeds.
  const systems = (await measuredSystems()).filter((system) => !isRegistered(system));
  const oldest = oldestFirst(systems, ({ specification }) => measuring.age?.(traceName(specification)) ?? Infinity);
  const end = performance.now() + (measuring.budget ?? budgets[measuring.size]).tracesMs;
  // One that is begun has a minute in any case.
  const soon = Math.max(end, performance.now()) + leastTraceMs;
  const trace = async ({ name, specification }: System): Promise<ConformanceRow | LeftOutRow> => {
    if (performance.now() >= end || measuring.signal?.aborted === true) {
      return {
        kind: 'leftOut',
        part: 'traces',
        what: `a trace of ${name}`,
        because: null,
        replay: `npx nines verify ${name}`,
      } as const;
    }
    progress.say(`trace of ${name}`);
    const { run, outcome } = verifyOne(name, null, 1n);
    const [trace, constants] = writeRun(folder, name, run, outcome) as [string, string];
    const shown = relative(writer.folder, trace);
    const args = ['--trace', trace, '--constants', constants];
    const replay = `npx tla2ts check ${specification} --trace ${shown} --constants ${relative(writer.folder, constants)}`;
    return conformance(specification, join(packageRoot, specification), shown, args, replay, soon, measuring.signal);
  };
  await inParallel(oldest, availableParallelism(), trace, (rows) => {
    for (const row of rows) writer.add(row);
  });
  const { root, config } = await project();
  for (const { spec, trace, config: model, map, constants } of config?.traces ?? []) {
    for (const file of many(trace)) {
      progress.say(`trace ${file}`);
      const given = { '--config': model, '--map': map, '--constants': constants };
      const named = Object.entries(given).flatMap(([option, value]) => (value === undefined ? [] : [option, value]));
      const paths = named.map((part) => (part.startsWith('--') ? part : resolve(root, part)));
      const replay = ['npx tla2ts check', spec, '--trace', file, ...named].join(' ');
      writer.add(
        await conformance(
          spec,
          resolve(root, spec),
          file,
          ['--trace', resolve(root, file), ...paths],
          replay,
          soon,
          measuring.signal,
        ),
      );
    }
  }
}

const leastTraceMs = 60_000;

async function conformance(
  spec: string,
  file: string,
  trace: string,
  args: readonly string[],
  replay: string,
  end: number,
  signal: AbortSignal | undefined,
): Promise<ConformanceRow> {
  const answer = await toolFor(end - performance.now(), signal, 'check', file, ...args, '--json');
  const late = { verdict: 'inconclusive', because: 'its time was over' };
  const verdict = (answer ?? late) as {
    verdict: string;
    events?: number;
    at?: number | null;
    because?: string | null;
  };
  return {
    kind: 'conformance',
    spec,
    trace,
    events: verdict.events ?? 0,
    verdict: verdict.verdict === 'accepted' || verdict.verdict === 'rejected' ? verdict.verdict : 'inconclusive',
    at: verdict.at ?? null,
    because: verdict.because ?? null,
    replay,
  };
}

/** States at which a search gives up: about half a minute. */
const mostStates: Readonly<Record<Size, number>> = { smoke: 2_000, quick: 400_000, full: 50_000_000 };

/** Every specification with a bounded model, searched exhaustively. */
async function exploreSpecs({ writer, measuring, progress }: Session): Promise<void> {
  const end = performance.now() + (measuring.budget ?? budgets[measuring.size]).exploreMs;
  // The large ones take minutes altogether: for the whole night.
  const specs = (await boundedSpecs()).filter(({ spec }) => measuring.size === 'full' || !/Large\.tla$/.test(spec));
  const oldest = oldestFirst(specs, ({ spec }) => measuring.age?.(specName(spec)) ?? Infinity);
  // A large model may take the whole memory.
  const atOnce = measuring.size === 'full' ? 1 : availableParallelism();
  const explore = async ({ spec, file }: BoundedSpec): Promise<ExplorationRow> => {
    progress.say(`exploring ${spec}`);
    const states = String(mostStates[measuring.size]);
    const left = end - performance.now();
    const document =
      left > 0 ? await toolFor(left, measuring.signal, 'explore', file, '--max-states', states, '--json') : null;
    if (document === null) return unexplored(spec);
    const result = document as ExplorationDocument;
    return {
      kind: 'exploration',
      spec,
      generated: result.generated,
      distinct: result.distinct,
      depth: result.depth,
      statesPerSecond: result.statesPerSecond,
      verdict: result.verdict === 'ok' ? 'good' : result.verdict === 'inconclusive' ? 'inconclusive' : 'bad',
      because:
        result.violated ?? (result.verdict === 'ok' ? null : `${result.verdict} after ${result.distinct} states`),
      replay: `npx tla2ts explore ${spec}`,
    };
  };
  await inParallel(oldest, atOnce, explore, (rows) => {
    for (const row of [...rows].sort((a, b) => (a.spec < b.spec ? -1 : 1))) writer.add(row);
  });
}

/** None of it is timed. `done` gets the answers in the order of what was given, then the first failure is thrown: it costs no other. */
async function inParallel<T, R>(
  what: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<R>,
  done: (answers: readonly R[]) => void,
): Promise<void> {
  const answers = new Map<T, R>();
  const failures: unknown[] = [];
  await withinTime(what, atOnce, Infinity, async (one) => {
    try {
      answers.set(one, await work(one));
    } catch (error) {
      failures.push(error);
    }
  });
  done(what.filter((one) => answers.has(one)).map((one) => answers.get(one) as R));
  if (failures.length > 0) throw failures[0];
}

const unexplored = (spec: string): ExplorationRow => ({
  kind: 'exploration',
  spec,
  generated: 0,
  distinct: 0,
  depth: 0,
  statesPerSecond: 0,
  verdict: 'inconclusive',
  because: 'there was no time for it: the next night begins with it',
  replay: `npx tla2ts explore ${spec}`,
});

interface ExplorationDocument {
  readonly verdict: string;
  readonly violated: string | null;
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
  readonly statesPerSecond: number;
}

interface BoundedSpec {
  readonly spec: string;
  readonly file: string;
}

/** `MC<Module>.cfg` stands beside the specification that it bounds; ours, or those of the folders that are configured. */
async function boundedSpecs(): Promise<BoundedSpec[]> {
  const { root, config } = await project();
  const [base, folders] = config === null ? [packageRoot, ['specs']] : [root, many(config.specs)];
  return folders.flatMap((folder) => {
    const files = existsSync(join(base, folder))
      ? (readdirSync(join(base, folder), { recursive: true }) as string[])
      : [];
    return files
      .filter((file) => file.endsWith('.cfg'))
      .map((file) => join(folder, file.replace(/\.cfg$/, '.tla')))
      .map((spec) => ({ spec, file: resolve(base, spec) }))
      .filter(({ file }) => existsSync(file))
      .sort((a, b) => (a.spec < b.spec ? -1 : 1));
  });
}
