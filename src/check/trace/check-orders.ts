import type { CheckOptions } from './check-trace.js';
import type { LoggedEvent, Problem, Reading } from './event.js';
import type { TraceModel } from './model.js';
import { readingOf, refuseNothing } from './no-trace.js';
import { type Order, type OrderedEvent, PartialOrder, searchOrders } from './partial-order.js';
import { Preparer } from './prepare.js';
import type { Budget, TraceVerdict } from './verdict.js';
import { verdictOf } from './verdict-of.js';

/**
 * Checks a trace of which only a partial order is known: some order that the clocks allow has to be a behaviour. The events
 * of one node come in its own order.
 */
export function checkOrders(
  model: TraceModel,
  events: readonly LoggedEvent[],
  order: Order,
  budget: Budget,
  options: Pick<CheckOptions, 'complete' | 'invariants' | 'explained' | 'mapped'> = {},
): Reading<TraceVerdict> {
  const mapped = options.mapped?.() ?? null;
  const preparer = new Preparer(model, options.complete, mapped);
  const ordered: OrderedEvent[] = [];
  const wrong = ({ line, message }: Problem, place: number) => ({
    ok: false as const,
    problem: { line, message, place },
  });
  for (const [place, logged] of events.entries()) {
    const prepared = preparer.prepare(logged);
    if (!prepared.ok) return wrong(prepared.problem, place);
    if (prepared.value === null) continue;
    const read = mapped === null ? { ok: true as const, value: logged.when ?? null } : mapped.when(logged);
    if (!read.ok) return wrong(read.problem, place);
    const when = read.value;
    if (when === null || (order === 'vector' ? when.clock : when.interval) === null) {
      const key = order === 'vector' ? "a 'clock' (a vector clock)" : "an 'interval' ([start, end])";
      const where = mapped?.isForeign === true ? '; the mapping says where they are: "order"' : '';
      const message = `--order ${order} needs ${key} and a 'node' in every event${where}`;
      return wrong({ line: logged.line, message }, place);
    }
    ordered.push({ event: prepared.value, ...when });
  }
  const something = readingOf(() => refuseNothing(preparer));
  if (!something.ok) return something;
  const partial = new PartialOrder(ordered, order);
  const { invariants = true } = options;
  let found = searchOrders(model, partial, budget, { invariants });
  // As where there is one order: hidden steps are tried before a rejection is declared, and only then.
  if (
    found.kind !== 'accepted' &&
    found.kind !== 'inconclusive' &&
    ordered.some(({ event }) => event.hidden.length > 0)
  ) {
    found = searchOrders(model, partial, budget, { invariants, hidden: true });
  }
  return { ok: true, value: verdictOf(model, found, preparer, options.explained !== false) };
}
