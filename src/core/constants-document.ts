import type { Value } from './trace.js';

/**
 * Constants as a file of constants or a header has them: there a plain array is a set, as people write it, and not a
 * sequence as everywhere else. So a sequence is told as `{"#tup": [...]}`.
 */
export const constantsDocument = (constants: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, tagged(value)]));

function tagged(value: Value): Value {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return { '#tup': value.map(tagged) };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === '#set') return [key, (inner as readonly Value[]).map(tagged)];
      if (key === '#map') return [key, (inner as readonly (readonly Value[])[]).map((pair) => pair.map(tagged))];
      return [key, tagged(inner)];
    }),
  );
}
