/**
 * `tla2ts check --follow`: checks a file that is still being written, line by line. Memory does not grow with it: values are
 * never collected, so that a thread whose values have grown too large hands over to a new one.
 */
import { Worker } from 'node:worker_threads';
import type { TraceVerdict } from '../../check/trace/verdict.js';
import {
  type Caller,
  type Following,
  followStage,
  type Handover,
  type StageData,
  type StageMessage,
  type StageResult,
} from './follow-stage.js';
import type { TraceModelOptions, TraceModels } from './load-trace-model.js';

export interface FollowOptions extends Following {
  /** For the threads that go on: the specification is compiled again in each. */
  readonly spec: string;
  readonly options: TraceModelOptions;
  /** Told now and then how far it is. */
  readonly onProgress: (events: number) => void;
  /** Told when a thread's values have grown too large, and another goes on. */
  readonly onHandover?: (handover: Handover) => void;
}

/** Until a rejection, an interruption (SIGINT), or silence; then the verdict on what there was. */
export async function follow(
  models: TraceModels,
  { spec, options, onProgress, onHandover, ...following }: FollowOptions,
): Promise<{ verdict: TraceVerdict } | { error: string }> {
  let interrupted = false;
  let interruptThread = (): void => {};
  const interrupt = (): void => {
    interrupted = true;
    interruptThread();
  };
  process.once('SIGINT', interrupt);
  const caller: Caller = { interrupted: () => interrupted, onProgress };
  try {
    let result = await followStage(models, following, null, caller);
    while ('handover' in result) {
      const { handover } = result;
      onHandover?.(handover);
      const data: StageData = { stage: { spec, options, following }, from: handover };
      result = await inThread(data, caller, (stop) => {
        interruptThread = stop;
      });
    }
    return result;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** `stoppable` is given what tells the thread that the command was interrupted. */
function inThread(data: StageData, caller: Caller, stoppable: (stop: () => void) => void): Promise<StageResult> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./follow-stage.js', import.meta.url), { workerData: data });
    let ended: StageResult | null = null;
    thread.on('message', (message: StageMessage) => {
      if ('events' in message) caller.onProgress(message.events);
      else ended = message.result;
    });
    thread.on('error', reject);
    // Only when it is gone is its memory free.
    thread.on('exit', (code) => {
      if (ended !== null) resolve(ended);
      else reject(new Error(`the thread that checks the trace ended with code ${code}`));
    });
    stoppable(() => thread.postMessage('interrupted'));
    if (caller.interrupted()) thread.postMessage('interrupted');
  });
}
