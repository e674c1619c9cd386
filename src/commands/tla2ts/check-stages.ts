/**
 * The check of one trace file, however long: values are never collected, so that a thread whose values have grown too large
 * ends, and a new one goes on where it stood.
 */
import { Worker } from 'node:worker_threads';
import { type CheckRequest, checkFile, type Handover } from './check-trace-file.js';
import type { TraceModelOptions, TraceModels } from './load-trace-model.js';
import type { FileResult } from './print-trace-result.js';

/** One file to check; plain data. */
export interface CheckTask {
  readonly spec: string;
  readonly options: TraceModelOptions;
  readonly file: string;
  readonly request: CheckRequest;
}

/** What a thread that goes on is given. */
export interface StageData {
  readonly stage: CheckTask;
  readonly from: Handover;
}

/** `onHandover` is told each time that another thread goes on. */
export async function checkInStages(
  task: CheckTask,
  models: TraceModels,
  onHandover: (handover: Handover) => void = () => {},
): Promise<FileResult> {
  const startedAt = performance.now();
  let result = checkFile(task.file, models, task.request);
  if (!('handover' in result)) return result;
  while ('handover' in result) {
    onHandover(result.handover);
    result = await inThread({ stage: task, from: result.handover });
  }
  return { ...result, seconds: (performance.now() - startedAt) / 1000 };
}

function inThread(data: StageData): Promise<ReturnType<typeof checkFile>> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./check-stage.js', import.meta.url), { workerData: data });
    let result: ReturnType<typeof checkFile> | null = null;
    thread.on('message', (message: ReturnType<typeof checkFile>) => {
      result = message;
    });
    thread.on('error', reject);
    // Only when it is gone is its memory free.
    thread.on('exit', (code) => {
      if (result !== null) resolve(result);
      else reject(new Error(`the thread that checks ${data.stage.file} ended with code ${code}`));
    });
  });
}
