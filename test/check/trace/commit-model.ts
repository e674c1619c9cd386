/** Two-phase commit (specs/commit/TwoPhase.tla) by hand, so that the search is tested apart from the compiler. */
import type { Action, Conjunct, TraceModel, Wanted } from '../../../src/check/trace/model.js';
import type { State } from '../../../src/check/trace/state.js';
import { string } from '../../../src/tla/atoms.js';
import { elementsOf, functionOf, recordOf, setOf } from '../../../src/tla/collections.js';
import { apply, except } from '../../../src/tla/functions.js';
import { member } from '../../../src/tla/membership.js';
import { union } from '../../../src/tla/sets.js';
import { toText } from '../../../src/tla/text.js';
import type { Value } from '../../../src/tla/value.js';

const actions: readonly Action[] = [
  { name: 'TMRcvPrepared', parameters: ['rm'] },
  { name: 'TMCommit', parameters: [] },
  { name: 'TMAbort', parameters: [] },
  { name: 'RMPrepare', parameters: ['rm'] },
  { name: 'RMChooseToAbort', parameters: ['rm'] },
  { name: 'RMRcvCommitMsg', parameters: ['rm'] },
  { name: 'RMRcvAbortMsg', parameters: ['rm'] },
];

export function commitModel(RM: Value, modelValues: readonly string[] = []): TraceModel {
  const init = string('init');
  const commit = recordOf({ type: string('Commit') });
  const abort = recordOf({ type: string('Abort') });
  const prepared = (rm: Value): Value => recordOf({ type: string('Prepared'), rm });
  const buffer = new Int32Array(4);

  /** The successor by an action, null where its guard is false. */
  const step = (action: number, rm: Value, state: State): readonly Value[] | null => {
    const [rmState, tmState, tmPrepared, msgs] = state as unknown as [Value, Value, Value, Value];
    const to = (text: string): Value => except(rmState, rm, string(text));
    const working = (): boolean => apply(rmState, rm) === string('working');
    switch (action) {
      case 0:
        if (tmState !== init || !member(prepared(rm), msgs)) return null;
        return [rmState, tmState, union(tmPrepared, setOf([rm])), msgs];
      case 1:
        if (tmState !== init || tmPrepared !== RM) return null;
        return [rmState, string('done'), tmPrepared, union(msgs, setOf([commit]))];
      case 2:
        return tmState === init ? [rmState, string('done'), tmPrepared, union(msgs, setOf([abort]))] : null;
      case 3:
        return working() ? [to('prepared'), tmState, tmPrepared, union(msgs, setOf([prepared(rm)]))] : null;
      case 4:
        return working() ? [to('aborted'), tmState, tmPrepared, msgs] : null;
      case 5:
        return member(commit, msgs) ? [to('committed'), tmState, tmPrepared, msgs] : null;
      default:
        return member(abort, msgs) ? [to('aborted'), tmState, tmPrepared, msgs] : null;
    }
  };

  return {
    variables: ['rmState', 'tmState', 'tmPrepared', 'msgs'],
    actions,
    modelValues: new Set(modelValues),
    initialStates(visit) {
      buffer.set([functionOf(elementsOf(RM).map((rm) => [rm, string('working')])), init, setOf([]), setOf([])]);
      visit(buffer);
    },
    successors(state, wanted: Wanted, visit) {
      for (const action of wanted.actions ?? actions.keys()) {
        const args = actions[action]?.parameters.length === 0 ? [0] : elementsOf(RM);
        for (const rm of args) {
          const next = step(action, rm, state);
          if (next === null) continue;
          buffer.set(next);
          visit(action, actions[action]?.parameters.length === 0 ? [] : [rm], buffer);
        }
      }
    },
    explain(state, action) {
      if (action !== 1) return [];
      const conjunct = (text: string, holds: boolean, left: Value, right: Value): Conjunct => ({
        text,
        file: 'TwoPhase.tla',
        line: 1,
        outcome: holds ? 'true' : 'false',
        left: toText(left),
        right: toText(right),
      });
      const [, tmState, tmPrepared] = state as unknown as [Value, Value, Value];
      const conjuncts = [
        conjunct('tmState = "init"', tmState === init, tmState, init),
        conjunct('tmPrepared = RM', tmPrepared === RM, tmPrepared, RM),
      ];
      return [{ args: [], conjuncts }];
    },
  };
}
