/** A subject that throws is the measured project's own mistake: it is told in one line with its place, never as a trace of ours. */
import { fileURLToPath } from 'node:url';

/** The message names the file, the declaration, the point, the subject and where it threw. */
export class SubjectError extends Error {
  override readonly name = 'SubjectError';
}

/** What `work` throws, with the subject's name and the line of its own code: what crosses a thread keeps its message only. */
export async function naming<T>(subject: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`subject '${subject}': ${messageOf(error)}${placeOf(error)}`, { cause: error });
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Of a message of several lines the first, as a row of results keeps it. */
export const firstLineOf = (error: unknown): string => (messageOf(error).split('\n')[0] ?? '').slice(0, 300);

/** ` (counter.bench.js:12:7)` of the innermost frame, or nothing where there is none. */
function placeOf(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const found = frames
    .map((line) => /(file:\/\/[^)\s]+):(\d+):(\d+)\)?$/.exec(line.trim()))
    .find((each) => each !== null);
  if (found === undefined) return '';
  const [, url, line, column] = found as unknown as [string, string, string, string];
  return ` (${fileURLToPath(url)}:${line}:${column})`;
}
