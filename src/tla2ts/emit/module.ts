/** The text of a whole generated module: its head, the factory, and what the factory returns. */
import type { Core } from '../core.js';
import { effectsOf } from '../lower/effects.js';
import type { ExtraAction, NamedAction, NamedFormula, Program } from '../lower/program.js';
import { action } from './action.js';
import { writeNamedAction, writeNext } from './action-tree.js';
import { Writer } from './code.js';
import { writeExplanation } from './explain.js';
import { locatedText, predicate, value } from './expression.js';
import { invariantPredicate } from './invariant.js';
import { type EmitOptions, ModuleEmitter } from './module-emitter.js';
import type { Place } from './place.js';
import { type Assigned, Frame, type Registers } from './scope.js';
import { temporalFormula } from './temporal.js';

/** Names that the generated factory itself uses. */
const factoryNames = [
  'specification',
  'tla',
  'action',
  'actionArguments',
  'composed',
  'observed',
  'incomplete',
  'states',
  'coverage',
  'taken',
  'offset',
];

export interface EmittedModule {
  readonly text: string;
  /** The runtime's names that the text needs in scope. */
  readonly runtime: readonly string[];
  /** By number, if places were asked for; likewise the conjuncts that are counted. */
  readonly places: readonly Place[];
  readonly counted: readonly Place[];
}

export function emitModule(program: Program, options: EmitOptions, runtimeNames: readonly string[]): EmittedModule {
  const module = new ModuleEmitter(program, options, [...runtimeNames, ...factoryNames]);
  const { specification } = program;
  const members = new Writer(2);

  members.line(`name: ${JSON.stringify(specification.name)},`);
  members.line(`hash: ${JSON.stringify(options.hash)},`);
  members.line(`variables: ${JSON.stringify(module.variables.map(({ name }) => name))},`);
  writeActions(module, members);
  writeRegisters(module, members);
  const states = (list: readonly NamedFormula[]): string =>
    list.map((formula) => statePredicate(module, formula)).join('');
  const steps = (list: readonly NamedFormula[]): string =>
    list.map((formula) => stepPredicate(module, formula)).join('');
  const initial = program.stepProperties.filter(({ kind }) => kind === 'init');
  const taken = program.stepProperties.filter(({ kind }) => kind === 'action');
  const invariants = program.invariants.map((formula) => invariantPredicate(formula, scopeOf(module, formula.name)));
  members.line(`invariants: [${invariants.join('')}],`);
  members.line(`constraints: [${states(program.constraints)}],`);
  members.line(`actionConstraints: [${steps(program.actionConstraints)}],`);
  members.line(`initialProperties: [${steps(initial)}],`);
  members.line(`stepProperties: [${steps(taken)}],`);
  members.line(`assumptions: [${steps(program.assumptions)}],`);
  members.line(`postconditions: [${steps(program.postconditions)}],`);
  members.line(`symmetry: ${program.symmetry === null ? 'null' : `() => ${text(module, program.symmetry)}`},`);
  const { view } = program;
  const views = (core: Core): string =>
    `{ current: () => ${text(module, core)}, next: () => ${text(module, core, 'next')} }`;
  members.line(`view: ${view === null ? 'null' : views(view)},`);
  members.line(`alias: ${program.alias === null ? 'null' : `() => ${text(module, program.alias)}`},`);
  writeLiveness(module, members);
  module.writePending();
  if (options.coverage === true) members.line('coverage: { conjuncts: coverage, actions: taken },');
  const [places, counted] = [module.places.all, module.counted.all];
  return { text: assemble(module, members), runtime: module.usedRuntime(), places, counted };
}

/** Only where there is a property to check: fairness by itself asks nothing. */
function writeLiveness(module: ModuleEmitter, members: Writer): void {
  const { temporalProperties, fairness } = module.program;
  if (temporalProperties.length === 0) {
    members.line('liveness: null,');
    return;
  }
  const formula = (core: Core): string => temporalFormula(core, scopeOf(module, 'temporal'));
  // What fairness and properties say is no conjunct of an action.
  module.counting = false;
  members.block('liveness:', () => {
    members.line(`fairness: () => [${fairness.map(formula).join(', ')}],`);
    members.line('properties: [');
    members.indented(() => {
      for (const { name, body } of temporalProperties) {
        members.line(`{ name: ${JSON.stringify(name)}, formula: () => (${formula(body)}) },`);
      }
    });
    members.line('],');
  });
  members.line(',');
  module.counting = true;
}

function scopeOf(module: ModuleEmitter, label: string, registers: Registers = 'current') {
  return module.rootScope.child({ frame: new Frame(null, module.names, label), registers });
}

const text = (module: ModuleEmitter, core: Core, registers: Registers = 'current'): string =>
  value(core, scopeOf(module, 'formula', registers));

function statePredicate(module: ModuleEmitter, { name, body }: NamedFormula): string {
  const current = predicate(body, scopeOf(module, 'formula'));
  const next = predicate(body, scopeOf(module, 'formula', 'next'));
  return `\n      { name: ${JSON.stringify(name)}, holds: () => ${current}, holdsNext: () => ${next} },`;
}

function stepPredicate(module: ModuleEmitter, { name, body }: NamedFormula): string {
  return `\n      { name: ${JSON.stringify(name)}, holds: () => ${predicate(body, scopeOf(module, 'formula'))} },`;
}

function writeActions(module: ModuleEmitter, members: Writer): void {
  const { program } = module;
  members.line('actions: [');
  members.indented(() => {
    const all: readonly (NamedAction | ExtraAction)[] = [...program.actions, ...program.extraActions];
    for (const named of all) {
      const tree = 'definition' in named ? named.tree : program.next;
      const enumerate = tree === null ? 'null' : writeNamedAction(module, tree, named);
      const parameters = JSON.stringify(named.parameters);
      const effects =
        module.options.observed === true && tree !== null
          ? `, effects: ${JSON.stringify(effectsOf(tree, named, module.variables.length))}`
          : '';
      members.line(
        `{ name: ${JSON.stringify(named.name)}, parameters: ${parameters}, enumerate: ${enumerate}${effects} },`,
      );
    }
  });
  members.line('],');
  const { next } = program;
  if (module.options.explanations === true && next !== null) {
    const all: readonly (NamedAction | ExtraAction)[] = [...program.actions, ...program.extraActions];
    const names = all.map((named) => writeExplanation(module, 'definition' in named ? named.tree : next, named));
    members.line(`explanations: [${names.join(', ')}],`);
  }
  members.line(`init: ${writeInit(module)},`);
  members.line(`next: ${program.next === null ? '() => {}' : writeNext(module, program.next)},`);
  members.line('actionTaken: () => action,');
  members.line('statesBetween: () => composed,');
  members.line('argumentsTaken: actionArguments,');
  if (module.options.observed === true) members.line('observe: (told) => { observed = told; },');
}

function writeInit(module: ModuleEmitter): string {
  const { init } = module.program;
  if (init === null) return '() => {}';
  const name = module.names.fresh('init');
  const scope = module.rootScope.child({ frame: new Frame(null, module.names, name), setting: 'init' });
  const assigned: Assigned = module.variables.map(() => 'no');
  const writer = new Writer(1);
  writer.block(`function ${name}(k${module.type('() => void')})${module.type('void')}`, () => {
    action(init, scope, assigned, 'return;', writer, {
      cheap: true,
      write: (after, _fail, out) => {
        module.variables.forEach((variable, index) => {
          const failed = `${module.runtime('incompleteInit')}(${JSON.stringify(variable.name)})`;
          const call = `${locatedText(failed, init, scope)};`;
          if (after[index] === 'no') out.line(call);
          else if (after[index] === 'maybe') out.line(`if (${variable.current} === ${module.runtime('NONE')}) ${call}`);
        });
        out.line('k();');
      },
    });
  });
  module.addFunction(writer.toString());
  return name;
}

function writeRegisters(module: ModuleEmitter, members: Writer): void {
  const kinds = [
    ['load', 'current', true],
    ['loadNext', 'next', true],
    ['store', 'current', false],
    ['storeNext', 'next', false],
  ] as const;
  for (const [name, registers, reads] of kinds) {
    const type = module.type(reads ? 'ArrayLike<number>' : 'number[] | Int32Array');
    members.block(`${name}(states${type}, offset${module.type('number')})${module.type('void')}`, () => {
      module.variables.forEach((variable, index) => {
        const place = `states[offset + ${index}]`;
        const register = variable[registers];
        members.line(reads ? `${register} = ${place}${module.options.types ? '!' : ''};` : `${place} = ${register};`);
      });
    });
    members.line(',');
  }
}

/** Stands for the list of types until the text that uses them is there. */
const typesHere = '/* types */';

/** What the text needs of the specification's types: an unused import would be an error of the reader's linter. */
function usedTypes(text: string, explanations: boolean): string[] {
  const formulas = /\bTemporalFormula\b/.test(text);
  return [
    'CompiledSpecification',
    ...(explanations ? ['ConjunctReport'] : []),
    'Constants',
    ...(formulas ? ['TemporalFormula'] : []),
  ];
}

function assemble(module: ModuleEmitter, members: Writer): string {
  const { options, specification } = module;
  const lines: string[] = [];
  const none = module.runtime('NONE');
  if (options.types) {
    lines.push(
      `// Generated by tla2ts from ${options.source} (SHA-256 ${options.hash}). Do not edit: npm run generate`,
      `import { ${module.usedRuntime().join(', ')} } from '${options.imports.runtime}';`,
      `import type { ${typesHere} } from '${options.imports.specification}';`,
      '',
    );
  }
  const result = options.types ? ': CompiledSpecification' : '';
  lines.push(
    `${options.types ? 'export ' : ''}function specification(constants${module.type('Constants')})${result} {`,
  );
  for (const [name, identifier] of module.usedConstants()) {
    const symbol = specification.constants.find((constant) => constant.name === name);
    const kind = symbol !== undefined && symbol.arity > 0 ? 'operator' : 'value';
    lines.push(`  const ${identifier} = constants.${kind}(${JSON.stringify(name)});`);
  }
  for (const { current, next } of [...module.variables, ...module.usedHidden]) {
    lines.push(`  let ${current}${module.type('number')} = ${none}, ${next}${module.type('number')} = ${none};`);
  }
  const { actions, extraActions } = module.program;
  const most = Math.max(0, ...[...actions, ...extraActions].map(({ parameters }) => parameters.length));
  lines.push(
    ...(options.coverage === true
      ? [
          `  const coverage = new Float64Array(${2 * module.counted.all.length});`,
          `  const taken = new Float64Array(${module.program.actions.length});`,
        ]
      : []),
    '  let action = 0;',
    '  let composed = 0;',
    ...(options.observed === true ? [`  let observed${module.type('Observed | null')} = null;`] : []),
    `  const actionArguments = new Int32Array(${most}).fill(${none});`,
  );
  const hoisted = module.declarations();
  if (hoisted !== '') lines.push(hoisted);
  for (const one of module.functionTexts()) lines.push('', one);
  lines.push('', '  return {', members.toString().replace(/}\n\s*,/g, '},'), '  };', '}', '');
  const text = lines.join('\n');
  return text.replace(typesHere, usedTypes(text, options.explanations === true).join(', '));
}
