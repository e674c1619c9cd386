/**
 * Whether a PlusCal algorithm was edited after its translation was made. The translator's own checksum is of its syntax
 * tree after it has translated, so only a translator could compute it. But a translation says everything that its
 * algorithm says: each name and number appears in it, but those of macros that are not used. One that does not was written later.
 */

/** Words of PlusCal itself, which have no equal in the translation. */
const keywords = new Set(
  (
    'algorithm fair macro procedure process variable variables define begin end if then else elsif while do either or with ' +
    'await when skip assert print goto call return self TRUE FALSE IF THEN ELSE'
  ).split(' '),
);

/** The first name or number of the algorithm that the translation lacks; null if there is none. */
export function missingWord(algorithm: string, translation: string): string | null {
  const whole = body(withoutStrings(withoutComments(algorithm)));
  if (whole === null) return null;
  const text = withoutIdleMacros(whole);
  const known = new Set(words(translation.replaceAll('"', ' ')));
  const left = new Set<string>();
  for (const [, name = '', parameters = ''] of text.matchAll(/\bmacro\s+(\w+)\s*\(([^)]*)\)/g)) {
    for (const word of [name, ...parameters.split(',')]) left.add(word.trim());
  }
  // Where no process has two labels there is no pc, and labels leave no mark.
  if (!known.has('pc')) for (const [, label = ''] of text.matchAll(/(\w+)\s*:(?![=:>])/g)) left.add(label);
  const [title = '', ...rest] = words(text);
  left.add(title);
  return rest.find((word) => !known.has(word) && !keywords.has(word) && !left.has(word)) ?? null;
}

const words = (text: string): string[] =>
  text.match(/\\[A-Za-z]+|[A-Za-z_0-9]*[A-Za-z_][A-Za-z_0-9]*|\d+/g)?.filter((word) => !word.startsWith('\\')) ?? [];

function withoutComments(text: string): string {
  let rest = text.replace(/\\\*.*$/gm, ' ');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/\(\*(?:(?!\(\*|\*\))[\s\S])*\*\)/g, ' ');
  }
  return rest;
}

/** Without the macros that are named nowhere but where they are defined. */
function withoutIdleMacros(text: string): string {
  let rest = text;
  for (const [head, name = ''] of text.matchAll(/\bmacro\s+(\w+)\s*\(/g)) {
    if ((text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1) continue;
    const from = rest.indexOf(head);
    const end = /\bend\s+macro\b/.exec(rest.slice(from));
    const braces = end === null ? body(rest.slice(from)) : null;
    rest = rest.slice(0, from) + rest.slice(from + (end === null ? (braces?.length ?? 0) : end.index));
  }
  return rest;
}

const withoutStrings = (text: string): string => text.replace(/"(?:[^"\\\n]|\\.)*"/g, ' ');

/** Up to `end algorithm`, or to the brace that closes it; null if there is neither. */
function body(text: string): string | null {
  const end = /\bend\s+algorithm\b/.exec(text);
  if (end !== null) return text.slice(0, end.index);
  let depth = 0;
  for (let at = text.indexOf('{'); at >= 0 && at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(0, at + 1);
  }
  return null;
}
