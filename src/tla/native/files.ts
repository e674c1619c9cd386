/** Modules Json, IOUtils and CSV: what reads and writes files, the environment and other processes, through the host. */
import { integer, modelName, string, stringText } from '../atoms.js';
import { elementsOf, functionOf, itemsOf, recordOf, tupleOf } from '../collections.js';
import { apply, domain, isFunction } from '../functions.js';
import { host } from '../host.js';
import { fromJson, toJson } from '../json.js';
import { isLazySet, normalize } from '../lazy.js';
import { sequence } from '../sequences.js';
import { toText } from '../text.js';
import { ATOM, fail, MODEL, SET, STRING, TRUE_, TUPLE, type Value } from '../value.js';
import { wrongArgument } from './operators.js';

/** The community module's JSON: sets and sequences are arrays, functions objects, model values strings (Json.java). */
export const Json = {
  ToJson: (value: Value): Value => string(jsonText(value)),
  ToJsonArray: (value: Value): Value => string(jsonText(value)),
  ToJsonObject: (value: Value): Value =>
    (value & 15) === TUPLE
      ? string(
          `{${itemsOf(value)
            .map((item, i) => `"${i}":${jsonText(item)}`)
            .join(',')}}`,
        )
      : string(jsonText(value)),
  JsonSerialize: (path: Value, value: Value): Value => {
    host().writeText(stringText(path), jsonText(value), false);
    return TRUE_;
  },
  ndJsonSerialize: (path: Value, values: Value): Value => {
    const lines = itemsOf(sequence(values, 'ndJsonSerialize', 'second')).map((value) => `${jsonText(value)}\n`);
    host().writeText(stringText(path), lines.join(''), false);
    return TRUE_;
  },
  JsonDeserialize: (path: Value): Value => parseJson(read(path)),
  ndJsonDeserialize: (path: Value): Value =>
    tupleOf(
      read(path)
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(parseJson),
    ),
};

export const IOUtils = {
  IOEnv: (): Value =>
    recordOf(Object.fromEntries([...host().environment()].map(([name, text]) => [name, string(text)]))),
  atoi: (text: Value): Value => {
    if ((text & 15) !== STRING || !/^[+-]?[0-9]+$/.test(stringText(text))) {
      return wrongArgument(text, 'atoi', 'only', 'a string of digits');
    }
    return integer(Number(stringText(text)));
  },
  zeroPadN: (n: Value, width: Value): Value => string(toText(n).padStart(Number(toText(width)), '0')),
  IOSerialize: (value: Value, path: Value, _compress: Value): Value => {
    host().writeText(stringText(path), JSON.stringify(toJson(value)), false);
    return TRUE_;
  },
  IODeserialize: (path: Value, _compressed: Value): Value => {
    const text = read(path);
    try {
      return fromJson(JSON.parse(text));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return fail(`${stringText(path)} is no file that IOSerialize wrote here; TLC's own binary format is not read.`);
    }
  },
  Serialize: (payload: Value, path: Value, options: Value): Value => {
    const open = itemsOf(apply(options, string('openOptions'))).map(stringText);
    host().writeText(stringText(path), stringText(payload), open.includes('APPEND'));
    return outcome(0, 'Finish writing to the file with success!', '');
  },
  Deserialize: (path: Value, _options: Value): Value => outcome(0, read(path), ''),
  IOExec: (command: Value): Value => execute(words(command), new Map()),
  IOEnvExec: (environment: Value, command: Value): Value => execute(words(command), variables(environment)),
  IOExecTemplate: (template: Value, parameters: Value): Value => execute(filled(template, parameters), new Map()),
  IOEnvExecTemplate: (environment: Value, template: Value, parameters: Value): Value =>
    execute(filled(template, parameters), variables(environment)),
};

export const CSV = {
  CSVWrite: (template: Value, parameters: Value, path: Value): Value => {
    const texts = itemsOf(sequence(parameters, 'CSVWrite', 'second')).map((value) => toText(normalize(value)));
    host().writeText(stringText(path), `${format(stringText(template), texts)}\n`, true);
    return TRUE_;
  },
  CSVWriteRecord: (record: Value, delimiter: Value, headers: Value, path: Value): Value => {
    const names = elementsOf(domain(record));
    const separator = stringText(delimiter);
    const header = headers === TRUE_ ? `${names.map(stringText).join(separator)}\n` : '';
    const line = names.map((name) => toText(apply(record, name))).join(separator);
    host().writeText(stringText(path), `${header}${line}\n`, true);
    return TRUE_;
  },
  CSVRead: (columns: Value, delimiter: Value, path: Value): Value => {
    const names = itemsOf(sequence(columns, 'CSVRead', 'first'));
    const separator = stringText(delimiter);
    const lines = linesOf(host().readText(stringText(path)) ?? '');
    return tupleOf(
      lines.map((line) => {
        const fields = line.split(separator);
        return functionOf(names.map((name, i) => [name, string(fields[i] ?? '')]));
      }),
    );
  },
  CSVRecords: (path: Value): Value => integer(linesOf(host().readText(stringText(path)) ?? '').length),
};

function jsonText(value: Value): string {
  const explicit = normalize(value);
  switch ((explicit & 1) === 0 ? 0 : explicit & 15) {
    case ATOM:
      return explicit === TRUE_ ? 'true' : 'false';
    case STRING:
      return JSON.stringify(stringText(explicit));
    case MODEL:
      return JSON.stringify(modelName(explicit));
    case SET:
      return `[${elementsOf(explicit).map(jsonText).join(',')}]`;
    case TUPLE:
      return `[${itemsOf(explicit).map(jsonText).join(',')}]`;
    default:
  }
  if (isFunction(explicit)) {
    const key = (x: Value): string => JSON.stringify((x & 15) === STRING ? stringText(x) : toText(x));
    const fields = elementsOf(domain(explicit)).map((x) => `${key(x)}:${jsonText(apply(explicit, x))}`);
    return `{${fields.join(',')}}`;
  }
  return (explicit & 15) !== 0 && isSetLike(explicit)
    ? fail(`The infinite set ${toText(explicit)} has no JSON form.`)
    : toText(explicit);
}

const isSetLike = (value: Value): boolean => (value & 1) !== 0 && isLazySet(value);

function parseJson(text: string): Value {
  try {
    return fromPlain(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return fail(`Not JSON: ${text.slice(0, 80)}`);
    throw error;
  }
}

/** Objects are records even if their keys begin with `#`: another tool's file is read as it stands. */
function fromPlain(json: unknown): Value {
  if (Array.isArray(json)) return tupleOf(json.map(fromPlain));
  if (json !== null && typeof json === 'object') {
    return recordOf(Object.fromEntries(Object.entries(json).map(([name, value]) => [name, fromPlain(value)])));
  }
  return typeof json === 'number' && !Number.isInteger(json) ? integer(Math.trunc(json)) : fromJson(json);
}

function read(path: Value): string {
  const name = (path & 15) === STRING ? stringText(path) : wrongArgument(path, 'a file operation', 'path', 'a string');
  return host().readText(name) ?? fail(`The file ${name} does not exist or cannot be read.`);
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

const words = (command: Value): string[] => itemsOf(sequence(command, 'IOExec', 'only')).map(plainText);

const plainText = (value: Value): string => ((value & 15) === STRING ? stringText(value) : toText(value));

const filled = (template: Value, parameters: Value): string[] => {
  const texts = itemsOf(sequence(parameters, 'IOExecTemplate', 'second')).map(plainText);
  return words(template).map((word) => format(word, texts));
};

function variables(record: Value): Map<string, string> {
  return new Map(elementsOf(domain(record)).map((name) => [stringText(name), plainText(apply(record, name))]));
}

/** The part of Java's String.format that specifications use: `%s`, `%1$s` and `%%`. */
function format(template: string, texts: readonly string[]): string {
  let next = 0;
  return template.replace(/%(?:(\d+)\$)?([s%])/g, (_, place: string | undefined, kind: string) =>
    kind === '%'
      ? '%'
      : (texts[place === undefined ? next++ : Number(place) - 1] ?? fail(`too few values for ${template}`)),
  );
}

function execute(command: readonly string[], environment: ReadonlyMap<string, string>): Value {
  const result = host().execute(command, environment);
  return outcome(result.exitValue, result.stdout, result.stderr);
}

function outcome(exitValue: number, stdout: string, stderr: string): Value {
  return recordOf({ exitValue: integer(exitValue), stdout: string(stdout), stderr: string(stderr) });
}
