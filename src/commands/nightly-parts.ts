/** The parts of a night, in order. Each adds its rows to the run and answers nothing: the page and the exit code come from the rows. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Size } from '../measure/declare.js';
import { measureGoals } from '../measure/goals.js';
import { verifyOne } from '../measure/verify/batch.js';
import { type ProtocolVerification, verify } from '../measure/verify/verify.js';
import type { ConformanceRow, ExplorationRow, VerificationRow } from '../results/row.js';
import { systems } from '../sim/systems/registry.js';
import { measureAll } from './bench.js';
import { chosen, chosenSuites, suites } from './bench-folder.js';
import type { Session } from './session.js';
import { writeRun } from './verify-replay.js';

export interface Part {
  readonly name: string;
  readonly run: (session: Session) => Promise<void>;
}

export const nightParts: readonly Part[] = [
  { name: 'verify', run: verifyProtocols },
  { name: 'traces', run: checkTraces },
  { name: 'explore', run: exploreSpecs },
  { name: 'bench', run: async (opened) => measureAll(chosen(await suites(), []), opened) },
  { name: 'goals', run: holdToGoals },
];

async function holdToGoals({ writer, measuring }: Session): Promise<void> {
  for (const row of await measureGoals(chosenSuites(await suites(), []), measuring)) writer.add(row);
}

const seedsOf: Readonly<Record<Size, number>> = { smoke: 5, quick: 50, full: 1_000 };
/** A mutant may pass hundreds of seeds: that it was not caught in fewer than this says nothing. */
const mutantSeeds = 1_000;

async function verifyProtocols({ writer, measuring, progress }: Session): Promise<void> {
  const protocols = await verify(systems, {
    seeds: seedsOf[measuring.size],
    from: 0n,
    mutant: null,
    onProgress: (protocol, mutant, done, total) =>
      progress.say(mutant === null ? protocol : `${protocol}, ${mutant}`, done, total),
  });
  for (const row of protocols.flatMap(verificationRows)) writer.add(row);
}

function verificationRows({
  name,
  seeds,
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
    verdict: rejected > 0 ? 'bad' : inconclusive > 0 ? 'inconclusive' : 'good',
    replay: first === null ? `npx nines verify ${name} --seeds ${seeds}` : `npx nines verify ${name} --seed ${first}`,
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
const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const tla2ts = join(dirname(fileURLToPath(import.meta.url)), '../tla2ts.js');

/** One trace of each protocol goes into the run, checked from its file as a reader would check it. */
async function checkTraces({ writer, progress }: Session): Promise<void> {
  for (const { name, specification } of systems) {
    progress.say(`trace of ${name}`);
    const folder = join(writer.folder, 'traces');
    const { run, outcome } = verifyOne(name, null, 1n);
    const [trace, constants] = writeRun(folder, name, run, outcome) as [string, string];
    const spec = join(packageRoot, specification);
    const { document } = await tool('check', spec, '--trace', trace, '--constants', constants, '--json');
    const verdict = document as { verdict: string; events?: number; at?: number | null; because?: string | null };
    const [here, given] = [relative(writer.folder, trace), relative(writer.folder, constants)];
    const row: ConformanceRow = {
      kind: 'conformance',
      spec: specification,
      trace: here,
      events: verdict.events ?? 0,
      verdict: verdict.verdict === 'accepted' || verdict.verdict === 'rejected' ? verdict.verdict : 'inconclusive',
      at: verdict.at ?? null,
      because: verdict.because ?? null,
      replay: `npx tla2ts check ${specification} --trace ${here} --constants ${given}`,
    };
    writer.add(row);
  }
}

/** States at which a search gives up: about half a minute. */
const mostStates: Readonly<Record<Size, number>> = { smoke: 2_000, quick: 400_000, full: 50_000_000 };

/** Every specification with a bounded model, searched exhaustively. */
async function exploreSpecs({ writer, measuring, progress }: Session): Promise<void> {
  for (const spec of boundedSpecs()) {
    progress.say(`exploring ${spec}`);
    const states = String(mostStates[measuring.size]);
    const { document } = await tool('explore', join(packageRoot, spec), '--max-states', states, '--json');
    const result = document as ExplorationDocument;
    const row: ExplorationRow = {
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
    writer.add(row);
  }
}

interface ExplorationDocument {
  readonly verdict: string;
  readonly violated: string | null;
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
  readonly statesPerSecond: number;
}

/** `specs/<family>/MC<Module>.cfg` stands beside the specification that it bounds. */
function boundedSpecs(): string[] {
  const root = join(packageRoot, 'specs');
  if (!existsSync(root)) return [];
  return (readdirSync(root, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.cfg'))
    .map((file) => join('specs', file.replace(/\.cfg$/, '.tla')))
    .filter((file) => existsSync(join(packageRoot, file)))
    .sort();
}

/**
 * Runs `tla2ts` in a process of its own, because a search fills its heap and sets the world of the values. Its answer is its
 * JSON document whatever the verdict; a process without one is an error of the input that its message explains.
 */
function tool(...args: readonly string[]): Promise<{ document: unknown }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tla2ts, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (): void => {
      child.kill();
    };
    process.once('exit', kill);
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('close', () => {
      process.off('exit', kill);
      try {
        resolve({ document: JSON.parse(output) });
      } catch {
        reject(new Error(`tla2ts ${args.join(' ')}: ${errors.trim() || 'ended without an answer'}`));
      }
    });
  });
}
