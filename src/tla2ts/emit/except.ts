/** EXCEPT: a function with some of its values changed. */
import type { Core } from '../core.js';
import { freeNamesOf, usesOf } from '../lower/facts.js';
import { isPartial } from '../lower/partial.js';
import { isOperatorValue } from '../lower/traverse.js';
import { type Code, valueCode, type Writer } from './code.js';
import { stringConstant, value } from './expression.js';
import { lifted } from './returning.js';
import type { Scope } from './scope.js';

type Except = Extract<Core, { readonly kind: 'except' }>;

/**
 * One update with one index and no `@` is a call; anything else takes statements. Where there is no such place TLC does not
 * evaluate the value: where that could fail, the place is looked up first.
 */
export function exceptExpression(core: Except, scope: Scope): Code {
  const update = core.updates[0];
  if (
    core.updates.length !== 1 ||
    update === undefined ||
    update.path.length !== 1 ||
    usesOf(update.value, update.at) > 0
  ) {
    return lifted(core, scope);
  }
  const selector = update.path[0] as (typeof update.path)[number];
  const index = selector.kind === 'field' ? stringConstant(selector.name, scope) : value(selector.value, scope);
  const base = value(core.base, scope);
  const { module } = scope;
  const text = value(update.value, scope);
  const call = `${module.runtime('except')}(${base}, ${index}, ${text})`;
  if (/^[\w$]+$/.test(text) || !(isPartial(update.value) || mayWait(update.value, scope))) return valueCode(call);
  if (!isName(base) || !isName(index)) return lifted(core, scope);
  return valueCode(
    `(${module.runtime('selectOrNone')}(${base}, ${index}) === ${module.runtime('NONE')} ? ${base} : ${call})`,
  );
}

const isName = (text: string): boolean => /^[\w$]+$/.test(text);

/** A name in it stands for what is evaluated only here. */
function mayWait(core: Core, scope: Scope): boolean {
  return [...freeNamesOf(core)].some((name) => {
    const binding = scope.lookup(name);
    if (binding?.kind !== 'macro') return binding?.kind === 'thunk';
    return isOperatorValue(binding.argument) || isPartial(binding.argument);
  });
}

export function returnExcept(core: Except, scope: Scope, writer: Writer): void {
  const { module } = scope;
  const result = scope.temporary('result');
  writer.line(`let ${result} = ${value(core.base, scope)};`);
  for (const update of core.updates) {
    const keys = update.path.map((selector) => {
      const text = selector.kind === 'field' ? stringConstant(selector.name, scope) : value(selector.value, scope);
      if (/^[A-Za-z0-9_$]+$/.test(text)) return text;
      const name = scope.temporary('key');
      writer.line(`const ${name} = ${text};`);
      return name;
    });
    const inner = scope.child();
    // f, f[a], f[a][b]: the functions on the way down, then the old value, which `@` names.
    const levels = [result];
    for (const key of keys.slice(0, -1)) {
      const level = scope.temporary('inner');
      writer.line(`const ${level} = ${module.runtime('selectOrNone')}(${levels.at(-1)}, ${key});`);
      levels.push(level);
    }
    const at = inner.declare(update.at, 'value');
    writer.line(`const ${at} = ${module.runtime('selectOrNone')}(${levels.at(-1)}, ${keys.at(-1)});`);
    writer.block(`if (${at} !== ${module.runtime('NONE')})`, () => {
      let text = value(update.value, inner);
      for (let depth = keys.length - 1; depth >= 0; depth -= 1) {
        text = `${module.runtime('except')}(${levels[depth]}, ${keys[depth]}, ${text})`;
      }
      writer.line(`${result} = ${text};`);
    });
  }
  writer.line(`return ${result};`);
}
