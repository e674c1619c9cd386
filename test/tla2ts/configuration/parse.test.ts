/** `UPDATE_GOLDEN=1` rewrites the fixture; commit the difference only when it is understood. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Configuration, ConfigurationValue } from '../../../src/tla2ts/configuration/configuration.js';
import { parseConfiguration } from '../../../src/tla2ts/configuration/parse.js';
import { formatDiagnostic } from '../../../src/tla2ts/diagnostic.js';
import { readCases, writeCases } from '../golden.js';

const path = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../test/fixtures/tla2ts/configuration.txt');

function show(value: ConfigurationValue): string {
  switch (value.kind) {
    case 'number':
      return `${value.value}`;
    case 'string':
      return JSON.stringify(value.value);
    case 'boolean':
      return value.value ? 'TRUE' : 'FALSE';
    case 'modelValue':
      return `:${value.name}`;
    case 'set':
      return `{${value.items.map(show).join(' ')}}`;
  }
}

/** One line for each thing that the configuration says. */
function print(configuration: Configuration): string {
  const { constants, replacements } = configuration;
  const lines: string[] = [];
  for (const field of ['specification', 'init', 'next', 'symmetry', 'view', 'alias'] as const) {
    const name = configuration[field];
    if (name !== null) lines.push(`${field} ${name.text}`);
  }
  for (const { name, args, module, value } of constants) {
    const head = args.length === 0 ? name.text : `${name.text}(${args.map(show).join(' ')})`;
    lines.push(`${head} = ${show(value)}${module === null ? '' : ` in ${module.text}`}`);
  }
  for (const { name, module, by } of replacements) {
    lines.push(`${name.text} <- ${by.text}${module === null ? '' : ` in ${module.text}`}`);
  }
  for (const field of ['invariants', 'properties', 'constraints', 'actionConstraints', 'postconditions'] as const) {
    if (configuration[field].length > 0)
      lines.push(`${field} ${configuration[field].map(({ text }) => text).join(' ')}`);
  }
  if (configuration.checkDeadlock !== null) lines.push(`checkDeadlock ${configuration.checkDeadlock}`);
  return lines.join('\n');
}

function outcomeOf(text: string): string {
  const { value, diagnostics } = parseConfiguration('M.cfg', text);
  assert.ok(value !== null);
  const messages = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic).replace(/^M\.cfg:/, ''));
  return [...messages, print(value)].join('\n').trim();
}

test('configuration files', () => {
  const { preamble, cases } = readCases(readFileSync(path, 'utf8'));
  const outcomes = cases.map(({ source }) => outcomeOf(source));
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, writeCases(preamble, cases, outcomes));
  else for (const [index, { title, expected }] of cases.entries()) assert.equal(outcomes[index], expected, title);
});

test('every entry has its place', () => {
  const { value } = parseConfiguration('M.cfg', 'INIT A\n  CONSTANTS\n\tN = {1,\n 2}\n');
  const [constant] = value?.constants ?? [];
  assert.deepEqual(value?.init?.span, { file: 'M.cfg', line: 1, column: 6, endLine: 1, endColumn: 6 });
  assert.deepEqual(constant?.span, { file: 'M.cfg', line: 3, column: 9, endLine: 4, endColumn: 3 });
});
