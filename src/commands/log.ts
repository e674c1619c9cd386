/** `nines log`: looks at a durable log without opening it: nothing is locked, cut, mended or written. */
import { type InspectedBatch, type Inspection, inspectLog, type LogVerdict, NotALogError } from '../log/inspect.js';
import type { LogRecord } from '../log/records.js';
import { type ExitCode, exit, UsageError } from './exit.js';
import { print, printError, printJson, style, table } from './terminal.js';
import { act, examples, type Verb } from './verb.js';

interface Options {
  readonly json?: boolean;
  readonly from?: string;
  readonly to?: string;
}

export const log: Verb = (program) => {
  const command = program.command('log').description('Look at a durable log: its files, its soundness, its records.');
  command
    .command('inspect')
    .description('what the folder holds: segments, range of indexes, what is known durable')
    .argument('<dir>', "the log's folder")
    .option('--json', 'one JSON document on standard output')
    .action(
      act((dir: string, options: Options) => {
        const inspection = inspect(dir);
        if (options.json) printJson(summary(inspection));
        else print(inspectText(inspection));
        return codeOf(inspection.verdict);
      }),
    );
  command
    .command('verify')
    .description('reads every byte; exit code 0 sound or torn, 1 corrupt, 3 unreadable')
    .argument('<dir>', "the log's folder")
    .option('--json', 'one JSON document on standard output')
    .action(
      act((dir: string, options: Options) => {
        const inspection = inspect(dir);
        if (options.json) printJson(inspection.verdict);
        else print(verdictText(dir, inspection));
        return codeOf(inspection.verdict);
      }),
    );
  command
    .command('dump')
    .description('the records in order, a JSON line each (with --json: one document), up to the first bad spot')
    .argument('<dir>', "the log's folder")
    .option('--from <index>', 'entries from this index on, and no other records')
    .option('--to <index>', 'entries up to this index, and no other records')
    .option('--json', 'one JSON document on standard output')
    .action(
      act((dir: string, options: Options) => {
        const range = rangeOf(options);
        const lines: object[] = [];
        const take = (line: object): void => {
          if (options.json) lines.push(line);
          else print(JSON.stringify(line));
        };
        const dumper = new Dumper(range, take);
        const inspection = inspect(dir, (batch) => dumper.batch(batch));
        if (options.json) printJson({ records: lines, verdict: inspection.verdict });
        // What stops early says so, where whoever pipes the records on still sees it.
        else if (inspection.verdict.kind !== 'sound') printError(verdictText(dir, inspection));
        return codeOf(inspection.verdict);
      }),
    );
  examples(command, [
    ['nines log inspect data/n1', 'segments and range of indexes'],
    ['nines log verify data/n1', 'is every byte of it sound?'],
    ['nines log dump data/n1 --from 100 --to 120', 'some entries as JSON lines'],
  ]);
};

function inspect(dir: string, onBatch?: (batch: InspectedBatch) => void): Inspection {
  try {
    return inspectLog(dir, onBatch);
  } catch (error) {
    if (error instanceof NotALogError) throw new UsageError(`${error.message}; name the folder of a log`);
    throw error;
  }
}

const codeOf = (verdict: LogVerdict): ExitCode =>
  verdict.kind === 'corrupt' ? exit.bad : verdict.kind === 'unreadable' ? exit.inconclusive : exit.good;

const summary = ({ segments, ...rest }: Inspection): object => ({
  ...rest,
  segments: segments.map(({ name, header, batchCount, end, sealed }) => ({
    name,
    batchCount,
    end,
    sealed,
    bytes: header.segmentBytes,
    alignment: header.alignment,
    salt: `0x${header.salt.toString(16)}`,
  })),
});

function inspectText(inspection: Inspection): string {
  const { manifest, segments, baseIndex, lastIndex, lastTerm, batchCount, recordCount, durableSequence, tornFiles } =
    inspection;
  const lines = [
    `log       ${manifest?.logId ?? 'without a sound manifest'}`,
    `entries   ${lastIndex > baseIndex ? `${baseIndex + 1} to ${lastIndex}, the last of term ${lastTerm}` : 'none'}`,
    `batches   ${batchCount} with ${recordCount} records; known durable up to batch ${durableSequence}`,
    `verdict   ${shortVerdict(inspection.verdict)}`,
  ];
  if (tornFiles.length > 0) lines.push(`kept      ${tornFiles.join(', ')}`);
  const rows = segments.map(({ name, header, batchCount: batches, end, sealed }) => [
    name,
    String(batches),
    String(end),
    String(header.segmentBytes),
    sealed ? 'sealed' : 'open',
  ]);
  return `${lines.join('\n')}\n\n${table(['segment', 'batches ', 'used ', 'bytes ', 'state'], rows)}`;
}

function shortVerdict(verdict: LogVerdict): string {
  switch (verdict.kind) {
    case 'sound':
      return style.good('sound');
    case 'torn':
      return `${style.unsure('torn tail')}: ${verdict.segment}, offset ${verdict.offset}, ${verdict.bytes} bytes`;
    case 'corrupt':
      return `${style.bad('corrupt')}: ${verdict.file}, offset ${verdict.offset}: ${verdict.because}`;
    case 'unreadable':
      return `${style.unsure('unreadable')}: ${verdict.file}: ${verdict.because}`;
  }
}

function verdictText(dir: string, { verdict, lastIndex, batchCount }: Inspection): string {
  const text = `${dir}: ${shortVerdict(verdict)}`;
  switch (verdict.kind) {
    case 'sound':
      return `${text}, ${batchCount} batches, last index ${lastIndex}`;
    case 'torn':
      return `${text}. A crash left it; opening the log keeps it in a .torn file and cuts it. Last index ${lastIndex}.`;
    case 'corrupt':
      return `${text}. Sound up to index ${lastIndex}. Restore the folder from a copy, or fetch the rest from peers.`;
    case 'unreadable':
      return `${text}. Nothing is known of what lies there; look at the disk first.`;
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly given: boolean;
}

function rangeOf({ from, to }: Options): Range {
  const read = (text: string | undefined, name: string, otherwise: number): number => {
    if (text === undefined) return otherwise;
    if (!/^[0-9]{1,15}$/.test(text)) throw new UsageError(`--${name} ${text}: expected an index, a whole number`);
    return Number(text);
  };
  return {
    from: read(from, 'from', 0),
    to: read(to, 'to', Number.MAX_SAFE_INTEGER),
    given: from !== undefined || to !== undefined,
  };
}

class Dumper {
  #lastIndex: number | null = null;

  constructor(
    readonly range: Range,
    readonly take: (line: object) => void,
  ) {}

  batch({ segment, header, records }: InspectedBatch): void {
    // The first entry of the first batch shown says where the numbering stands.
    this.#lastIndex ??= header.firstIndex === 0 ? header.lastIndex : header.firstIndex - 1;
    for (const record of records) this.#record({ segment, batch: header.sequence }, record);
    this.#lastIndex = header.lastIndex;
  }

  #record(place: { readonly segment: number; readonly batch: number }, record: LogRecord): void {
    if (record.kind === 'truncateAfter') this.#lastIndex = record.index;
    if (record.kind === 'snapshot') this.#lastIndex = Math.max(this.#lastIndex ?? 0, record.index);
    if (record.kind !== 'entry') {
      if (!this.range.given) this.take({ ...place, ...record });
      return;
    }
    const index = (this.#lastIndex ?? 0) + 1;
    this.#lastIndex = index;
    if (index < this.range.from || index > this.range.to) return;
    const payload = Buffer.from(record.payload);
    this.take({ ...place, kind: 'entry', index, term: record.term, bytes: payload.length, ...textOf(payload) });
  }
}

/** Text where it is text, base64 otherwise. */
function textOf(payload: Buffer): { readonly text: string } | { readonly base64: string } {
  const text = payload.toString('utf8');
  return Buffer.from(text, 'utf8').equals(payload) ? { text } : { base64: payload.toString('base64') };
}
