/**
 * An action's conjuncts as calls of a report (`check/specification.ts: ConjunctReport`). What is false and is made of
 * parts is told with them: the disjuncts, the instances of a quantifier, the branch of an IF, the body of a definition.
 * Parts are evaluated only where the whole is false, so that no register changes that a later conjunct reads.
 */
import type { Core, CoreArgument } from '../core.js';
import { isOperatorValue } from '../lower/traverse.js';
import { action } from './action.js';
import { assignedVariable, shapeOfAction } from './action-shape.js';
import { unassigned } from './action-tree.js';
import { loopOver } from './bounds.js';
import { bindMacros } from './call.js';
import type { Writer } from './code.js';
import { operand, predicate, value } from './expression.js';
import { declareLet } from './let.js';
import type { ModuleEmitter } from './module-emitter.js';
import { sourceText } from './place.js';
import type { Assigned, Scope } from './scope.js';

/** Definitions inside definitions are taken apart this far, and parts inside parts. */
const deepest = 4;
const deepestPart = 6;
const comparisons = new Set(['=', '#', '\\in', '\\notin', '\\subseteq', '<', '>', '<=', '>=', '\\leq', '\\geq']);

type Parts = { readonly joined: 'any' | 'some' | 'all' | 'branch'; readonly write: () => void };

export class Explanation {
  /** What has its value before the conjunct at hand in any case: its parts read it, and assign the rest for themselves. */
  private before: Assigned;

  constructor(
    private readonly module: ModuleEmitter,
    private readonly writer: Writer,
    private assigned = unassigned(module),
    private readonly partDepth = 0,
  ) {
    this.before = assigned;
  }

  conjuncts(core: Core, scope: Scope, depth: number): void {
    if (core.kind === 'builtin' && core.operator === '/\\') {
      for (const item of core.args) this.conjuncts(item, scope, depth);
    } else if (core.kind === 'let') {
      const inner = scope.child();
      declareLet(core.definitions, core.body, inner, this.writer);
      this.conjuncts(core.body, inner, depth);
    } else if (core.kind === 'builtin' && core.operator === '=>' && isGiven(core.args[0])) {
      // A condition that depends only on what is given, as a mapping's do, is there or is not.
      const [condition, consequent] = core.args as [Core, Core];
      const settled = scope.child({ setting: 'expression' });
      this.writer.block(`if (${predicate(condition, settled)})`, () => this.conjuncts(consequent, scope, depth));
    } else if (core.kind === 'call' && !core.definition.library && !core.definition.recursive && depth < deepest) {
      const { definition } = core;
      const { body } = definition;
      if (depth > 0 && !(body.kind === 'builtin' && body.operator === '/\\')) {
        this.conjunct(core, scope);
        return;
      }
      const inner = scope.child();
      bindMacros(definition.parameters, core.args, inner, scope);
      this.conjuncts(body, inner, depth + 1);
    } else this.conjunct(core, scope);
  }

  private conjunct(core: Core, scope: Scope): void {
    const { writer } = this;
    this.before = this.assigned.map((status) => (status === 'yes' ? 'yes' : 'no'));
    // A step that failed is told as if its variables had what they were to have.
    const settled = scope.child({ setting: 'expression' }).later();
    const about = this.about(core);
    const parts = this.partsOf(core, scope);
    if (shapeOfAction(core, scope) === 'test' || this.isAssigned(core, scope)) {
      const sides = sidesOf(core).map((side) => `() => ${value(side, settled)}`);
      const both = sides.length === 2 ? sides.join(', ') : 'undefined, undefined';
      const call = `report.test(${about}, ${core.level >= 2}, () => ${predicate(core, settled)}`;
      if (parts === null) writer.line(`${call}${sides.length === 2 ? `, ${both}` : ''});`);
      else this.withParts(`${call}, ${both}`, parts);
      return;
    }
    writer.line(`report.step(${about}, (k${this.module.type('() => void')}) => {`);
    writer.indented(() => {
      let after = this.assigned;
      action(core, scope, this.assigned, 'return;', writer, {
        cheap: true,
        write: (assigned, _fail, out) => {
          after = assigned;
          out.line('k();');
        },
      });
      this.assigned = after;
    });
    if (parts === null) writer.line('});');
    else this.withParts('}', parts);
  }

  /** An equation that would assign what has its value by then, so that it is a test: both of its sides can be told. */
  private isAssigned(core: Core, scope: Scope): boolean {
    if (core.kind !== 'builtin' || (core.operator !== '=' && core.operator !== '\\in')) return false;
    const variable = assignedVariable(core.args[0] as Core, scope);
    return variable !== null && this.assigned[variable.index] === 'yes';
  }

  private withParts(call: string, parts: Parts): void {
    this.writer.line(`${call}, '${parts.joined}', () => {`);
    this.writer.indented(parts.write);
    this.writer.line('});');
  }

  /** What a formula is made of, if that says more than itself. */
  private partsOf(core: Core, scope: Scope): Parts | null {
    if (this.partDepth >= deepestPart) return null;
    const still = scope.child({ setting: 'expression' }).later();
    if (core.kind === 'builtin') {
      const [first, second] = core.args;
      if (core.operator === '\\/' && core.args.length > 1) {
        return { joined: 'any', write: () => this.groups(core.args, scope) };
      }
      if (core.operator === '=>' && second !== undefined && first !== undefined) {
        return { joined: 'all', write: () => this.groups([first, second], scope) };
      }
      return null;
    }
    switch (core.kind) {
      case 'quantifier': {
        if (core.bounds.some(({ set }) => set === null)) return null;
        const names = core.bounds.flatMap(({ symbols }) => symbols.map(({ name }) => name));
        return { joined: core.quantifier === '\\E' ? 'some' : 'all', write: () => this.instances(core, names, scope) };
      }
      case 'if':
        return {
          joined: 'branch',
          write: () => {
            this.group(core.condition, scope);
            // The branch that is not taken is told, too, as not reached.
            const other = (branch: Core): void => this.writer.line(`report.group(${this.about(branch)}, () => {});`);
            this.writer.block(`if (${operand(core.condition, still)})`, () => {
              this.group(core.whenTrue, scope);
              other(core.whenFalse);
            });
            this.writer.block('else', () => {
              other(core.whenTrue);
              this.group(core.whenFalse, scope);
            });
          },
        };
      case 'let':
        return {
          joined: 'all',
          write: () => {
            const inner = scope.child();
            declareLet(core.definitions, core.body, inner, this.writer);
            this.inside().conjuncts(core.body, inner, 1);
          },
        };
      case 'call': {
        const { definition } = core;
        if (definition.library || definition.recursive) return null;
        const inner = scope.child();
        bindMacros(definition.parameters, core.args, inner, scope);
        return { joined: 'all', write: () => this.inside().conjuncts(definition.body, inner, 1) };
      }
      default:
        return null;
    }
  }

  private inside(): Explanation {
    return new Explanation(this.module, this.writer, this.before, this.partDepth + 1);
  }

  private groups(parts: readonly Core[], scope: Scope): void {
    for (const part of parts) this.group(part, scope);
  }

  /** One part, which may be several conjuncts. */
  private group(core: Core, scope: Scope): void {
    const inside = this.inside();
    const several = core.kind === 'let' || (core.kind === 'builtin' && core.operator === '/\\');
    if (!several) {
      this.writer.block('', () => inside.conjunct(core, scope));
      return;
    }
    this.writer.line(`report.group(${this.about(core)}, () => {`);
    this.writer.indented(() => inside.conjuncts(core, scope, 1));
    this.writer.line('});');
  }

  private instances(core: Core & { kind: 'quantifier' }, names: readonly string[], scope: Scope): void {
    const { module, writer } = this;
    const [text, file, line] = this.aboutParts(core);
    loopOver(core.bounds, scope.child({ setting: 'expression' }).later(), writer, core, (inner, elements) => {
      const bound = inner.child({ setting: scope.setting });
      const shown =
        elements.length === names.length
          ? names
              .map((name, index) => `'${name} = ' + ${module.runtime('toText')}(${elements[index]})`)
              .join(` + ', ' + `)
          : text;
      writer.line('if (report.full()) break;');
      writer.line(`report.group(${shown}, ${file}, ${line}, () => {`);
      writer.indented(() => this.inside().conjuncts(core.body, bound, 1));
      writer.line('});');
    });
  }

  private about(core: Core): string {
    return this.aboutParts(core).join(', ');
  }

  private aboutParts(core: Core): readonly [text: string, file: string, line: string] {
    const file = core.span.file.slice(core.span.file.lastIndexOf('/') + 1);
    return [JSON.stringify(sourceText(core, this.module.specification)), JSON.stringify(file), String(core.span.line)];
  }
}

/** Only parameters, which have their values before anything is evaluated. */
function isGiven(core: Core | undefined): boolean {
  if (core === undefined) return false;
  if (core.kind === 'parameterRef') return core.args.length === 0;
  return core.kind === 'builtin' && core.operator === '/\\' && core.args.every(isGiven);
}

/** What a comparison compares; nothing for other formulas. */
function sidesOf(core: Core): readonly Core[] {
  const operator = core.kind === 'builtin' ? core.operator : core.kind === 'call' ? core.definition.name : '';
  if (!comparisons.has(operator) || (core.kind !== 'builtin' && core.kind !== 'call')) return [];
  const args: readonly CoreArgument[] = core.args;
  return args.length === 2 ? args.filter((argument): argument is Core => !isOperatorValue(argument)) : [];
}
