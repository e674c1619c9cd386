/** The piscina worker: one task is a batch of seeds. */
import { finishCompiling } from '../../core/compilation.js';
import { loadExtensions } from '../extensions.js';
import { type Batch, type BatchResult, verifyBatch } from './batch.js';

export default async (batch: Batch): Promise<BatchResult> => {
  await loadExtensions();
  return verifyBatch(batch);
};

/** Of a thread that has verified its last batch. */
export { finishCompiling };
