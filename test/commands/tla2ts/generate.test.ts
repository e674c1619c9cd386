import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { generatedFiles, generatedFolder } from '../../../src/commands/tla2ts/generate.js';

test('the committed checkers are what the compiler makes of the specifications (else: npm run generate)', () => {
  const made = new Map(generatedFiles().map(({ path, text }) => [path, text]));
  const committed = readdirSync(generatedFolder).map((name) => join(generatedFolder, name));
  assert.ok(made.size > 0);
  assert.deepEqual(committed.sort(), [...made.keys()].sort());
  for (const [path, text] of made) assert.equal(readFileSync(path, 'utf8'), text, path);
});
