/** The seven actions of Gray & Lamport's two-phase commit, written down by hand: a second opinion on a trace, small enough to read. */
import type { TraceEvent, Value } from '../../../src/core/trace.js';

interface State {
  readonly rmState: Map<string, string>;
  tmState: string;
  readonly tmPrepared: Set<string>;
  /** `Prepared r1`, `Commit`, `Abort`. */
  readonly msgs: Set<string>;
}

type Action = (state: State, rm: string) => [guard: boolean, take: () => void];

const actions: Record<string, Action> = {
  TMRcvPrepared: (s, rm) => [s.tmState === 'init' && s.msgs.has(`Prepared ${rm}`), () => s.tmPrepared.add(rm)],
  TMCommit: (s) => [s.tmState === 'init' && s.tmPrepared.size === s.rmState.size, () => decide(s, 'Commit')],
  TMAbort: (s) => [s.tmState === 'init', () => decide(s, 'Abort')],
  RMPrepare: (s, rm) => [
    s.rmState.get(rm) === 'working',
    () => {
      s.rmState.set(rm, 'prepared');
      s.msgs.add(`Prepared ${rm}`);
    },
  ],
  RMChooseToAbort: (s, rm) => [s.rmState.get(rm) === 'working', () => s.rmState.set(rm, 'aborted')],
  RMRcvCommitMsg: (s, rm) => [s.msgs.has('Commit'), () => s.rmState.set(rm, 'committed')],
  RMRcvAbortMsg: (s, rm) => [s.msgs.has('Abort'), () => s.rmState.set(rm, 'aborted')],
};

function decide(state: State, message: string): void {
  state.tmState = 'done';
  state.msgs.add(message);
}

/** null: a behaviour of the specification; else the event that is none. */
export function rejectedAt(trace: readonly TraceEvent[], rms: readonly string[]): string | null {
  const state: State = {
    rmState: new Map(rms.map((rm) => [rm, 'working'])),
    tmState: 'init',
    tmPrepared: new Set(),
    msgs: new Set(),
  };
  for (const event of trace) {
    const rm = String(event.args.rm ?? '');
    const [guard, take] = actions[event.action]!(state, rm);
    if (!guard) return `event ${event.seq}: ${event.action}(${rm})`;
    take();
    const wrong = differs(state, event.vars);
    if (wrong !== null) return `event ${event.seq}: ${event.action}(${rm}): ${wrong}`;
  }
  const outcomes = new Set(state.rmState.values());
  return outcomes.has('committed') && outcomes.has('aborted') ? 'committed and aborted' : null;
}

function differs(state: State, vars: Readonly<Record<string, Value>>): string | null {
  if (vars.tmState !== undefined && vars.tmState !== state.tmState) return `tmState ${state.tmState}`;
  for (const [rm, value] of Object.entries((vars.rmState as Record<string, Value> | undefined) ?? {})) {
    if (state.rmState.get(rm) !== value) return `rmState[${rm}] ${state.rmState.get(rm)}`;
  }
  return null;
}
