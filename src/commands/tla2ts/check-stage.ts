/** A thread that goes on with the check of a long trace (check-stages.ts); it tells how that ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { finishCompiling } from '../../core/compilation.js';
import type { StageData } from './check-stages.js';
import { checkFile } from './check-trace-file.js';
import { TraceModels } from './load-trace-model.js';

const { stage, from } = workerData as StageData;
const models = new TraceModels(stage.spec, stage.options, () => {});
parentPort?.postMessage(checkFile(stage.file, models, stage.request, from));
finishCompiling();
