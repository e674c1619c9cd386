/** What a specification may ask of a search: TLCGet's statistics, TLCSet's registers, printing. */

import { Random } from '../../core/random.js';
import {
  bool,
  fail,
  type Host,
  integer,
  NONE,
  recordOf,
  STRING,
  string,
  stringText,
  TAG_MASK,
  TRUE_,
  tupleOf,
  type Value,
} from '../../tla/runtime.js';
import { actionRecord, type Looking, type Taken } from './trace-state.js';

/** The revision of TLC whose rules are followed here, for TLCGet("revision"): seconds since 1970. */
const REVISION_TIMESTAMP = 1_735_689_600;

export interface Statistics {
  /** That of the state expanded, 1 for initial ones; 0 before there is a state, as in TLC. */
  level: number;
  generated: number;
  distinct: number;
  queue: number;
  diameter: number;
  /** The specification reads these counts while states are found: they have to be right at each, not only after many. */
  exact?: boolean;
  /** The specification asks to end here: TLCSet("exit", TRUE). */
  exit: boolean;
  /** Temporal properties are being checked: no state is visited meanwhile. */
  temporal?: boolean;
  /** Of a simulation: behaviours begun, and how often each action was taken in the current one. */
  traces?: number;
  actions?: Map<string, number>;
  /** Seconds since the search began. */
  duration(): number;
}

/** `exact`: see `Statistics`. */
export const newStatistics = (duration: () => number, exact = false): Statistics => ({
  exact,
  level: 0,
  generated: 0,
  distinct: 0,
  queue: 0,
  diameter: 0,
  exit: false,
  duration,
});

/** How the checker was asked to run, for TLCGet("config"). */
export interface RunSettings {
  readonly mode: 'bfs' | 'simulate' | 'generate';
  readonly checkDeadlock: boolean;
  readonly workers: number;
  readonly seed: bigint;
  /** Of a simulation: steps of a behaviour and number of behaviours. */
  readonly depth?: number;
  readonly traces?: number;
}

/** What a search host hands on to whoever runs it. */
export type Outside = Pick<Host, 'print' | 'seconds' | 'environment' | 'readText' | 'writeText' | 'execute'>;

export class SearchHost implements Host, Looking {
  private readonly registers = new Map<Value, Value>();
  private readonly random_: Random;
  private taken: Taken | null = null;

  constructor(
    private readonly statistics: Statistics,
    private readonly outside: Outside,
    private readonly settings: RunSettings,
  ) {
    this.random_ = new Random(settings.seed);
  }

  lookAt(position: number, taken: Taken | null): void {
    this.statistics.level = position + 1;
    this.taken = taken;
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
      case 'distinct':
      case 'queue':
      case 'diameter':
      case 'duration':
        return this.counts[stringText(key)] ?? NONE;
      case 'stats':
        return recordOf(this.counts);
      case 'config':
        return this.config;
      case 'revision':
        return recordOf({ timestamp: integer(REVISION_TIMESTAMP), tag: string('tla2ts') });
      case 'action':
        return actionRecord(this.taken, string);
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

  private get counts(): Record<string, Value> {
    const { statistics } = this;
    const { generated, distinct, queue, diameter, traces, actions } = statistics;
    const both = {
      generated: integer(generated),
      duration: integer(Math.floor(statistics.duration())),
      worker: integer(0),
    };
    if (traces === undefined) {
      return { ...both, distinct: integer(distinct), queue: integer(queue), diameter: integer(diameter) };
    }
    const taken = recordOf(Object.fromEntries([...(actions ?? [])].map(([name, count]) => [name, integer(count)])));
    const behavior = recordOf({ actions: taken, id: integer(traces) });
    return { ...both, distinct: integer(distinct), diameter: integer(diameter), traces: integer(traces), behavior };
  }

  private get config(): Value {
    const { mode, checkDeadlock, workers, seed, depth, traces } = this.settings;
    const both = {
      mode: string(mode),
      deadlock: bool(checkDeadlock),
      worker: integer(workers),
      seed: string(String(seed)),
      install: string(''),
    };
    if (mode === 'bfs') return recordOf({ ...both, fingerprint: string('0') });
    return recordOf({
      ...both,
      depth: integer(Number.isFinite(depth) ? depth! : -1),
      traces: integer(traces ?? 0),
      sched: string('random'),
    });
  }

  set(key: Value, value: Value): void {
    if ((key & TAG_MASK) !== STRING) this.registers.set(key, value);
    else this.command(stringText(key), key, value);
  }

  /** Only `exit` commands something; names that begin with `s:` are registers. */
  private command(name: string, key: Value, value: Value): void {
    if (name === 'exit') this.statistics.exit ||= value === TRUE_;
    else if (name.startsWith('s:')) this.registers.set(key, value);
    else if (name !== 'pause') {
      fail(`TLCSet("${name}", ...): expected a natural number, "exit", or a name that begins with "s:"`);
    }
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
