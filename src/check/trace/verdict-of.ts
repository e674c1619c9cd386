/** What a search found, as a verdict with its reasons. */
import { toText } from '../../tla/text.js';
import type { Value } from '../../tla/value.js';
import { explainRejection, sentence } from './explain.js';
import type { TraceModel } from './model.js';
import type { SearchResult } from './search-result.js';
import type { State } from './state.js';
import type { Counters, Rejected, TraceVerdict } from './verdict.js';

export function verdictOf(
  model: TraceModel,
  found: SearchResult,
  { events, skipped }: Pick<Counters, 'events' | 'skipped'>,
  explained = true,
): TraceVerdict {
  const { generated, states, hidden } = found;
  const counters = { events, generated, states, skipped, hidden };
  const telling = new Telling(model, explained);
  switch (found.kind) {
    case 'accepted':
      return { kind: 'accepted', endStates: found.candidates, ...counters };
    case 'inconclusive':
      return { kind: 'inconclusive', at: found.event?.at ?? events, because: found.because, ...counters };
    case 'rejected':
      return { ...telling.rejected(found), ...counters };
    case 'violated':
      return { ...telling.violated(found), ...counters };
  }
}

class Telling {
  constructor(
    private readonly model: TraceModel,
    private readonly explained: boolean,
  ) {}

  rejected(found: SearchResult): Rejected {
    const { event, frontier, candidates, lastChoice, certain } = found;
    if (event === null || frontier.length === 0) {
      return { ...this.#nowhere(found), because: 'the specification has no initial state' };
    }
    const attempts = this.explained ? explainRejection(this.model, event, frontier) : [];
    return {
      kind: 'rejected',
      at: event.at,
      line: event.line,
      action: event.action,
      because: sentence(event, attempts),
      candidates,
      attempts,
      lastChoice,
      // A whole state as text costs more than the search of a short trace.
      window:
        certain === null || !this.explained
          ? null
          : { from: certain.at + 1, to: event.at, state: this.#shown(certain.state) },
    };
  }

  violated(found: SearchResult): Rejected {
    const { violated, event } = found;
    const nowhere = this.#nowhere(found);
    if (violated === null) return nowhere;
    const { invariant, state } = violated;
    const at = event?.at ?? 0;
    const when = at === 0 ? 'in the initial state' : `after event ${at}`;
    return {
      ...nowhere,
      because: `the invariant ${invariant} is false ${when}`,
      violated: { invariant, at, state: this.#shown(state) },
    };
  }

  #nowhere({ event, candidates, lastChoice }: SearchResult): Rejected {
    return {
      kind: 'rejected',
      at: event?.at ?? 1,
      line: event?.line ?? 1,
      action: event?.action ?? null,
      because: '',
      candidates,
      attempts: [],
      lastChoice,
      window: null,
    };
  }

  #shown(state: State): Readonly<Record<string, string>> {
    return Object.fromEntries(this.model.variables.map((name, index) => [name, toText(state[index] as Value)]));
  }
}
