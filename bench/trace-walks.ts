/** Traces for measuring the trace checker: random walks through the house's specifications, logged as its protocols log. */
import { specification as raft } from '../src/check/generated/Raft.js';
import { specification as twoPhase } from '../src/check/generated/TwoPhase.js';
import { compiledModel } from '../src/check/trace/compiled-model.js';
import type { TraceModel } from '../src/check/trace/model.js';
import type { State } from '../src/check/trace/state.js';
import { interchangeable } from '../src/check/trace/symmetry.js';
import type { Random } from '../src/core/random.js';
import {
  apply,
  elementsOf,
  modelValue,
  select,
  setOf,
  sizeOf,
  string,
  stringText,
  toJson,
  type Value,
} from '../src/tla/runtime.js';

export const servers = ['n1', 'n2', 'n3'];

export function raftModel(): TraceModel {
  const constants: Readonly<Record<string, Value>> = {
    Server: setOf(servers.map(string)),
    Initial: setOf(servers.map(string)),
    Value: setOf(['v1', 'v2'].map(string)),
    Nil: modelValue('Nil'),
  };
  return compiledModel(raft({ value: (name) => constants[name] as Value, operator: () => () => 0 }), new Set(['Nil']));
}

/** Logs, terms and messages stay small, so that a state costs the same at the end of a long trace as at its beginning. */
const mostTerms = 6;
const mostEntries = 8;
const mostMessages = 64;
/** Not in the walk: the same servers stay, and a leader leads until another is elected. */
const left: ReadonlySet<string> = new Set(['ChangeOne', 'EnterJoint', 'LeaveJoint', 'Resign']);
/** One step in so many may be an election or a restart; with none left in the last term there would be no leader. */
const seldom = 400;

/** `count` lines: the action, its arguments, and what the node that took it has afterwards. */
export function* raftTrace(count: number, random: Random): Generator<string> {
  const model = raftModel();
  const logged = ['currentTerm', 'votedFor', 'log', 'state', 'commitIndex'].map((name) => ({
    name,
    index: model.variables.indexOf(name),
  }));
  const terms = model.variables.indexOf('currentTerm');
  const logs = model.variables.indexOf('log');
  const messages = model.variables.indexOf('messages');
  let state: State = new Int32Array(0);
  model.initialStates((first) => {
    state = first.slice();
  });
  for (let made = 0; made < count; ) {
    const action = random.next(model.actions.length);
    const { name, parameters } = model.actions[action] as TraceModel['actions'][number];
    if (left.has(name)) continue;
    const quiet = name === 'Restart' || name === 'Timeout';
    if (quiet && made > 20 && (random.next(seldom) > 0 || !isBelow(state, terms))) continue;
    const steps: { args: Value[]; next: State }[] = [];
    model.successors(state, { actions: [action], args: null }, (_action, args, next) => {
      if (
        isSmall(next, terms, logs) &&
        (sizeOf(next[messages] as Value) <= mostMessages || next[messages] === state[messages])
      )
        steps.push({ args: Array.from(args), next: next.slice() });
    });
    const step = steps[random.next(Math.max(1, steps.length))];
    if (step === undefined) continue;
    state = step.next;
    made += 1;
    const node = step.args[0] as Value;
    const args = Object.fromEntries(parameters.map((parameter, i) => [parameter, toJson(step.args[i] as Value)]));
    const vars = Object.fromEntries(
      logged.map(({ name: variable, index }) => {
        return [variable, { [stringText(node)]: plain(toJson(apply(state[index] as Value, node))) }];
      }),
    );
    yield JSON.stringify({ seq: made, node: stringText(node), action: name, args: plain(args), vars });
  }
}

/** A model value as a trace has it: by its name. */
function plain(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(plain);
  if (typeof json !== 'object' || json === null) return json;
  if ('#model' in json) return json['#model'];
  if ('#tup' in json) return plain(json['#tup']);
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, plain(value)]));
}

const isBelow = (state: State, terms: number): boolean =>
  servers.every((name) => apply(state[terms] as Value, string(name)) >> 1 < mostTerms - 1);

function isSmall(state: State, terms: number, logs: number): boolean {
  return servers.every((name) => {
    const server = string(name);
    const entries = apply(state[logs] as Value, server);
    return apply(state[terms] as Value, server) >> 1 <= mostTerms && select(entries, (mostEntries + 1) << 1) < 0;
  });
}

/** Two-phase commit with so many resource managers; the model and what of it is interchangeable. */
export function twoPhaseModel(names: readonly string[]): TraceModel {
  const all = setOf(names.map(string));
  const model = compiledModel(twoPhase({ value: () => all, operator: () => () => 0 }), new Set());
  const groups = interchangeable([all], () => true, new Set());
  return {
    ...model,
    interchangeable: { groups, names: new Map(elementsOf(all).map((one) => [one, stringText(one)])) },
  };
}

export type Logged = 'names, arguments, variables' | 'names, arguments' | 'names';

/** Everybody prepares, is heard more than once, and is told of the commit; as the Java implementation of the paper logs it. */
export function twoPhaseTrace(names: readonly string[], logged: Logged, random: Random): string {
  const lines: object[] = [];
  const log = (event: string, rm: string | null, vars: object): void => {
    const args = rm === null || event === 'TMRcvPrepared' ? {} : { event_args: [rm] };
    const name = { event };
    if (logged === 'names') lines.push(name);
    else if (logged === 'names, arguments') lines.push({ ...name, ...args });
    else lines.push({ ...name, ...args, ...vars });
  };
  const add = (value: unknown): object[] => [{ op: 'AddElement', path: [], args: [value] }];
  const set = (rm: string, value: string): object[] => [{ op: 'Update', path: [rm], args: [value] }];
  const heard = new Set<string>();
  const hear = (rm: string): void => {
    heard.add(rm);
    log('TMRcvPrepared', rm, { tmPrepared: add(rm) });
  };
  const prepared: string[] = [];
  for (const rm of names) {
    prepared.push(rm);
    log('RMPrepare', rm, { msgs: add({ type: 'Prepared', rm }), rmState: set(rm, 'prepared') });
    for (let times = 1 + random.next(4); times > 0; times -= 1) hear(prepared[random.next(prepared.length)] as string);
  }
  for (const rm of names) if (!heard.has(rm)) hear(rm);
  log('TMCommit', null, { msgs: add({ type: 'Commit' }) });
  for (const rm of names) log('RMRcvCommitMsg', rm, { rmState: set(rm, 'committed') });
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}
