/** One thread's part of `tla2ts check --follow`: it reads lines until the verdict, or until its values have grown too large. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type SavedGrowing, TraceCheck } from '../../check/trace/check-growing.js';
import { valueBytes } from '../../check/trace/compiled-model.js';
import type { Problem, TraceHeader } from '../../check/trace/event.js';
import { TraceReader } from '../../check/trace/read-trace.js';
import type { TraceVerdict } from '../../check/trace/verdict.js';
import { finishCompiling } from '../../core/compilation.js';
import { rawOf } from './check-file.js';
import { type TraceModelOptions, TraceModels } from './load-trace-model.js';

const pollMs = 100;

/** What is asked of every stage; plain data. */
export interface Following {
  readonly file: string;
  readonly maxStates: number;
  /** Seconds without a new line after which the trace counts as complete; null to go on until interrupted. */
  readonly idleSeconds: number | null;
  /** With so many bytes of values, another thread goes on. */
  readonly maxValueBytes: number;
}

/** Where a stage stood when it ended. */
export interface Handover {
  readonly header: TraceHeader;
  /** Bytes of the file, and lines, that were taken. */
  readonly offset: number;
  readonly line: number;
  readonly check: SavedGrowing;
  /** Of values, when it ended. */
  readonly valueBytes: number;
}

export type StageResult = { verdict: TraceVerdict } | { error: string } | { handover: Handover };

/** What a stage's thread is told of its caller. */
export interface Caller {
  readonly interrupted: () => boolean;
  readonly onProgress: (events: number) => void;
}

const newline = 10;

export async function followStage(
  models: TraceModels,
  { file, maxStates, idleSeconds, maxValueBytes }: Following,
  from: Handover | null,
  { interrupted, onProgress }: Caller,
): Promise<StageResult> {
  const shown = ({ line, message }: Problem): { error: string } => ({ error: `${file}:${line}: ${message}` });
  const reader = new TraceReader(rawOf(models), from?.header ?? null, file);
  let check: TraceCheck | null = from === null ? null : begin(models, reader, maxStates, from.check);
  let { offset, line } = from ?? { offset: 0, line: 0 };
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(1 << 20);
    const decoder = new StringDecoder('utf8');
    let position = offset;
    let rest = '';
    let quietSince = performance.now();
    while (!interrupted()) {
      const bytes = readSync(descriptor, piece, 0, piece.length, position);
      if (bytes === 0) {
        const quiet = (performance.now() - quietSince) / 1000;
        if (idleSeconds !== null && quiet >= idleSeconds) break;
        await sleep(pollMs);
        continue;
      }
      quietSince = performance.now();
      const lastEnd = piece.lastIndexOf(newline, bytes - 1);
      if (lastEnd >= 0) offset = position + lastEnd + 1;
      position += bytes;
      const text = rest + decoder.write(piece.subarray(0, bytes));
      let start = 0;
      for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
        line += 1;
        const one = text.slice(start, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
        start = end + 1;
        if (one.trim() === '') continue;
        const event = reader.readText(line, one);
        if (!event.ok) return shown(event.problem);
        check ??= begin(models, reader, maxStates, null);
        if (event.value === null) continue;
        const taken = check.feed(event.value);
        if (!taken.ok) return shown(taken.problem);
        if (!taken.value) return { verdict: check.verdict() };
      }
      rest = text.slice(start);
      onProgress(check?.events ?? 0);
      const used = valueBytes();
      if (check !== null && used > maxValueBytes) {
        return { handover: { header: reader.header, offset, line, check: check.save(), valueBytes: used } };
      }
      // Timers, signals and messages have their turn between pieces.
      await sleep(0);
    }
    if (check === null || check.events === 0)
      return { error: `${file}:1: the trace has no event: there is nothing to check` };
    return { verdict: check.verdict() };
  } finally {
    closeSync(descriptor);
  }
}

function begin(
  models: TraceModels,
  { header }: TraceReader,
  maxStates: number,
  saved: SavedGrowing | null,
): TraceCheck {
  const { model, mapped, complete } = models.withConstants(header.constants);
  const budget = { maxStates, maxSeconds: Number.POSITIVE_INFINITY, elapsed: () => 0 };
  const options = { complete: header.complete || complete, ...(mapped === undefined ? {} : { mapped }) };
  return new TraceCheck(model, budget, options, saved);
}

/** What a thread of its own is given. */
export interface StageData {
  readonly stage: { readonly spec: string; readonly options: TraceModelOptions; readonly following: Following };
  readonly from: Handover;
}

/** What it tells: how far it is, or how it ended. */
export type StageMessage = { readonly events: number } | { readonly result: StageResult };

if (parentPort !== null && (workerData as Partial<StageData> | null)?.stage !== undefined) {
  const port = parentPort;
  const { stage, from } = workerData as StageData;
  let stopped = false;
  // The only message is that the command was interrupted.
  port.on('message', () => {
    stopped = true;
  });
  const tell = (message: StageMessage): void => port.postMessage(message);
  const models = new TraceModels(stage.spec, stage.options, () => {});
  const caller = { interrupted: () => stopped, onProgress: (events: number) => tell({ events }) };
  void followStage(models, stage.following, from, caller).then((result) => {
    tell({ result });
    port.close();
    finishCompiling();
  });
}
