/**
 * The phase `level`: sets `level` on every node of a core expression, bottom up, reports what is used above the level
 * its place allows, and sums up for the callers what the expression asks of its parameters.
 *
 * One walk suffices: the highest level allowed is carried down as `maximum`, so that each symbol is met once with the
 * tightest bound of the operators around it. O(nodes * free symbols of the definitions called).
 */
import { assert } from '../../core/assert.js';
import type { Span } from '../ast.js';
import type { BoundSymbol, Core, CoreArgument, CoreBound, Definition, Level, OperatorValue } from '../core.js';
import { builtins } from '../resolve/builtins.js';
import { resolved } from '../resolve/definition.js';
import { checkGiven, checkOperatorArgument, givenTo } from './arguments.js';
import { summarise } from './definitions.js';
import { isOperator, operatorSummary } from './operator.js';
import { atMost, opaque, type Place, top } from './place.js';
import type { LevelSummary, LevelSymbol } from './summary.js';
import { checkTemporal } from './temporal.js';

export type LevelReport = (code: string, message: string, span: Span, expected?: string) => void;

export const levelNames = ['constant', 'state', 'action', 'temporal'] as const;

export const highest = (a: Level, b: Level): Level => (a > b ? a : b);

/** Finds the levels in `body`; `report` null: everything was checked where it was written. */
export function levelOf(body: Core, summary: LevelSummary, report: LevelReport | null): LevelSummary {
  summary.level = highest(summary.level, new LevelWalk(summary, report ?? (() => {})).walk(body, top));
  return summary;
}

class LevelWalk {
  readonly #summary: LevelSummary;
  readonly #report: LevelReport;
  /** Levels of `@` and of the variables of \AA and \EE; every other bound name is a constant. */
  readonly #bound = new Map<BoundSymbol, Level>();

  constructor(summary: LevelSummary, report: LevelReport) {
    this.#summary = summary;
    this.#report = report;
  }

  walk(node: Core, place: Place): Level {
    const level = this.#level(node, place);
    (node as { level: Level }).level = level;
    return level;
  }

  #level(node: Core, place: Place): Level {
    switch (node.kind) {
      case 'number':
      case 'real':
      case 'string':
        return 0;
      case 'variableRef':
        this.#meet(node.symbol, place);
        return 1;
      case 'boundRef':
        return this.#bound.get(node.symbol) ?? 0;
      case 'constantRef':
      case 'parameterRef':
        this.#meet(node.symbol, place);
        return this.#applyUnknown(node.symbol, node.args, place);
      case 'call':
        return this.#call(node.definition, node.args, node.span, place);
      case 'builtin':
        return this.#builtin(node, place);
      case 'quantifier':
        return this.#quantifier(node, place);
      case 'choose':
        return this.#bounded([node.bound], node.body, 2, place, 'the body of CHOOSE');
      case 'setFilter':
        return this.#bounded([node.bound], node.body, 2, place, 'the condition of a set');
      case 'setMap':
        return this.#bounded(node.bounds, node.body, 2, place, 'the elements of a set');
      case 'function':
      case 'recursiveFunction':
        return this.#bounded(node.bounds, node.body, 3, place, 'the body of a function');
      case 'tuple':
      case 'set':
      case 'times':
        return this.#all(
          node.items,
          2,
          place,
          node.kind === 'times' ? 'a factor of \\X' : `an element of a ${node.kind}`,
        );
      case 'functionSet':
        return this.#all([node.domain, node.range], 2, place, 'a set of functions');
      case 'functionApply':
        return this.#all([node.function, node.argument], 2, place, 'the application of a function');
      case 'record':
      case 'recordSet':
        return this.#all(
          node.fields.map((field) => field.value),
          node.kind === 'record' ? 3 : 2,
          place,
          'a field',
        );
      case 'field':
        return this.#all([node.record], 2, place, 'a record');
      case 'except':
        return this.#except(node, place);
      case 'if':
        return this.#all([node.condition, node.whenTrue, node.whenFalse], 3, place, 'IF');
      case 'case':
        return this.#all(
          [...node.arms.flatMap((arm) => [arm.guard, arm.value]), ...(node.other === null ? [] : [node.other])],
          3,
          place,
          'CASE',
        );
      case 'let':
        summarise(node.definitions.map(resolved), this.#report);
        for (const definition of node.definitions) this.#summary.mergeConstraints(resolved(definition).summary);
        return this.walk(node.body, place);
      case 'actionOf':
        this.#operand(node.action, 2, opaque[2], 'the action');
        this.#operand(node.subscript, 1, opaque[1], 'the subscript of an action');
        return 2;
      case 'fairness':
        this.#operand(node.subscript, 1, opaque[1], `the subscript of ${node.strength}_`);
        this.#operand(node.action, 2, opaque[2], `the action of ${node.strength}_`);
        if (node.enabled !== undefined) this.walk(node.enabled, opaque[2]);
        return 3;
    }
  }

  /** A symbol whose level is not known here. */
  #meet(symbol: LevelSymbol, place: Place): void {
    const summary = this.#summary;
    summary.occurring.add(symbol);
    if (!place.leibniz) summary.nonLeibniz.add(symbol);
    if (place.counts) summary.counting.add(symbol);
    if (place.maximum < 3) summary.bound(symbol, place.maximum);
    for (let under = place.under; under !== null; under = under.next) {
      summary.depend(under.operator, under.position, symbol);
    }
  }

  #operand(node: Core, maximum: Level, place: Place, what: string): Level {
    const level = this.walk(node, place);
    if (level > maximum) {
      this.#report(
        'TLA310',
        `${what} is ${levelNames[level]} level`,
        node.span,
        maximum === 0 ? 'constant level' : `at most ${levelNames[maximum]} level`,
      );
    }
    return level;
  }

  #all(nodes: readonly Core[], maximum: Level, place: Place, what: string): Level {
    const inner = atMost(place, maximum);
    let level: Level = 0;
    for (const node of nodes) level = highest(level, this.#operand(node, maximum, inner, what));
    return level;
  }

  #sets(bounds: readonly CoreBound[], place: Place): Level {
    let level: Level = 0;
    for (const { set, symbols } of bounds) {
      if (set === null) continue;
      const found = this.walk(set, place);
      if (found > 2) {
        this.#report('TLA325', `the set of ${symbols[0]?.name} is a temporal formula`, set.span, 'a set');
      }
      level = highest(level, found);
    }
    return level;
  }

  #bounded(bounds: readonly CoreBound[], body: Core, maximum: Level, place: Place, what: string): Level {
    const sets = this.#sets(bounds, place);
    return highest(sets, this.#operand(body, maximum, atMost(place, maximum), what));
  }

  #quantifier(node: Extract<Core, { kind: 'quantifier' }>, place: Place): Level {
    if (node.quantifier === '\\AA' || node.quantifier === '\\EE') {
      for (const { symbols } of node.bounds) for (const symbol of symbols) this.#bound.set(symbol, 1);
      this.#sets(node.bounds, opaque[3]);
      this.walk(node.body, opaque[3]);
      return 3;
    }
    const sets = this.#sets(node.bounds, place);
    const level = highest(sets, this.walk(node.body, place));
    if (level === 3) {
      for (const { set } of node.bounds) {
        if (set?.level === 2) {
          this.#report(
            'TLA324',
            'the set of a quantified temporal formula is an action',
            set.span,
            'at most state level',
          );
        }
      }
    }
    return level;
  }

  #except(node: Extract<Core, { kind: 'except' }>, place: Place): Level {
    const inner = atMost(place, 2);
    const what = 'a part of EXCEPT';
    let level = this.#operand(node.base, 2, inner, what);
    for (const update of node.updates) {
      let path = level;
      for (const step of update.path) {
        if (step.kind === 'index') path = highest(path, this.#operand(step.value, 2, inner, what));
      }
      this.#bound.set(update.at, path);
      level = highest(path, this.#operand(update.value, 2, inner, what));
    }
    return level;
  }

  #builtin(node: Extract<Core, { kind: 'builtin' }>, place: Place): Level {
    const { operator, args } = node;
    const builtin = builtins.get(operator);
    assert(builtin !== undefined, `no builtin operator ${operator}`);
    const { maximum, transparent } = builtin;
    const inner = transparent ? atMost(place, maximum) : opaque[maximum];
    let level = builtin.level;
    for (const [index, arg] of args.entries()) {
      const what = args.length === 1 ? `the operand of ${operator}` : `operand ${index + 1} of ${operator}`;
      const found = this.#operand(arg, maximum, inner, what);
      if (transparent) level = highest(level, found);
    }
    checkTemporal(node, this.#report);
    return level;
  }

  /** `F(a, b)` with F a parameter or declared constant: nothing is known but what F must accept. */
  #applyUnknown(symbol: LevelSymbol, args: readonly CoreArgument[], place: Place): Level {
    let level: Level = symbol.kind === 'variable' ? 1 : 0;
    for (const [position, arg] of args.entries()) {
      const inner: Place = { ...place, under: { operator: symbol, position, next: place.under } };
      const found = isOperator(arg) ? this.#operator(arg, inner) : this.walk(arg, inner);
      this.#summary.require(symbol, position, found);
      level = highest(level, found);
    }
    return level;
  }

  /** Returns the level of an operator standing as an argument, and meets the symbols that are free in it. */
  #operator(value: OperatorValue, place: Place): Level {
    if (value.kind === 'parameterOperator') {
      this.#meet(value.symbol, place);
      return 0;
    }
    const summary = operatorSummary(value, this.#report) as LevelSummary;
    this.#meetFree(summary, place);
    return summary.level;
  }

  #meetFree(summary: LevelSummary, place: Place): void {
    this.#summary.mergeConstraints(summary);
    for (const symbol of summary.counting) if (!summary.isOwn(symbol)) this.#meet(symbol, place);
    if (!place.leibniz) {
      for (const symbol of summary.occurring) if (!summary.isOwn(symbol)) this.#summary.nonLeibniz.add(symbol);
    }
  }

  #call(definition: Definition, args: readonly CoreArgument[], span: Span, place: Place): Level {
    const { summary } = resolved(definition);
    this.#meetFree(summary, place);
    const operators = args.map((arg) => (isOperator(arg) ? operatorSummary(arg, null) : null));
    let level = summary.level;
    for (const [index, arg] of args.entries()) {
      const counts = summary.counts(index);
      let inner = counts ? atMost(place, summary.maximumOf(index)) : opaque[summary.maximumOf(index)];
      if (!summary.isLeibniz(index) && inner.leibniz) inner = { ...inner, leibniz: false };
      if (summary.isLeibniz(index) && !inner.leibniz && place.leibniz) inner = { ...inner, leibniz: true };
      inner = givenTo(definition, args, operators, index, inner);
      const found = isOperator(arg) ? this.#operator(arg, inner) : this.walk(arg, inner);
      if (found > summary.maximumOf(index)) {
        this.#report(
          'TLA310',
          `argument ${index + 1} of ${definition.name} is ${levelNames[found]} level`,
          arg.span,
          `at most ${levelNames[summary.maximumOf(index)]} level`,
        );
      }
      if (counts) level = highest(level, found);
      checkOperatorArgument(definition, index, arg, operators[index] ?? null, this.#summary, this.#report);
    }
    checkGiven(definition, args, operators, span, this.#summary, this.#report);
    return level;
  }
}
