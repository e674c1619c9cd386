/** The published JSON Schema (draft 2020-12) of one line of rows.ndjson, and of run.json. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Row } from './row.js';

const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const number = { type: 'number' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const numberOrText = { type: ['number', 'string'] } as const;
const better = { enum: ['lower', 'higher', 'neither'] } as const;
const clock = { enum: ['wall', 'simulated', 'instructions'] } as const;
const interval = { type: 'array', items: number, minItems: 2, maxItems: 2 } as const;
const parameters = { type: 'object', additionalProperties: numberOrText } as const;
const list = (items: object) => ({ type: 'array', items }) as const;
const ratioOrNull = {
  type: ['object', 'null'],
  properties: { ratio: number, interval },
  required: ['ratio', 'interval'],
} as const;
const outcome = { enum: ['good', 'bad', 'inconclusive'] } as const;

/** Every field but the optional ones is required; unknown ones are kept, so that a newer writer does not break an older reader. */
const row = (
  kind: string,
  properties: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
) => ({
  type: 'object',
  properties: { kind: { const: kind }, ...properties, ...optional },
  required: ['kind', ...Object.keys(properties)],
});

const metric = { type: 'object', properties: { name: text, title: text, unit: text, better } } as const;

const definitions = {
  head: row('head', { schema: { type: 'string', pattern: '^nines/rows/[0-9]+$' }, run: text }),
  declaration: row('declaration', {
    suite: text,
    name: text,
    title: text,
    clock,
    operation: textOrNull,
    subjects: list(text),
    parameters: { type: 'object', additionalProperties: list(numberOrText) },
    metrics: list({ ...metric, required: ['name', 'title', 'unit', 'better'] }),
    chart: {
      type: 'object',
      properties: {
        x: textOrNull,
        mark: { enum: ['lines', 'bars'] },
        metric: text,
        against: text,
        bound: textOrNull,
        hide: list(text),
      },
      required: ['x', 'mark', 'metric', 'bound', 'hide'],
    },
  }),
  figure: row('figure', {
    suite: text,
    name: text,
    subject: text,
    parameters,
    workers: { type: 'integer', minimum: 1 },
    metric: text,
    unit: text,
    better,
    clock,
    value: number,
    interval,
    rounds: { ...list(number), minItems: 1 },
  }),
  latency: row('latency', {
    suite: text,
    name: text,
    subject: text,
    parameters,
    measure: { enum: ['latency', 'service'] },
    buckets: list({ type: 'array', items: count, minItems: 2, maxItems: 2 }),
  }),
  timeline: row('timeline', {
    suite: text,
    name: text,
    subject: text,
    parameters,
    clock: { const: 'simulated' },
    seed: text,
    from: number,
    to: number,
    lanes: list({
      type: 'object',
      properties: {
        node: text,
        spans: list({
          type: 'object',
          properties: { from: number, to: number, role: { enum: ['leads', 'stands', 'follows', 'down'] } },
          required: ['from', 'to', 'role'],
        }),
      },
      required: ['node', 'spans'],
    }),
    faults: list({
      type: 'object',
      properties: { from: number, to: number, fault: text, node: textOrNull },
      required: ['from', 'to', 'fault', 'node'],
    }),
    answered: list(number),
    unavailable: { type: ['array', 'null'], items: number, minItems: 2, maxItems: 2 },
  }),
  goal: row(
    'goal',
    {
      suite: text,
      name: text,
      of: text,
      subject: text,
      against: textOrNull,
      at: parameters,
      figure: text,
      unit: text,
      direction: { enum: ['at least', 'at most'] },
      target: number,
      value: number,
      interval,
      verdict: { enum: ['met', 'short', 'inconclusive'] },
      source: text,
    },
    { stopped: { const: true } },
  ),
  verification: row('verification', {
    protocol: text,
    mutant: textOrNull,
    seeds: count,
    accepted: count,
    rejected: count,
    inconclusive: count,
    firstSeed: textOrNull,
    verdict: outcome,
    replay: text,
  }),
  expected: row('expected', {
    protocol: text,
    title: text,
    lesson: text,
    mutant: textOrNull,
    property: text,
    because: text,
    schedule: list(text),
    diagram: {
      type: 'object',
      properties: {
        lanes: list(text),
        steps: list({ type: 'object' }),
        messages: list({ type: 'object' }),
        spans: list({ type: 'object' }),
        moments: list({ type: 'object' }),
        step: { type: ['integer', 'null'], minimum: 0 },
      },
      required: ['lanes', 'steps', 'messages', 'spans', 'moments', 'step'],
    },
    count,
    seeds: count,
    verdict: { enum: ['good', 'bad'] },
    replay: text,
  }),
  exploration: row('exploration', {
    spec: text,
    generated: count,
    distinct: count,
    depth: count,
    statesPerSecond: number,
    verdict: outcome,
    because: textOrNull,
    replay: text,
  }),
  conformance: row('conformance', {
    spec: text,
    trace: text,
    events: count,
    verdict: { enum: ['accepted', 'rejected', 'inconclusive'] },
    at: { type: ['integer', 'null'] },
    because: textOrNull,
    replay: text,
  }),
  check: row('check', {
    name: text,
    seconds: number,
    budgetSeconds: number,
    verdict: outcome,
    because: textOrNull,
    replay: text,
  }),
  leftOut: row('leftOut', { part: text, what: text, because: textOrNull, replay: text }),
  comparison: row('comparison', {
    of: { type: 'array', items: text, minItems: 2, maxItems: 2 },
    suite: text,
    name: text,
    subject: text,
    parameters,
    workers: { type: 'integer', minimum: 1 },
    metric: text,
    unit: text,
    better,
    class: { enum: ['count', 'instructions', 'wall'] },
    before: number,
    after: number,
    ratio: number,
    interval,
    pValue: { type: ['number', 'null'] },
    rounds: list(number),
    control: ratioOrNull,
    confirmation: ratioOrNull,
    difference: { enum: ['slower', 'faster', '~', 'inconclusive', 'equal', 'worse', 'better', 'changed'] },
    because: textOrNull,
  }),
  end: row('end', { rows: count }),
};

export const rowSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'nines/rows/1',
  title: 'One line of rows.ndjson',
  type: 'object',
  required: ['kind'],
  properties: { kind: { enum: Object.keys(definitions) } },
  oneOf: Object.values(definitions),
};

const validators = new Map<string, ValidateFunction>();

/** Null where the value is a row; else the first thing that is wrong, with its place in the line. */
export function rowProblem(value: unknown): string | null {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : null;
  if (kind === null) return 'expected an object with a "kind"';
  if (!(kind in definitions)) return `unknown kind '${kind}'; known: ${Object.keys(definitions).join(', ')}`;
  let validate = validators.get(kind);
  if (validate === undefined) {
    validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      definitions[kind as keyof typeof definitions],
    );
    validators.set(kind, validate);
  }
  return validate(value) ? null : problem(validate.errors ?? []);
}

export const isRow = (value: unknown): value is Row => rowProblem(value) === null;

function problem(errors: readonly ErrorObject[]): string {
  const [first] = errors;
  if (first === undefined) return 'not valid';
  const at = first.instancePath === '' ? '' : `${first.instancePath.slice(1).replaceAll('/', '.')}: `;
  const allowed =
    first.keyword === 'enum' ? ` (${(first.params as { allowedValues: unknown[] }).allowedValues.join(', ')})` : '';
  return `${at}${first.message ?? first.keyword}${allowed}`;
}
