/** Checks trace files on a worker thread; the specification is compiled once for each. */
import { type CheckRequest, checkFile } from './check-trace-file.js';
import { type TraceModelOptions, TraceModels } from './load-trace-model.js';
import type { FileResult } from './print-trace-result.js';

export interface CheckTask {
  readonly spec: string;
  readonly options: TraceModelOptions;
  readonly file: string;
  readonly request: CheckRequest;
}

let models: TraceModels | null = null;

export default function check({ spec, options, file, request }: CheckTask): FileResult {
  models ??= new TraceModels(spec, options, () => {});
  return checkFile(file, models, request);
}
