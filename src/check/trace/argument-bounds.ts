/** Which memberships a mapped step has to satisfy so that the next-state relation takes it: `Claim(w, m)` needs `w \in Workers`. */

/** By name of an action, for each place where the next-state relation takes it: by argument its set's text, null if unknown. */
export type ArgumentSets = ReadonlyMap<string, readonly (readonly (string | null)[])[]>;

/** What mapped steps are held to. `name`: the definition that it is; null where it has none. */
export interface NextRelation {
  readonly name: string | null;
  readonly sets: ArgumentSets;
}

/**
 * Whether nothing else holds a step to the next-state relation: `Advance(w) \/ Retreat(w)`, a definition of the mapping's own, an action
 * that the relation does not have. Not so of an action by its name, whose arguments are held, nor of two actions composed,
 * which are no one step.
 */
export function isLoose(step: string, { name, sets }: NextRelation): boolean {
  const [, called = ''] = /^\s*([A-Za-z_]\w*)\s*(?:\([\s\S]*\))?\s*$/.exec(step) ?? [];
  return name !== null && called !== name && !sets.has(called) && !step.includes('\\cdot');
}

/**
 * TLA+ formulas, all of which must hold; none where the step is not simply an action with arguments, or where nothing is
 * known. `drawn`: names that the mapping takes from a set itself, with its text.
 */
export function boundsOf(step: string, sets: ArgumentSets, drawn: ReadonlyMap<string, string>): readonly string[] {
  const [, name = '', list = ''] = /^\s*([A-Za-z_]\w*)\s*\(([\s\S]*)\)\s*$/.exec(step) ?? [];
  const places = sets.get(name);
  const args = argumentsIn(list);
  if (places === undefined || args === null || places.some((place) => place.length !== args.length)) return [];
  const ways = places.map((place) =>
    place.flatMap((set, index) => {
      const arg = args[index] as string;
      return set === null || drawn.get(arg) === set ? [] : [`${bare(arg)} \\in ${bare(set)}`];
    }),
  );
  // Where one place takes any argument, there is nothing to hold the step to.
  if (ways.some((way) => way.length === 0)) return [];
  const [only] = ways;
  if (new Set(ways.map((way) => way.join(' /\\ '))).size === 1) return only as readonly string[];
  return [`(${ways.map((way) => `(${way.join(' /\\ ')})`).join(' \\/ ')})`];
}

const bare = (text: string): string => (/^(\w+|"[^"]*"|\{[^{}]*\}|DOMAIN \w+)$/.test(text) ? text : `(${text})`);

/** The arguments of `a, F(b, c), <<d, e>>`; null if the brackets do not close in order. */
function argumentsIn(list: string): readonly string[] | null {
  const args: string[] = [];
  let depth = 0;
  let start = 0;
  const tokens = /"(?:[^"\\]|\\.)*"|<<|>>|[()[\]{},]/g;
  for (const { 0: token, index } of list.matchAll(tokens)) {
    if (['(', '[', '{', '<<'].includes(token)) depth += 1;
    else if ([')', ']', '}', '>>'].includes(token)) depth -= 1;
    else if (token === ',' && depth === 0) {
      args.push(list.slice(start, index).trim());
      start = index + 1;
    }
    if (depth < 0) return null;
  }
  args.push(list.slice(start).trim());
  return depth === 0 && args.every((arg) => arg !== '') ? args : null;
}
