/** What a specification may ask of a search: TLCGet's statistics, TLCSet's registers, printing. */

import { Random } from '../../core/random.js';
import { type Host, integer, NONE, string, stringText, tupleOf, type Value } from '../../tla/runtime.js';

export interface Statistics {
  level: number;
  generated: number;
  distinct: number;
  queue: number;
  diameter: number;
  /** Seconds since the search began. */
  duration(): number;
}

export class SearchHost implements Host {
  private readonly registers = new Map<Value, Value>();
  private readonly random_: Random;

  constructor(
    private readonly statistics: Statistics,
    private readonly outside: Pick<Host, 'print' | 'seconds' | 'environment' | 'readText' | 'writeText' | 'execute'>,
    seed: bigint,
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
