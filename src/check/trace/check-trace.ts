import type { LoggedEvent, Reading } from './event.js';
import { explainRejection, sentence } from './explain.js';
import type { TraceModel } from './model.js';
import { type PreparedEvent, prepareEvents } from './prepare.js';
import { search } from './search.js';
import type { Budget, TraceVerdict } from './verdict.js';

/**
 * Checks a trace against a specification: accepted where some behaviour of the specification agrees with every event,
 * rejected at the first event with which none goes on. What the trace does not say is searched for. Names that the
 * specification does not have are a problem of the input.
 */
export function checkTrace(
  model: TraceModel,
  events: readonly LoggedEvent[],
  budget: Budget,
  cap?: number,
): Reading<TraceVerdict> {
  const prepared = prepareEvents(events, model);
  if (!prepared.ok) return prepared;
  const found = search(model, prepared.value, budget, cap);
  const counters = { events: events.length, generated: found.generated, states: found.states, skipped: 0, hidden: 0 };
  switch (found.kind) {
    case 'accepted':
      return { ok: true, value: { kind: 'accepted', endStates: found.frontier.length, ...counters } };
    case 'inconclusive': {
      const at = Math.min(found.matched + 1, events.length);
      return { ok: true, value: { kind: 'inconclusive', at, because: found.because, ...counters } };
    }
    case 'rejected': {
      const event = prepared.value[found.matched] as PreparedEvent;
      const attempts = found.frontier.length === 0 ? [] : explainRejection(model, event, found.frontier);
      const because =
        found.frontier.length === 0 ? 'the specification has no initial state' : sentence(event, attempts);
      const { line, action } = event;
      const { frontier, lastChoice } = found;
      const at = found.matched + 1;
      const value: TraceVerdict = {
        kind: 'rejected',
        at,
        line,
        action,
        because,
        candidates: frontier.length,
        attempts,
        lastChoice,
        window: null,
        ...counters,
      };
      return { ok: true, value };
    }
  }
}
