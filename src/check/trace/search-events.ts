/**
 * Is there a behaviour of the specification that a trace may be the record of? States that agree with the trace are kept
 * event by event, and only those of the last event: memory does not grow with the trace. Where they become many
 * (`widest`), the rest of the trace is searched depth first, each pair of event and state once, which finds a behaviour
 * without visiting all of them; a rejection costs the same either way. Before that, where they begin to be many, a short
 * look ahead may find one at once: what a log leaves open is mostly open in the end, too.
 */
import { DepthFirst, type Glance } from './depth-first.js';
import type { SavedSearch } from './handover.js';
import type { TraceModel } from './model.js';
import type { PreparedEvent } from './prepared-event.js';
import { keptStates, Search } from './search.js';
import type { NextEvent, SearchOptions, SearchResult } from './search-result.js';
import type { Budget } from './verdict.js';

/** More states than this at one event turn the search depth first. */
export const widest = 4096;

/**
 * At so many states, and at eight times as many again, the search looks ahead: from each of them a little, then more. Of
 * open choices mostly all change something, as where names are missing, or mostly none does, as where a message is received
 * again.
 */
const glanceAt = 32;
const glances: readonly Glance[] = [
  { prefer: 'changed', astray: 16 },
  { prefer: 'unchanged', astray: 16 },
  { prefer: 'changed', astray: 128 },
  { prefer: 'unchanged', astray: 128 },
];
const glanceStates = 16_384;

/** Where a search stood that is to go on elsewhere; plain data. */
export interface SavedEvents {
  readonly search: SavedSearch;
  /** At how many states it looks ahead next. */
  readonly glance: number;
}

/** A search that is done in parts. */
export interface Parts {
  /** Where the part before stood; null for the first. */
  readonly from: SavedEvents | null;
  /** Asked after each event: whether the next part is to go on. */
  readonly isFull: () => boolean;
}

const inOnePart: Parts = { from: null, isFull: () => false };

export function searchEvents(
  model: TraceModel,
  next: NextEvent,
  budget: Budget,
  options: SearchOptions = {},
  { from, isFull }: Parts = inOnePart,
): SearchResult | SavedEvents {
  const layered = new Search(model, budget, options);
  const { cap = widest } = options;
  const ahead = new Ahead(next);
  let glance = from?.glance ?? glanceAt;
  return layered.guarded(() => {
    if (from === null) layered.start();
    else layered.resume(from.search);
    for (let event = ahead.take(); event !== null; event = ahead.take()) {
      const { size } = layered.layer;
      if (size > cap) return depthFirst(layered, event, () => ahead.take());
      if (size > glance) {
        glance *= 8;
        const found = lookAhead(layered, event, ahead);
        if (found !== null) return found;
      }
      if (!layered.feed(event)) break;
      if (ahead.isEmpty && isFull()) return { search: layered.save(), glance };
    }
    return layered.result();
  });
}

/** Events that were read before their turn. */
class Ahead {
  readonly #read: PreparedEvent[] = [];

  constructor(private readonly next: NextEvent) {}

  /** Whether all that was read was taken. */
  get isEmpty(): boolean {
    return this.#read.length === 0;
  }

  take(): PreparedEvent | null {
    return this.#read.length === 0 ? this.next() : (this.#read.shift() as PreparedEvent);
  }

  /** The events to come from here on, which are still to be taken afterwards. */
  peek(): NextEvent {
    let place = 0;
    return () => {
      if (place === this.#read.length) {
        const event = this.next();
        if (event === null) return null;
        this.#read.push(event);
      }
      place += 1;
      return this.#read[place - 1] ?? null;
    };
  }
}

/** A behaviour for the rest of the trace, if one is found quickly; no events are taken, and nothing else is decided. */
function lookAhead(layered: Search, event: PreparedEvent, ahead: Ahead): SearchResult | null {
  let visited = 0;
  for (const glance of glances) {
    for (let root = 0; root < layered.layer.size; root += 1) {
      if (visited > glanceStates) return null;
      const deep = new DepthFirst(layered.steps, layered.spending, layered.options, layered.matched, null, glance);
      const outcome = deep.run(layered.layer, event, ahead.peek(), root);
      visited += deep.visited;
      if (!outcome.accepted) continue;
      return {
        ...layered.made('accepted', ''),
        matched: deep.matched,
        frontier: deep.furthest.slice(0, keptStates),
        candidates: deep.furthest.length,
        hidden: layered.hidden + outcome.hidden,
        deep: true,
      };
    }
  }
  return null;
}

/** Goes on depth first with `event` and those after it. */
function depthFirst(layered: Search, event: PreparedEvent, next: NextEvent): SearchResult {
  const deep = new DepthFirst(layered.steps, layered.spending, layered.options, layered.matched, layered.foresight);
  const outcome = layered.spending.guarded(() => deep.run(layered.layer, event, next));
  const { matched, furthest } = deep;
  const made = { ...layered.made('rejected', ''), matched };
  const frontier = furthest.slice(0, keptStates);
  const found = {
    ...made,
    frontier,
    candidates: furthest.length,
    lastChoice: deep.before?.at ?? layered.event?.at ?? 0,
    event: deep.stuck,
    deep: true,
  };
  if (typeof outcome === 'string') return { ...found, kind: 'inconclusive', because: outcome };
  if (outcome.accepted) {
    return { ...found, kind: 'accepted', hidden: layered.hidden + outcome.hidden, lastChoice: layered.lastChoice };
  }
  return outcome.violated === null ? found : { ...found, kind: 'violated', violated: outcome.violated };
}
