/**
 * How an event says that variables change: `{op, path, args}`, in our own short words or in those of `TVOperators.tla`
 * (Cirstea, Kuppe, Loillier, Merz 2024, "Validating Traces of Distributed Programs Against TLA+ Specifications").
 */
import { type Operation, operations, problem, type Reading, shortOperations, type Update } from './event.js';
import { isObject } from './json-object.js';

/** One update or a list of them. */
export function readUpdateList(line: number, variable: string, json: unknown): Reading<readonly Update[]> {
  const updates: Update[] = [];
  for (const item of Array.isArray(json) ? json : [json]) {
    const read = readUpdate(line, variable, item);
    if (!read.ok) return read;
    updates.push(...read.value);
  }
  return { ok: true, value: updates };
}

/** Operations of `TVOperators.tla` that are others of ours in other words; what they become. */
const translated: Readonly<
  Record<string, (path: readonly unknown[], args: readonly unknown[]) => readonly Update[] | null>
> = {
  SetKey: (path, args) => (args.length === 2 ? [update('Update', [...path, args[0]], [args[1]])] : null),
  UpdateRec: (path, [record]) => {
    if (!isObject(record)) return null;
    return Object.entries(record).map(([key, value]) => update('Update', [...path, key], [value]));
  },
  Add: (path, args) => [update('Increment', path, args)],
  Sub: (path, [by]) => (typeof by === 'number' ? [update('Increment', path, [-by])] : null),
  ClearBag: (path) => [update('Clear', path, [])],
  Unchanged: () => [],
  // Its one argument is the list of elements.
  AddElements: (path, args) => [
    update('AddElements', path, args.length === 1 && Array.isArray(args[0]) ? args[0] : args),
  ],
};

/** Those which speak of values that only the author's own trace specification knows: `Default`, `Nil`. */
const untold: Readonly<Record<string, string>> = {
  Init: "the variable's first value",
  InitRec: "the variable's first value",
  ResetKey: "the value of 'Nil'",
};

const noArguments: ReadonlySet<unknown> = new Set(['Clear', 'ClearBag', 'Unchanged']);

function readUpdate(line: number, variable: string, item: unknown): Reading<readonly Update[]> {
  if (!isObject(item)) return problem(line, `'${variable}' has an update that is no object {op, path, args}`);
  const { op, path = [], value } = item;
  const { args = 'value' in item ? [value] : [] } = item;
  if (!Array.isArray(path) || !Array.isArray(args)) {
    return problem(line, `'${variable}' has an update whose 'path' or 'args' is no list`);
  }
  const name = String(op);
  if (Object.hasOwn(untold, name)) {
    return problem(
      line,
      `${name} of '${variable}' does not say ${untold[name]}; log it as {"op": "Update", "args": [value]}`,
    );
  }
  const operation =
    operations.find((known) => known === op) ??
    (Object.hasOwn(shortOperations, name) ? shortOperations[name] : undefined);
  const translate = Object.hasOwn(translated, name) ? translated[name] : undefined;
  if (operation === undefined && translate === undefined) {
    const names = [...new Set([...Object.keys(shortOperations), ...operations, ...Object.keys(translated)])].join(', ');
    return problem(line, `'${variable}' has the update ${JSON.stringify(op)}; known are ${names}`);
  }
  if (args.length === 0 && !noArguments.has(operation ?? name)) {
    return problem(line, `${operation ?? name} of '${variable}' has no 'args' (nor 'value')`);
  }
  if (translate === undefined) return { ok: true, value: [update(operation as Operation, path, args)] };
  const updates = translate(path, args);
  if (updates === null)
    return problem(line, `${name} of '${variable}' has other 'args' than it takes: ${JSON.stringify(args)}`);
  return { ok: true, value: updates };
}

function update(operation: Operation, path: readonly unknown[], args: readonly unknown[]): Update {
  return { operation, path, args };
}
