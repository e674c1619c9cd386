/**
 * Two-phase commit explored as one would without a compiler: states are plain objects, the set of those seen holds their
 * JSON text. The control for `tla2ts.bench.ts`; actions, order and invariants are those of specs/commit/TwoPhase.tla.
 */

interface State {
  readonly rmState: Readonly<Record<string, 'working' | 'prepared' | 'committed' | 'aborted'>>;
  readonly tmState: 'init' | 'done';
  /** Sets are sorted lists. */
  readonly tmPrepared: readonly string[];
  readonly msgs: readonly string[];
}

export interface Counts {
  readonly distinct: number;
  readonly generated: number;
}

/** All states that `resourceManagers` can reach. Throws if one of them is inconsistent. */
export function exploreNaively(resourceManagers: readonly string[]): Counts {
  const initial: State = {
    rmState: Object.fromEntries(resourceManagers.map((rm) => [rm, 'working'])),
    tmState: 'init',
    tmPrepared: [],
    msgs: [],
  };
  const seen = new Set([JSON.stringify(initial)]);
  const queue = [initial];
  let generated = 1;
  for (let head = 0; head < queue.length; head += 1) {
    for (const next of successors(queue[head] as State, resourceManagers)) {
      generated += 1;
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.add(key);
      if (!consistent(next)) throw new Error(`inconsistent: ${key}`);
      queue.push(next);
    }
  }
  return { distinct: seen.size, generated };
}

function* successors(state: State, resourceManagers: readonly string[]): Generator<State> {
  const { rmState, tmState, tmPrepared, msgs } = state;
  if (tmState === 'init' && tmPrepared.length === resourceManagers.length) {
    yield { ...state, tmState: 'done', msgs: including(msgs, 'Commit') };
  }
  if (tmState === 'init') yield { ...state, tmState: 'done', msgs: including(msgs, 'Abort') };
  for (const rm of resourceManagers) {
    const become = (value: State['rmState'][string]): State => ({ ...state, rmState: { ...rmState, [rm]: value } });
    if (tmState === 'init' && msgs.includes(`Prepared ${rm}`)) {
      yield { ...state, tmPrepared: including(tmPrepared, rm) };
    }
    if (rmState[rm] === 'working') {
      yield { ...become('prepared'), msgs: including(msgs, `Prepared ${rm}`) };
      yield become('aborted');
    }
    if (msgs.includes('Commit')) yield become('committed');
    if (msgs.includes('Abort')) yield become('aborted');
  }
}

const including = (set: readonly string[], element: string): readonly string[] =>
  set.includes(element) ? set : [...set, element].sort();

function consistent({ rmState }: State): boolean {
  const states = Object.values(rmState);
  return !(states.includes('aborted') && states.includes('committed'));
}
