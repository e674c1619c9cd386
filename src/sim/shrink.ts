import { type Fault, faultFields, nodesOf, type Schedule } from './schedule.js';

export interface Shrunk<Q> {
  readonly schedule: Schedule<Q>;
  /** How many runs it took. */
  readonly runs: number;
  /** Nothing smaller fails: no single piece can be taken away or made simpler. false: the budget ran out. */
  readonly minimal: boolean;
}

/**
 * Reduces a failing schedule while `fails` still holds, that is, while the same property is violated: faults, operations and
 * nodes are taken away (delta debugging, Zeller & Hildebrandt 2002, algorithm ddmin), then what is left is made simpler. All that
 * the network's probabilities did has to be in `faults` (`Run.messageFaults`), so that each lost message is a piece of its own.
 */
export function shrink<Q>(schedule: Schedule<Q>, fails: (candidate: Schedule<Q>) => boolean, budget = 2000): Shrunk<Q> {
  let best = schedule;
  let runs = 0;
  const tryOne = (candidate: Schedule<Q>): boolean => {
    if (runs >= budget) return false;
    runs += 1;
    if (!fails(candidate)) return false;
    best = candidate;
    return true;
  };
  for (;;) {
    const before = best;
    reduce(
      () => best.faults,
      (faults) => tryOne({ ...best, faults }),
    );
    reduce(
      () => best.operations,
      (operations) => tryOne({ ...best, operations }),
    );
    for (const node of best.nodes) {
      const fewer = withoutNode(best, node);
      if (fewer !== null) tryOne(fewer);
    }
    simplify(() => best, tryOne);
    if (best === before || runs >= budget) return { schedule: best, runs, minimal: runs < budget };
  }
}

/** ddmin: takes away ever smaller chunks, until no single item can go. `accept` keeps the remainder that it is shown. */
function reduce<T>(items: () => readonly T[], accept: (rest: readonly T[]) => boolean): void {
  let size = Math.ceil(items().length / 2);
  while (size >= 1) {
    let start = 0;
    let removed = false;
    while (start < items().length) {
      const rest = items().filter((_, index) => index < start || index >= start + size);
      if (accept(rest)) removed = true;
      else start += size;
    }
    if (size === 1 && !removed) return;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
}

/** null where the node is asked something: then it is needed. Its faults go with it. */
function withoutNode<Q>(schedule: Schedule<Q>, node: string): Schedule<Q> | null {
  if (schedule.nodes.length <= 2 || schedule.operations.some(({ to }) => to === node)) return null;
  return {
    ...schedule,
    nodes: schedule.nodes.filter((id) => id !== node),
    faults: schedule.faults.flatMap((fault) => faultWithoutNode(fault, node)),
  };
}

/** A list goes on without the node, as long as somebody is left in it; a fault of the node alone goes. */
function faultWithoutNode(fault: Fault, node: string): Fault[] {
  if (!nodesOf(fault).includes(node)) return [fault];
  const fewer = Object.entries(fault).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.filter((id) => id !== node) : value,
  ]);
  const left = Object.fromEntries(fewer) as Fault;
  const listsOnly = Object.values(faultFields[fault.kind]).every((field) => field !== 'node' && field !== 'target');
  return listsOnly && fewer.every(([, value]) => !Array.isArray(value) || value.length > 0) ? [left] : [];
}

function simplify<Q>(best: () => Schedule<Q>, tryOne: (candidate: Schedule<Q>) => boolean): void {
  const network = best().network;
  for (const calm of [
    { ...network, loss: 0, duplicate: 0, late: 0, lateMs: 0, jitterMs: 0, delayMs: 1 },
    { ...network, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
    { ...network, jitterMs: 0 },
  ]) {
    if (JSON.stringify(calm) !== JSON.stringify(best().network) && tryOne({ ...best(), network: calm })) break;
  }
  const disk = { syncMs: 1, jitterMs: 0 };
  if (JSON.stringify(disk) !== JSON.stringify(best().disk)) tryOne({ ...best(), disk });
  const duration = Math.ceil(best().durationMs / 2);
  const lastAt = Math.max(0, ...best().faults.map((fault) => ('at' in fault ? fault.at : 0)));
  if (lastAt < duration && duration > 10) tryOne({ ...best(), durationMs: duration });
  for (let index = 0; index < best().faults.length; index += 1) {
    for (const simpler of simplerFaults(best().faults[index]!)) {
      tryOne({ ...best(), faults: best().faults.with(index, simpler) });
    }
  }
  for (let index = 0; index < best().operations.length; index += 1) {
    const operation = best().operations[index]!;
    const at = Math.floor(operation.at);
    if (at !== operation.at) tryOne({ ...best(), operations: best().operations.with(index, { ...operation, at }) });
  }
}

/** Each a little simpler: whole milliseconds, shorter, one node less in a cut, nothing kept by a crash. */
function simplerFaults(fault: Fault): Fault[] {
  const simpler: Fault[] = [];
  if ('at' in fault && fault.at !== Math.floor(fault.at)) simpler.push({ ...fault, at: Math.floor(fault.at) });
  if ('forMs' in fault && fault.forMs !== null && fault.forMs > 1)
    simpler.push({ ...fault, forMs: Math.floor(fault.forMs / 2) || 1 });
  if ('byMs' in fault && Math.abs(fault.byMs) > 1) simpler.push({ ...fault, byMs: Math.trunc(fault.byMs / 2) || 1 });
  if ('keep' in fault && fault.keep > 0) simpler.push({ ...fault, keep: fault.keep - 1 });
  if ('torn' in fault && fault.torn) simpler.push({ ...fault, torn: false });
  if (fault.kind === 'partition') {
    if (fault.twoWay) simpler.push({ ...fault, twoWay: false });
    if (fault.from.length > 1) simpler.push({ ...fault, from: fault.from.slice(1) });
    if (fault.to.length > 1) simpler.push({ ...fault, to: fault.to.slice(1) });
  }
  return simpler;
}
