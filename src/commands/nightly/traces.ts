/** The part of a night that checks traces, each from its file as a reader would. */
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { budgets } from '../../measure/plan.js';
import { verifyOne } from '../../measure/verify/batch.js';
import { oldestFirst } from '../../measure/within-time.js';
import type { ConformanceRow, LeftOutRow } from '../../results/row.js';
import type { System } from '../../sim/system.js';
import { isRegistered } from '../../sim/systems/registry.js';
import { many, measuredSystems, project } from '../config.js';
import type { Session } from '../session.js';
import { writeRun } from '../verify/replay.js';
import { inParallel } from './in-parallel.js';
import { packageRoot } from './package-root.js';
import { traceName } from './rotation.js';
import { toolFor } from './tool-process.js';

/**
 * One trace of each protocol goes into the run, checked from its file as a reader would check it; and the traces that the
 * project's configuration names.
 */
export async function checkTraces({ writer, measuring, progress }: Session): Promise<void> {
  const folder = join(writer.folder, 'traces');
  /** Where a file of this run will be found from here: what is replayed is read from the project, not from the run's folder. */
  const kept = (file: string): string =>
    relative(process.cwd(), join(dirname(writer.folder), writer.id, relative(writer.folder, file)));
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
    const replay = `npx tla2ts check ${specification} --trace ${kept(trace)} --constants ${kept(constants)}`;
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
