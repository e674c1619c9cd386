/** Traces in which each line has a value of its own, long enough that some thousands of them are more than a thread is to hold. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'nines-notes-'));
after(() => rmSync(folder, { recursive: true }));
export const path = (name: string): string => join(folder, name);

/** `coin` is not logged: there are two states until somebody shows it. What `Pick` takes depends on the order of names. */
writeFileSync(
  path('Notes.tla'),
  `---- MODULE Notes ----
EXTENDS Integers
VARIABLES last, note, count, coin, names, picked
vars == <<last, note, count, coin, names, picked>>
Init == last = "" /\\ note = "" /\\ count = 0 /\\ coin = 0 /\\ names = {} /\\ picked = ""
Write(text) == note' = text /\\ count' = count + 1 /\\ UNCHANGED <<last, coin, names, picked>>
Toss == coin' \\in {1, 2} /\\ UNCHANGED <<last, note, count, names, picked>>
Show == coin > 0 /\\ count' = count + coin /\\ UNCHANGED <<last, note, coin, names, picked>>
Know(name) == names' = names \\cup {name} /\\ last' = name /\\ UNCHANGED <<note, count, coin, picked>>
Pick == picked' = (CHOOSE name \\in names : TRUE) /\\ UNCHANGED <<last, note, count, coin, names>>
Next == Toss \\/ Show \\/ Pick \\/ \\E text \\in STRING : Write(text) \\/ Know(text)
Spec == Init /\\ [][Next]_vars
====
`,
);
writeFileSync(path('Notes.cfg'), 'SPECIFICATION Spec\n');

export const notes = 2600;
export const line = (event: object): string => `${JSON.stringify(event)}\n`;

/** Each line has a note that no other has. */
export function write(name: string, first: readonly object[], ...last: readonly object[]): string {
  const file = path(name);
  const know = (text: string): string => line({ action: 'Know', args: { name: text } });
  const picked = line({ action: 'Pick', vars: { picked: 'zoe' } });
  const start = know('zoe') + know('adam') + picked + line({ action: 'Toss' }) + first.map(line).join('');
  const written = Array.from({ length: notes }, (_, index) =>
    line({ action: 'Write', args: { text: `${name} ${index} ${'é'.repeat(500)}` } }),
  );
  writeFileSync(file, start + written.join('') + picked + last.map(line).join(''));
  return file;
}
