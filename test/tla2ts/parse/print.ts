/** The syntax tree as s-expressions, one line a unit: what the golden files of the parser hold. */
import type {
  Argument,
  Bound,
  ExceptSelector,
  Expression,
  Module,
  OperatorParameter,
  SubexpressionStep,
  Unit,
} from '../../../src/tla2ts/ast.js';

const list = (items: readonly string[]): string => `(${items.filter((item) => item !== '').join(' ')})`;

export function printModule(module: Module): string {
  const header = [`module ${module.name.text}`, ...module.extends.map((name) => `extends ${name.text}`)];
  return [...header, ...module.units.map(printUnit)].join('\n');
}

export function printUnit(unit: Unit): string {
  switch (unit.kind) {
    case 'constants':
    case 'recursive':
      return list([unit.kind, ...unit.declarations.map(parameter)]);
    case 'variables':
      return list(['variables', ...unit.names.map((name) => name.text)]);
    case 'operator': {
      const fixity = unit.fixity === 'nonfix' ? '' : unit.fixity;
      const head = list([unit.name.text, ...unit.parameters.map(parameter)]);
      return list([unit.local ? 'local' : '', 'define', fixity, head, print(unit.body)]);
    }
    case 'functionDefinition': {
      const head = list([unit.name.text, ...unit.bounds.map(bound)]);
      return list([unit.local ? 'local' : '', 'define-function', head, print(unit.body)]);
    }
    case 'instance': {
      const name = unit.name === null ? '' : list([unit.name.text, ...unit.parameters.map(parameter)]);
      const substitutions = unit.substitutions.map(({ name: from, value }) => list(['<-', from.text, print(value)]));
      return list([unit.local ? 'local' : '', 'instance', name, unit.module.text, ...substitutions]);
    }
    case 'assumption':
      return list(['assume', unit.name?.text ?? '', print(unit.body)]);
    case 'theorem':
      return list(['theorem', unit.name?.text ?? '', unit.body === null ? 'assume-prove' : print(unit.body)]);
    case 'module':
      return `(${printModule(unit.module).replaceAll('\n', '\n  ')})`;
  }
}

const parameter = ({ name, arity }: OperatorParameter): string => (arity === 0 ? name.text : `${name.text}/${arity}`);

function bound({ pattern, names, set }: Bound): string {
  const joined = names.map((name) => name.text).join(' ');
  return list([pattern === 'tuple' ? `<<${joined}>>` : joined, set === null ? '' : `in ${print(set)}`]);
}

const application = (head: string, args: readonly Argument[]): string =>
  args.length === 0 ? head : list([head, ...args.map(print)]);

function selector(step: SubexpressionStep): string {
  switch (step.kind) {
    case 'operand':
      return `!${step.index}`;
    case 'left':
      return '!<<';
    case 'right':
      return '!>>';
    case 'body':
      return '!:';
    case 'at':
      return '!@';
    case 'label':
      return `!${application(step.name.text, step.args)}`;
    case 'arguments':
      return `!${list(step.args.map(print))}`;
  }
}

const update = (step: ExceptSelector): string =>
  step.kind === 'field' ? `.${step.name.text}` : `[${step.args.map(print).join(' ')}]`;

export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.fraction === null ? `${expression.value}` : `${expression.value}.${expression.fraction}`;
    case 'string':
      return JSON.stringify(expression.value);
    case 'at':
      return '@';
    case 'apply': {
      const { fixity, path, name, args, selectors } = expression;
      const steps = path.map((step) => `${application(step.name.text, step.args)}!`).join('');
      const mark = fixity === 'prefix' || fixity === 'postfix' ? `${fixity}:` : '';
      return application(`${mark}${steps}${name.text}`, args) + selectors.map(selector).join('');
    }
    case 'junction':
      return list([expression.operator === '/\\' ? 'and-list' : 'or-list', ...expression.items.map(print)]);
    case 'parenthesised':
      return list(['paren', print(expression.body)]);
    case 'quantifier':
      return list([expression.quantifier, ...expression.bounds.map(bound), print(expression.body)]);
    case 'choose':
      return list(['choose', bound(expression.bound), print(expression.body)]);
    case 'tuple':
    case 'set':
    case 'times':
      return list([expression.kind, ...expression.items.map(print)]);
    case 'setFilter':
      return list(['set-filter', bound(expression.bound), print(expression.body)]);
    case 'setMap':
      return list(['set-map', print(expression.body), ...expression.bounds.map(bound)]);
    case 'function':
      return list(['function', ...expression.bounds.map(bound), print(expression.body)]);
    case 'functionSet':
      return list(['function-set', print(expression.domain), print(expression.range)]);
    case 'functionApply':
      return list(['apply', print(expression.function), ...expression.args.map(print)]);
    case 'record':
    case 'recordSet': {
      const fields = expression.fields.map(({ name, value }) => list([name.text, print(value)]));
      return list([expression.kind === 'record' ? 'record' : 'record-set', ...fields]);
    }
    case 'field':
      return list(['field', print(expression.record), expression.name.text]);
    case 'except': {
      const updates = expression.updates.map(({ path, value }) => list([path.map(update).join(''), print(value)]));
      return list(['except', print(expression.base), ...updates]);
    }
    case 'if':
      return list(['if', print(expression.condition), print(expression.whenTrue), print(expression.whenFalse)]);
    case 'case': {
      const arms = expression.arms.map(({ guard, value }) => list([print(guard), print(value)]));
      return list(['case', ...arms, expression.other === null ? '' : list(['other', print(expression.other)])]);
    }
    case 'let':
      return list(['let', list(expression.units.map(printUnit)), print(expression.body)]);
    case 'actionOf':
      return list([expression.form, print(expression.action), print(expression.subscript)]);
    case 'fairness':
      return list([expression.strength, print(expression.subscript), print(expression.action)]);
    case 'lambda':
      return list(['lambda', list(expression.parameters.map(parameter)), print(expression.body)]);
    case 'label': {
      const parameters = expression.parameters.map((name) => name.text);
      return list(['label', list([expression.name.text, ...parameters]), print(expression.body)]);
    }
  }
}
