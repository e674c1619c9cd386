/** Everything that a verb writes: results to standard output, progress and messages to standard error. */
import { stripVTControlCharacters } from 'node:util';

const wantsColour = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';

const paint =
  (open: number, close: number) =>
  (text: string, on = wantsColour(process.stdout)): string =>
    on ? `\u001b[${open}m${text}\u001b[${close}m` : text;

export const style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  good: paint(32, 39),
  bad: paint(31, 39),
  unsure: paint(33, 39),
};

/** With `--json`: this one document, and nothing else on standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function printError(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** What a shell shows of a process that SIGPIPE ended: 128 and the signal's number. */
const endedByPipe = 141;

/**
 * `nines ... | head` closes the pipe before all is written: the process then ends as others do, with the verdict's code
 * if that is known, and without a word. Messages that nobody reads stop no work.
 */
export function stopWhenNobodyReads(): void {
  const isClosed = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE' || error.code === 'EOF';
  process.stdout.on('error', (error) => {
    if (!isClosed(error)) throw error;
    // A verb that has done its work sets its code in the meantime.
    setImmediate(() => process.exit(process.exitCode ?? endedByPipe));
  });
  process.stderr.on('error', (error) => {
    if (!isClosed(error)) throw error;
  });
}

export interface Progress {
  /** What is being done now; `done` of `total` where both are known. */
  say(text: string, done?: number, total?: number): void;
  end(): void;
}

const logEveryMs = 60_000;

/** One line of standard error, rewritten in place; where standard error is no terminal, a line a minute. */
export function progress(
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'> = process.stderr,
  everyMs = logEveryMs,
): Progress {
  const started = performance.now();
  const secondsSince = (): number => Math.round((performance.now() - started) / 1_000);
  const shareOf = (done?: number, total?: number): string =>
    done === undefined || total === undefined ? '' : `[${String(done).padStart(String(total).length)}/${total}] `;
  if (stream.isTTY === true) {
    return {
      say(text, done, total) {
        const line = `${shareOf(done, total)}${text} (${secondsSince()} s)`.slice(0, (stream.columns ?? 80) - 1);
        stream.write(`\r\u001b[K${line}`);
      },
      end() {
        stream.write('\r\u001b[K');
      },
    };
  }
  let doing = '';
  const timer = setInterval(() => {
    if (doing !== '') stream.write(`${secondsSince()} s: ${doing}\n`);
  }, everyMs).unref();
  return {
    say(text, done, total) {
      doing = `${shareOf(done, total)}${text}`;
    },
    end: () => clearInterval(timer),
  };
}

/** Columns padded to their widest cell; numbers (right) are those whose heading ends in a space. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const visible = (text: string): number => stripVTControlCharacters(text).length;
  const widths = heading.map((head, column) =>
    Math.max(head.trimEnd().length, ...rows.map((row) => visible(row[column] ?? ''))),
  );
  const cell = (text: string, column: number): string => {
    const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - visible(text)));
    return heading[column]?.endsWith(' ') ? space + text : text + space;
  };
  const lines = [
    heading.map((head, column) => style.bold(cell(head.trimEnd(), column))),
    ...rows.map((row) => row.map(cell)),
  ];
  return lines.map((line) => line.join('  ').trimEnd()).join('\n');
}
