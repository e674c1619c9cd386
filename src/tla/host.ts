/**
 * What evaluation may ask of the world: TLCGet and TLCSet, printing, chance, environment and files. The engine supplies
 * it; without one, registers live in a map, chance is a fixed sequence, printing is dropped and files are refused.
 */
import { Random } from '../core/random.js';
import { toText } from './text.js';
import { fail, NONE, type Value } from './value.js';

export interface Execution {
  readonly exitValue: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Host {
  /** TLCGet of a register or of a named statistic; NONE if undefined. */
  get(key: Value): Value;
  set(key: Value, value: Value): void;
  print(text: string): void;
  /** Uniform in [0, bound). */
  random(bound: number): number;
  /** Seconds since 1970. */
  seconds(): number;
  environment(): ReadonlyMap<string, string>;
  /** null if there is no such file. */
  readText(path: string): string | null;
  writeText(path: string, text: string, append: boolean): void;
  execute(command: readonly string[], environment: ReadonlyMap<string, string>): Execution;
}

const registers = new Map<Value, Value>();
const chance = new Random(0x5eedn);

export const closedHost: Host = {
  get: (key) => registers.get(key) ?? NONE,
  set: (key, value) => {
    registers.set(key, value);
  },
  print: () => {},
  random: (bound) => chance.next(bound),
  seconds: () => 0,
  environment: () => new Map(),
  readText: (path) => fail(`the file ${path} is not readable here: this evaluation has no access to files`),
  writeText: (path) => fail(`the file ${path} is not writable here: this evaluation has no access to files`),
  execute: (command) => fail(`${command.join(' ')} cannot be run here: this evaluation may not start processes`),
};

let current: Host = closedHost;

export function host(): Host {
  return current;
}

export function setHost(next: Host): void {
  current = next;
}

/** TLCGet: an error if the register was never set. */
export function getRegister(key: Value): Value {
  const value = current.get(key);
  return value !== NONE ? value : fail(`TLCGet(${toText(key)}) was undefined.`);
}
