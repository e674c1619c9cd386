/** A further thread of `explore --workers N`: makes the compiled specification executable for itself and joins in. */
import { parentPort, Worker, type WorkerOptions, workerData } from 'node:worker_threads';
import { constantsFrom, type GivenConstant } from '../../check/constants.js';
import { type Enrolment, serve } from '../../check/explore/crew.js';
import { newStatistics, type RunSettings, SearchHost } from '../../check/explore/host.js';
import * as tla from '../../tla/runtime.js';
import type { Compiled } from '../../tla2ts/compile.js';
import { instantiate } from './load.js';
import { openWorld } from './world.js';

interface Given {
  readonly compiled: Pick<Compiled, 'text' | 'runtime' | 'internOrder'> & { readonly name: string };
  readonly constants: readonly GivenConstant[];
  readonly settings: RunSettings;
  readonly enrolment: Enrolment;
}

export function hireThread(
  { text, runtime, internOrder, constants, program }: Compiled,
  settings: RunSettings,
  enrolment: Enrolment,
  transferList: NonNullable<WorkerOptions['transferList']>,
): Worker {
  const compiled = { text, runtime, internOrder, name: program.specification.name };
  const given: Given = { compiled, constants, settings, enrolment };
  return new Worker(new URL(import.meta.url), { workerData: given, transferList: [...transferList] });
}

if (parentPort !== null && (workerData as Partial<Given> | null)?.enrolment !== undefined) {
  const { compiled, constants, settings, enrolment } = workerData as Given;
  tla.internInOrder(compiled.internOrder);
  const specification = instantiate(compiled, constantsFrom(constants), compiled.name);
  const statistics = newStatistics(() => performance.now() / 1000);
  tla.setHost(new SearchHost(statistics, openWorld(console.log), settings));
  serve(specification, enrolment, statistics, parentPort);
}
