/** `tla2ts check --follow`: checks a file that is still being written, line by line; memory does not grow with it. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { TraceCheck } from '../../check/trace/check-trace.js';
import type { Problem } from '../../check/trace/event.js';
import { TraceReader } from '../../check/trace/read-trace.js';
import type { TraceVerdict } from '../../check/trace/verdict.js';
import { rawOf } from './check-file.js';
import type { TraceModels } from './load-trace-model.js';

const pollMs = 100;

export interface Following {
  readonly maxStates: number;
  /** Seconds without a new line after which the trace counts as complete; null to go on until interrupted. */
  readonly idleSeconds: number | null;
  /** Told now and then how far it is. */
  readonly onProgress: (events: number) => void;
}

/** Until a rejection, an interruption (SIGINT), or silence; then the verdict on what there was. */
export async function follow(
  file: string,
  models: TraceModels,
  following: Following,
): Promise<{ verdict: TraceVerdict } | { error: string }> {
  const shown = ({ line, message }: Problem): { error: string } => ({ error: `${file}:${line}: ${message}` });
  const reader = new TraceReader(rawOf(models));
  const descriptor = openSync(file, 'r');
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  process.once('SIGINT', interrupt);
  try {
    const piece = Buffer.allocUnsafe(1 << 20);
    const decoder = new StringDecoder('utf8');
    let check: TraceCheck | null = null;
    let rest = '';
    let line = 0;
    let quietSince = performance.now();
    while (!interrupted) {
      const bytes = readSync(descriptor, piece);
      if (bytes === 0) {
        const quiet = (performance.now() - quietSince) / 1000;
        if (following.idleSeconds !== null && quiet >= following.idleSeconds) break;
        await sleep(pollMs);
        continue;
      }
      quietSince = performance.now();
      const text = rest + decoder.write(piece.subarray(0, bytes));
      let from = 0;
      for (let to = text.indexOf('\n', from); to >= 0; to = text.indexOf('\n', from)) {
        line += 1;
        const one = text.slice(from, text.charCodeAt(to - 1) === 13 ? to - 1 : to);
        from = to + 1;
        if (one.trim() === '') continue;
        const event = reader.readText(line, one);
        if (!event.ok) return shown(event.problem);
        check ??= begin(models, reader, following);
        if (event.value === null) continue;
        const taken = check.feed(event.value);
        if (!taken.ok) return shown(taken.problem);
        if (!taken.value) return { verdict: check.verdict() };
      }
      rest = text.slice(from);
      following.onProgress(check?.events ?? 0);
      // Timers and signals have their turn between pieces.
      await sleep(0);
    }
    if (check === null || check.events === 0)
      return { error: `${file}:1: the trace has no event: there is nothing to check` };
    return { verdict: check.verdict() };
  } finally {
    process.off('SIGINT', interrupt);
    closeSync(descriptor);
  }
}

function begin(models: TraceModels, reader: TraceReader, { maxStates }: Following): TraceCheck {
  const { header } = reader;
  const { model, mapped, complete } = models.withConstants(header.constants);
  const budget = { maxStates, maxSeconds: Number.POSITIVE_INFINITY, elapsed: () => 0 };
  return new TraceCheck(model, budget, {
    complete: header.complete || complete,
    ...(mapped === undefined ? {} : { mapped }),
  });
}
