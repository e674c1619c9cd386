/** `explore --dump FILE`: the graph of the states that were found, for Graphviz (.dot) or for programs (.json). */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { extname } from 'node:path';
import { graphOfStates } from '../../check/explore/state-graph.js';
import type { StateStore } from '../../check/explore/state-store.js';
import type { CompiledSpecification } from '../../check/specification.js';
import { toJson, toText } from '../../tla/runtime.js';
import { UsageError } from '../exit.js';

const CHUNK = 1 << 16;

/** Before the search: whether the name says which form is wanted. */
export function dumpForm(file: string): 'dot' | 'json' {
  const form = extname(file).slice(1);
  if (form === 'dot' || form === 'json') return form;
  throw new UsageError(`--dump ${file}: expected a name that ends in .dot or .json`);
}

/** Written beside the place and then moved there: what is there is whole. */
export function writeDump(file: string, specification: CompiledSpecification, store: StateStore): void {
  const lines = dumpForm(file) === 'dot' ? dotLines(specification, store) : jsonLines(specification, store);
  const unfinished = `${file}.part`;
  const out = openSync(unfinished, 'w');
  try {
    let chunk = '';
    for (const line of lines) {
      chunk += `${line}\n`;
      if (chunk.length > CHUNK) {
        writeSync(out, chunk);
        chunk = '';
      }
    }
    writeSync(out, chunk);
    closeSync(out);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function* dotLines(specification: CompiledSpecification, store: StateStore): Generator<string> {
  const { initial, edges } = graphOfStates(specification, store);
  const first = new Set(initial);
  yield `digraph ${JSON.stringify(specification.name)} {`;
  yield '  node [shape=box, fontname=monospace];';
  for (let state = 0; state < store.count; state += 1) {
    const values = store.state(state);
    const label = specification.variables.map((name, i) => `${name} = ${toText(values[i]!)}`);
    const text = label.map((line) => `${line.replace(/["\\]/g, '\\$&')}\\l`).join('');
    yield `  ${state} [label="${text}"${first.has(state) ? ', style=filled' : ''}];`;
  }
  for (const { from, to, action } of edges()) {
    yield `  ${from} -> ${to} [label=${JSON.stringify(specification.actions[action]?.name ?? '')}];`;
  }
  yield '}';
}

function* jsonLines(specification: CompiledSpecification, store: StateStore): Generator<string> {
  const { initial, edges } = graphOfStates(specification, store);
  yield `{"name": ${JSON.stringify(specification.name)},`;
  yield `"variables": ${JSON.stringify(specification.variables)},`;
  yield `"initial": ${JSON.stringify(initial)},`;
  yield '"states": [';
  for (let state = 0; state < store.count; state += 1) {
    const values = store.state(state);
    const shown = Object.fromEntries(specification.variables.map((name, i) => [name, toJson(values[i]!)]));
    yield `  ${JSON.stringify(shown)}${state + 1 < store.count ? ',' : ''}`;
  }
  yield '],';
  yield '"edges": [';
  let before = '';
  for (const { from, to, action } of edges()) {
    if (before !== '') yield `  ${before},`;
    before = JSON.stringify({ from, to, action: specification.actions[action]?.name ?? '' });
  }
  if (before !== '') yield `  ${before}`;
  yield ']}';
}
