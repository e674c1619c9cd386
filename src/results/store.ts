/**
 * Result folders: `<root>/<utc>-<commit>-<name>/{run.json, rows.ndjson, traces/, report.html}`. A folder is written beside its
 * place under a hidden name and renamed when whole, so that it appears complete or not at all.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { assert } from '../core/assert.js';
import { faultHint, jsonFault } from '../core/json-fault.js';
import { JsonLinesError, parseJsonLines, toJsonLine, withoutMark } from '../core/json-lines.js';
import { type BodyRow, type Row, rowsVersion } from './row.js';
import { rowProblem } from './schema.js';

/** run.json: what ran, where and when. */
export interface RunInfo {
  readonly schema: `nines/run/${number}`;
  readonly id: string;
  readonly name: string;
  readonly started: string;
  readonly finished: string;
  readonly command: string;
  readonly size: string;
  readonly seed: string;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly calibration: Readonly<Record<string, unknown>>;
  readonly rows: number;
}

export interface Run {
  readonly folder: string;
  readonly info: RunInfo;
  readonly rows: readonly Row[];
}

/** A stored run that cannot be read: the file, the line and what was expected. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}

/** A write that the system refuses names no file where it goes by number: `path` is who asked. */
export function atPath<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && !('path' in error)) Object.assign(error, { path });
    throw error;
  }
}

const hiddenPrefix = '.writing-';

/** A folder for what is measured on this disk, this process's own; removed by `commit` and `abandon`. */
const scratchPrefix = '.scratch-';

export class RunWriter {
  /** Where files of this run are written until `commit`; traces go to `traces/` in it. */
  readonly folder: string;
  readonly scratch: string;
  readonly #final: string;
  readonly #rows: Row[] = [];
  readonly #file: number;
  #open = true;

  constructor(root: string, { commit, name, started }: { commit: string | null; name: string; started: Date }) {
    makeFolder(root);
    removeAbandoned(root);
    const utc = started.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
    const wanted = `${utc}-${commit?.slice(0, 7) ?? 'nocommit'}-${name}`;
    let id = wanted;
    // Another process of the same second is writing under a hidden name; its place is taken, too.
    const writing = readdirSync(root).filter((entry) => entry.startsWith(hiddenPrefix));
    const taken = (name: string): boolean =>
      existsSync(join(root, name)) || writing.some((entry) => entry.replace(/^\.writing-\d+-/, '') === name);
    for (let copy = 2; taken(id); copy += 1) id = `${wanted}-${copy}`;
    this.#final = join(root, id);
    this.scratch = join(root, `${scratchPrefix}${process.pid}-${id}`);
    this.folder = join(root, `${hiddenPrefix}${process.pid}-${id}`);
    // One by one: of a file system that is read-only, a recursive mkdir says that the folder above is missing.
    mkdirSync(this.folder);
    mkdirSync(join(this.folder, 'traces'));
    this.#file = openSync(join(this.folder, 'rows.ndjson'), 'w');
    try {
      this.#write({ kind: 'head', schema: `nines/rows/${rowsVersion}`, run: id });
    } catch (error) {
      // Nobody has this writer yet, who could abandon it.
      this.abandon();
      throw error;
    }
  }

  get id(): string {
    return basename(this.#final);
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  add(row: BodyRow): void {
    this.#write(row);
  }

  #write(row: Row): void {
    assert(this.#open, 'a row after the end of the run');
    const wrong = rowProblem(row);
    assert(wrong === null, `a row that its own schema refuses: ${wrong}: ${JSON.stringify(row).slice(0, 200)}`);
    // Not writeSync: on a disk that is nearly full it writes a part of the line, and says nothing.
    atPath(dirname(this.#final), () => writeFileSync(this.#file, toJsonLine(row)));
    this.#rows.push(row);
  }

  /** Closes the rows, writes run.json and makes the folder appear. Gives its final place. */
  commit(info: Omit<RunInfo, 'schema' | 'id' | 'rows'>): Run {
    this.#write({ kind: 'end', rows: this.#rows.length });
    atPath(dirname(this.#final), () => fsyncSync(this.#file));
    if (!existsSync(join(this.folder, 'rows.ndjson'))) this.#writeAgain();
    const whole: RunInfo = { schema: `nines/run/${rowsVersion}`, id: this.id, ...info, rows: this.#rows.length };
    atPath(dirname(this.#final), () =>
      writeFileSync(join(this.folder, 'run.json'), `${JSON.stringify(whole, null, 2)}\n`),
    );
    rmSync(this.scratch, { recursive: true, force: true });
    renameSync(this.folder, this.#final);
    this.#open = false;
    closeSync(this.#file);
    return { folder: this.#final, info: whole, rows: this.#rows };
  }

  /** Whoever cleaned up the results meanwhile took this run's folder along: its rows are all here, and an hour's work. */
  #writeAgain(): void {
    makeFolder(dirname(this.#final));
    mkdirSync(join(this.folder, 'traces'), { recursive: true });
    writeFileSync(join(this.folder, 'rows.ndjson'), this.#rows.map(toJsonLine).join(''));
  }

  /** Leaves nothing behind. Does nothing after `commit`. */
  abandon(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
    rmSync(this.scratch, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** With those above it. Not by `recursive`: where the system says ENOENT of a folder in one that is there (/proc), Node 20 tries for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    // A file is refused as mkdir refuses it.
    if (!statSync(folder).isDirectory()) mkdirSync(folder);
    return;
  }
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** What a killed process of ours could not remove itself. A folder whose process still lives is being written. */
function removeAbandoned(root: string): void {
  for (const entry of readdirSync(root)) {
    const prefix = [hiddenPrefix, scratchPrefix].find((each) => entry.startsWith(each));
    const pid = prefix === undefined ? Number.NaN : Number.parseInt(entry.slice(prefix.length), 10);
    if (Number.isNaN(pid) || alive(pid)) continue;
    rmSync(join(root, entry), { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The complete runs of a root, oldest first. */
export function listRuns(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((entry) => !entry.startsWith('.') && existsSync(join(root, entry, 'run.json')))
    .sort()
    .map((entry) => join(root, entry));
}

/** Reads a run by its folder, or by its rows.ndjson. */
export function readRun(path: string): Run {
  const folder = path.endsWith('.ndjson') || path.endsWith('run.json') ? dirname(path) : path;
  const about = statSync(folder, { throwIfNoEntry: false });
  if (about === undefined)
    throw new ResultsError(`${folder}: no such folder; name a result folder, or the rows.ndjson in it`);
  if (about.isFile()) throw new ResultsError(`${folder}: is no run; name its result folder, or the rows.ndjson in it`);
  const infoFile = join(folder, 'run.json');
  const text = withoutMark(readFileSync(infoFile, 'utf8'));
  let info: RunInfo;
  try {
    info = JSON.parse(text) as RunInfo;
  } catch {
    const fault = jsonFault(text);
    throw new ResultsError(`${infoFile}:${fault.line}:${fault.column}: expected JSON${faultHint(fault)}`);
  }
  const [wanted, found] = [`nines/run/${rowsVersion}`, (info as Partial<RunInfo> | null)?.schema ?? null];
  if (found === null || typeof info.environment !== 'object')
    throw new ResultsError(`${infoFile}: expected a run, {"schema":"${wanted}","environment":{...}, ...}`);
  if (Number(found.split('/')[2]) > rowsVersion)
    throw new ResultsError(`${infoFile}: written by a newer nines (${found}); this one reads up to ${wanted}`);
  return { folder, info, rows: readRows(join(folder, 'rows.ndjson')) };
}

function refuseNewer(file: string, first: unknown): void {
  const schema = typeof first === 'object' && first !== null && 'schema' in first ? String(first.schema) : '';
  const version = Number(/^nines\/rows\/(\d+)$/.exec(schema)?.[1] ?? 0);
  if (version > rowsVersion)
    throw new ResultsError(
      `${file}:1: written by a newer nines (${schema}); this one reads up to nines/rows/${rowsVersion}`,
    );
}

/** Reads and checks every line; refuses a file without its closing record. */
export function readRows(file: string): Row[] {
  let lines: ReturnType<typeof parseJsonLines>;
  try {
    lines = parseJsonLines(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof JsonLinesError)
      throw new ResultsError(`${file}:${error.line}:${error.column}: ${error.because}`);
    throw error;
  }
  // A newer file may hold kinds that are not known here: say that it is newer, not that a line is wrong.
  refuseNewer(file, lines[0]?.value);
  for (const { line, value } of lines) {
    const wrong = rowProblem(value);
    if (wrong !== null) throw new ResultsError(`${file}:${line}: ${wrong}`);
  }
  const rows = lines.map(({ value }) => value as Row);
  const [head] = rows;
  if (head?.kind !== 'head')
    throw new ResultsError(`${file}:1: expected the head record, {"kind":"head","schema":"nines/rows/..."}`);
  const end = rows.at(-1);
  if (end?.kind !== 'end' || end.rows !== rows.length - 1) {
    throw new ResultsError(
      `${file}: cut short or joined: expected a last record {"kind":"end","rows":${rows.length - 1}}`,
    );
  }
  return rows;
}
