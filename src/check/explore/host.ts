/** What a specification may ask of a search: TLCGet's statistics, TLCSet's registers, printing. */

import { Random } from '../../core/random.js';
import {
  bool,
  type Host,
  integer,
  NONE,
  recordOf,
  STRING,
  string,
  stringText,
  TRUE_,
  tupleOf,
  type Value,
} from '../../tla/runtime.js';

export interface Statistics {
  level: number;
  generated: number;
  distinct: number;
  queue: number;
  diameter: number;
  /** The specification asks to end here: `TLCSet("exit", TRUE)`. */
  exit: boolean;
  /** Seconds since the search began. */
  duration(): number;
}

export class SearchHost implements Host {
  private readonly registers = new Map<Value, Value>();
  private readonly random_: Random;

  constructor(
    private readonly statistics: Statistics,
    private readonly outside: Pick<Host, 'print' | 'seconds' | 'environment' | 'readText' | 'writeText' | 'execute'>,
    private readonly seed: bigint,
    private readonly checkDeadlock = true,
  ) {
    this.random_ = new Random(seed);
  }

  get(key: Value): Value {
    const stored = this.registers.get(key);
    if (stored !== undefined) return stored;
    if ((key & 1) === 0) return NONE;
    const { statistics } = this;
    switch (stringText(key)) {
      case 'level':
        return integer(statistics.level);
      case 'generated':
        return integer(statistics.generated);
      case 'distinct':
        return integer(statistics.distinct);
      case 'queue':
        return integer(statistics.queue);
      case 'diameter':
        return integer(statistics.diameter);
      case 'duration':
        return integer(Math.floor(statistics.duration()));
      case 'stats':
        return recordOf({
          queue: integer(statistics.queue),
          distinct: integer(statistics.distinct),
          generated: integer(statistics.generated),
          diameter: integer(statistics.diameter),
          duration: integer(Math.floor(statistics.duration())),
          worker: integer(0),
        });
      // Trace specifications insist on one worker that goes breadth first; there is no other here.
      case 'config':
        return recordOf({
          mode: string('bfs'),
          deadlock: bool(this.checkDeadlock),
          worker: integer(1),
          seed: string(String(this.seed)),
          fingerprint: string('0'),
          install: string(''),
        });
      case 'all':
        return tupleOf([]);
      // Java properties of TLC: what they switch on is always on here.
      case '-Dtlc2.tool.impl.Tool.cdot':
        return string('true');
      case 'version':
        return string('tla2ts');
      default:
        return NONE;
    }
  }

  set(key: Value, value: Value): void {
    if ((key & 15) === STRING && stringText(key) === 'exit') {
      this.statistics.exit ||= value === TRUE_;
      return;
    }
    this.registers.set(key, value);
  }

  random(bound: number): number {
    return this.random_.next(bound);
  }

  print(text: string): void {
    this.outside.print(text);
  }

  seconds(): number {
    return this.outside.seconds();
  }

  environment(): ReadonlyMap<string, string> {
    return this.outside.environment();
  }

  readText(path: string): string | null {
    return this.outside.readText(path);
  }

  writeText(path: string, text: string, append: boolean): void {
    this.outside.writeText(path, text, append);
  }

  execute(command: readonly string[], environment: ReadonlyMap<string, string>) {
    return this.outside.execute(command, environment);
  }
}
