/** The piscina worker: one task is a batch of seeds. */
import { type Batch, type BatchResult, verifyBatch } from './batch.js';

export default (batch: Batch): BatchResult => verifyBatch(batch);
