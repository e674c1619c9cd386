/** A further thread of `explore --workers N`: makes the compiled specification executable for itself and joins in. */
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { constantsFrom, type GivenConstant } from '../../check/constants.js';
import { type Enrolment, serve } from '../../check/explore/crew.js';
import { newStatistics, type RunSettings, SearchHost } from '../../check/explore/host.js';
import { assert } from '../../core/assert.js';
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

const JOINS = { joins: 'explore' };

/** Threads that load this program while the specification is still being compiled, and then are told what to explore. */
export class Threads {
  private readonly waiting: Worker[];

  constructor(count: number) {
    this.waiting = Array.from({ length: count }, () => {
      const worker = new Worker(new URL(import.meta.url), { workerData: JOINS });
      // Where the specification does not compile, nobody waits for those that wait.
      worker.unref();
      return worker;
    });
  }

  hire(
    { text, runtime, internOrder, constants, program }: Compiled,
    settings: RunSettings,
    enrolment: Enrolment,
    transferList: readonly MessagePort[],
  ): Worker {
    const worker = this.waiting.pop();
    assert(worker !== undefined, 'as many threads are hired as were asked for');
    const compiled = { text, runtime, internOrder, name: program.specification.name };
    const given: Given = { compiled, constants, settings, enrolment };
    worker.ref();
    worker.postMessage(given, transferList);
    return worker;
  }

  /** Ends those that were not hired. */
  async dismiss(): Promise<void> {
    await Promise.all(this.waiting.splice(0).map((worker) => worker.terminate()));
  }
}

if (parentPort !== null && (workerData as Partial<typeof JOINS> | null)?.joins === JOINS.joins) {
  const port = parentPort;
  port.once('message', ({ compiled, constants, settings, enrolment }: Given) => {
    tla.internInOrder(compiled.internOrder);
    const specification = instantiate(compiled, constantsFrom(constants), compiled.name);
    const statistics = newStatistics(() => performance.now() / 1000);
    tla.setHost(new SearchHost(statistics, openWorld(console.log), settings));
    serve(specification, enrolment, statistics, port);
  });
}
