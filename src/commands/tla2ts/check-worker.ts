/** Checks trace files on a worker thread; the specification is compiled once for each. */
import { type CheckTask, checkInStages } from './check-stages.js';
import { TraceModels } from './load-trace-model.js';
import type { FileResult } from './print-trace-result.js';

let models: TraceModels | null = null;

export default function check(task: CheckTask): Promise<FileResult> {
  models ??= new TraceModels(task.spec, task.options, () => {});
  return checkInStages(task, models);
}
