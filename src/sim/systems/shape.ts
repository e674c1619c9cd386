/** Whether what a project registers as a protocol has what the simulator asks of one: JavaScript would find out on the first seed. */
import type { System } from '../system.js';

type Kind = 'a text' | 'a record of texts' | 'a function' | 'a number above 0';

const required: Readonly<Partial<Record<keyof System, Kind>>> = {
  name: 'a text',
  title: 'a text',
  mutants: 'a record of texts',
  durationMs: 'a number above 0',
  livenessMs: 'a number above 0',
  nodes: 'a function',
  tolerates: 'a function',
  operations: 'a function',
  unfit: 'a function',
  create: 'a function',
  constants: 'a function',
  unsettled: 'a function',
};
const optional: readonly (keyof System)[] = [
  ...(['confine', 'leadership', 'changeMembers', 'rot'] as const),
  ...(['promisesHistory', 'violation', 'redirected', 'blocks'] as const),
];

const isOf: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  'a text': (value) => typeof value === 'string' && value !== '',
  'a record of texts': (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string'),
  'a function': (value) => typeof value === 'function',
  'a number above 0': (value) => typeof value === 'number' && value > 0,
};

/** What it lacks or has of another kind, each with what was expected; empty where it is a protocol. */
export function shapeFaults(system: object): string[] {
  const has = system as Readonly<Record<string, unknown>>;
  return [
    ...Object.entries(required).flatMap(([key, kind]) =>
      isOf[kind](has[key]) ? [] : [`${key}: ${has[key] === undefined ? 'missing' : 'wrong'}, expected ${kind}`],
    ),
    ...optional.flatMap((key) =>
      has[key] === undefined || isOf['a function'](has[key]) ? [] : [`${key}: wrong, expected a function or nothing`],
    ),
  ];
}
