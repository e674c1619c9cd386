/**
 * A search by several threads, as the thread sees it that gathers the results: it is member 0 and explores like the
 * others, then asks them for the states of a counterexample, or for all if temporal properties are to be checked.
 */
import { once } from 'node:events';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { finishCompiling } from '../../core/compilation.js';
import type { CompiledSpecification } from '../specification.js';
import { INTERRUPTED } from './ending.js';
import { type FingerprintBits, SharedFingerprintSet } from './fingerprint-set.js';
import { Gathering } from './gathering.js';
import type { Statistics } from './host.js';
import type { SearchLimits, Watch } from './limits.js';
import type { OnTheWay } from './on-the-way.js';
import { type Found, type Outcome, resultOf } from './outcome.js';
import type { SearchResult } from './result.js';
import { Search } from './search.js';
import { type Behaviour, StateStore } from './state-store.js';
import { Member, shareFor, stopTeam, type TeamShare } from './team.js';
import { decodeState, decodeStates, encodeChosen, encodeState, encodeStates, type Parcel } from './travel.js';

/** What a thread needs to become a member. */
export interface Enrolment {
  readonly index: number;
  readonly share: TeamShare;
  readonly ports: readonly (MessagePort | null)[];
  readonly fingerprints: number;
  readonly bits: FingerprintBits;
  readonly limits: SearchLimits;
  /** How many states are expanded when all are gathered for the first time; null if never. */
  readonly gatherAt: number | null;
}

/** From a member to member 0: ready to begin, done, not able to go on; and the answers to what it asks afterwards. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'outcome'; readonly outcome: Omit<Outcome, 'found'>; readonly found: FoundParcel | null }
  | { readonly kind: 'failed'; readonly message: string }
  /** `before`: the number of the state from which the first of these came, -1 if it was initial. */
  | { readonly kind: 'behaviour'; readonly parcel: Parcel; readonly before: number }
  | { readonly kind: 'states'; readonly parcel: Parcel };

export type Request =
  | { readonly kind: 'begin' }
  | { readonly kind: 'behaviour'; readonly state: number }
  /** Those that were not brought before. */
  | { readonly kind: 'states' }
  /** Nothing more will be asked. */
  | { readonly kind: 'end' };

interface FoundParcel extends Omit<Found, 'state'> {
  readonly state: Uint8Array | null;
}

export interface Crew {
  readonly size: number;
  readonly bits: FingerprintBits;
  /** Bring all states to member 0 at the end. */
  readonly keepStates: boolean;
  /** Who looks at the states while there are more to come. */
  readonly onTheWay: OnTheWay | null;
}

export interface Together {
  readonly result: SearchResult;
  /** All states, if they were to be kept; their predecessors are numbers over the team. */
  readonly store: StateStore;
}

/**
 * Explores with `size` threads. `hire` starts a thread that will call `serve`; it is given what to transfer. Counts are
 * those of a search by one thread.
 */
export async function exploreTogether(
  specification: CompiledSpecification,
  limits: SearchLimits,
  watch: Watch,
  statistics: Statistics,
  { size, bits, keepStates, onTheWay }: Crew,
  hire: (enrolment: Enrolment, transfer: MessagePort[]) => Worker,
): Promise<Together> {
  const share = shareFor(size);
  const set = SharedFingerprintSet.create(bits);
  const ports = connect(size);
  const gatherAt = onTheWay === null || onTheWay.due === Number.POSITIVE_INFINITY ? null : onTheWay.due;
  const hired = Array.from({ length: size - 1 }, (_, i) => {
    const index = i + 1;
    const own = ports[index]!;
    const enrolment = { index, share, ports: own, fingerprints: set.share(), bits, limits, gatherAt };
    return new Colleague(
      hire(
        enrolment,
        own.filter((port) => port !== null),
      ),
    );
  });
  try {
    await Promise.all(hired.map((each) => each.hear('ready')));
    let interrupted = false;
    const team = new Member(0, share, ports[0]!, () => {
      if (interrupted || !watch.pulse(statistics)) return;
      interrupted = true;
      stopTeam(share);
    });
    const gathering = gatheringFor(team, specification, gatherAt, onTheWay);
    const search = new Search(specification, limits, watch, statistics, { team, set, bits, ...gathering });
    for (const each of hired) each.say({ kind: 'begin' });
    const own = search.explore();
    const outcomes = [own, ...(await Promise.all(hired.map(async (each) => outcomeOf(await each.hear('outcome')))))];
    const outcome = combined(outcomes, interrupted);
    const path = outcome.found === null ? [] : await behaviourOf(outcome.found.predecessor, search.store, hired);
    const result = resultOf(specification, outcome, () => path);
    if (!keepStates) return { result, store: search.store };
    const store = together(search.store, gathering.gathering);
    for (const each of hired) {
      each.say({ kind: 'states' });
      decodeStates((await each.hear('states')).parcel, store);
    }
    return { result, store };
  } finally {
    stopTeam(share);
    for (const row of ports) for (const port of row) port?.close();
    await Promise.all(hired.map((each) => each.dismiss()));
  }
}

/** Whether and when a member brings its states to member 0. */
function gatheringFor(
  team: Member,
  { variables }: CompiledSpecification,
  gatherAt: number | null,
  onTheWay: OnTheWay | null,
): { readonly gathering?: Gathering } {
  return gatherAt === null ? {} : { gathering: new Gathering(team, variables.length, gatherAt, onTheWay) };
}

/** Where all states are to come together: what was gathered, and what this member has not brought there yet. */
function together(own: StateStore, gathering: Gathering | undefined): StateStore {
  if (gathering === undefined || gathering.store.count === 0) return own;
  gathering.store.addAll(own, gathering.from, own.count);
  return gathering.store;
}

/** What a hired thread does. `port` leads to member 0. */
export function serve(
  specification: CompiledSpecification,
  enrolment: Enrolment,
  statistics: Statistics,
  port: MessagePort,
): void {
  const { index, share, ports, fingerprints, bits, limits, gatherAt } = enrolment;
  const team = new Member(index, share, ports);
  const set = SharedFingerprintSet.attach(fingerprints, bits);
  const { gathering } = gatheringFor(team, specification, gatherAt, null);
  const membership = { team, set, bits, ...(gathering === undefined ? {} : { gathering }) };
  const search = new Search(specification, limits, { pulse: () => false }, statistics, membership);
  const report = (message: Report): void => port.postMessage(message);
  port.on('message', (request: Request) => {
    try {
      if (request.kind === 'begin') {
        const { found, ...outcome } = search.explore();
        const state = found?.state == null ? null : encodeState(found.state);
        report({ kind: 'outcome', outcome, found: found === null ? null : { ...found, state } });
      } else if (request.kind === 'end') {
        port.close();
        finishCompiling();
      } else if (request.kind === 'states') {
        const from = gathering?.from ?? 0;
        report({ kind: 'states', parcel: encodeStates(search.store, from, search.store.count - from) });
      } else {
        report({ kind: 'behaviour', ...partOfBehaviour(request.state, search.store, index, share.size) });
      }
    } catch (error) {
      stopTeam(share);
      report({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  report({ kind: 'ready' });
}

/** A port from each member to each other. */
function connect(size: number): (MessagePort | null)[][] {
  const ports = Array.from({ length: size }, () => new Array<MessagePort | null>(size).fill(null));
  for (let a = 0; a < size; a += 1)
    for (let b = a + 1; b < size; b += 1) {
      const { port1, port2 } = new MessageChannel();
      ports[a]![b] = port1;
      ports[b]![a] = port2;
    }
  return ports;
}

type Of<K extends Report['kind']> = Extract<Report, { kind: K }>;

/** A thread that is told to end has so long until it is ended, at whatever it is. */
const patienceMs = 2_000;

/** A hired thread, asked one thing at a time. */
class Colleague {
  private readonly heard: Report[] = [];
  private waiting: (() => void) | null = null;
  private ended: string | null = null;

  constructor(private readonly worker: Worker) {
    worker.on('message', (report: Report) => this.take(report));
    worker.on('error', (error) => this.end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => this.end('it ended'));
  }

  say(request: Request): void {
    this.worker.postMessage(request);
  }

  async hear<K extends Report['kind']>(kind: K): Promise<Of<K>> {
    while (this.heard.length === 0 && this.ended === null) {
      await new Promise<void>((wake) => {
        this.waiting = wake;
      });
    }
    const report = this.heard.shift();
    if (report?.kind === kind) return report as Of<K>;
    throw new Error(`a thread of the search failed: ${report?.kind === 'failed' ? report.message : this.ended}`);
  }

  async dismiss(): Promise<void> {
    if (this.ended !== null) return;
    const gone = once(this.worker, 'exit').catch(() => {});
    this.say({ kind: 'end' });
    const late = setTimeout(() => this.worker.terminate(), patienceMs);
    await gone;
    clearTimeout(late);
  }

  private take(report: Report): void {
    this.heard.push(report);
    this.waiting?.();
  }

  private end(why: string): void {
    this.ended ??= why;
    this.waiting?.();
  }
}

function outcomeOf({ outcome, found }: Of<'outcome'>): Outcome {
  if (found === null) return { ...outcome, found };
  return { ...outcome, found: { ...found, state: found.state === null ? null : decodeState(found.state) } };
}

function combined(outcomes: readonly Outcome[], interrupted: boolean): Outcome {
  const sum = (figure: (outcome: Outcome) => number): number => outcomes.reduce((all, each) => all + figure(each), 0);
  return {
    found: outcomes.find(({ found }) => found !== null)?.found ?? null,
    because: outcomes.find(({ because }) => because !== null)?.because ?? (interrupted ? INTERRUPTED : null),
    generated: sum(({ generated }) => generated),
    distinct: sum(({ distinct }) => distinct),
    left: sum(({ left }) => left),
    depth: Math.max(...outcomes.map(({ depth }) => depth)),
  };
}

/** The states that led to a stored one: each member knows those that it stored. */
async function behaviourOf(state: number, own: StateStore, hired: readonly Colleague[]): Promise<Behaviour> {
  const size = hired.length + 1;
  const behaviour: Behaviour[number][] = [];
  for (let at = state; at >= 0; ) {
    const owner = at % size;
    let part: { readonly parcel: Parcel; readonly before: number };
    if (owner === 0) part = partOfBehaviour(at, own, 0, size);
    else {
      hired[owner - 1]!.say({ kind: 'behaviour', state: at });
      part = await hired[owner - 1]!.hear('behaviour');
    }
    const states = new StateStore(own.width);
    decodeStates(part.parcel, states);
    for (let i = states.count - 1; i >= 0; i -= 1)
      behaviour.unshift({ values: states.state(i), action: states.action(i) });
    at = part.before;
  }
  return behaviour;
}

/** The end of the behaviour to `state`, as far back as this member stored it. */
function partOfBehaviour(
  state: number,
  store: StateStore,
  index: number,
  size: number,
): { readonly parcel: Parcel; readonly before: number } {
  const indices: number[] = [];
  let at = state;
  while (at >= 0 && at % size === index) {
    indices.unshift((at - index) / size);
    at = store.predecessor(indices[0]!);
  }
  return { parcel: encodeChosen(store, indices), before: at };
}
