/** Which expressions may be computed once and kept: those that neither write nor read anything but their operands. */
import type { Core, Definition } from '../core.js';
import { visitChildren } from './traverse.js';

const impure = new Set([
  'Print',
  'PrintT',
  'Assert',
  'JavaTime',
  'TLCGet',
  'TLCSet',
  'TLCGetOrDefault',
  'TLCGetAndSet',
  'RandomElement',
  'RandomSubset',
  'RandomSetOfSubsets',
  'TestRandomSetOfSubsets',
  'PickSuccessor',
  'Trace',
  'IOExec',
  'IOEnvExec',
  'IOExecTemplate',
  'IOEnvExecTemplate',
  'IOSerialize',
  'IODeserialize',
  'JsonSerialize',
  'ndJsonSerialize',
  'CSVWrite',
  'CSVWriteRecord',
  'CSVRecords',
  'CSVRead',
]);

/**
 * Of these TLC computes a constant definition once all the same (SpecProcessor.java: processConstantDefns): what it draws
 * or prints then stays. The others have at least the level of a state there, or are asked anew each time.
 */
const keptOnceComputed = new Set([
  'Print',
  'PrintT',
  'Assert',
  'RandomElement',
  'RandomSubset',
  'RandomSetOfSubsets',
  'TestRandomSetOfSubsets',
  'IODeserialize',
  'CSVRecords',
  'CSVRead',
]);

/** Which expressions use none of the library's operators in a set. */
class Freedom {
  private readonly known = new WeakMap<Core, boolean>();
  private readonly knownDefinitions = new WeakMap<Definition, boolean>();

  constructor(private readonly forbidden: ReadonlySet<string>) {}

  of(core: Core): boolean {
    const found = this.known.get(core);
    if (found !== undefined) return found;
    let free = true;
    visitChildren(core, {
      expression: (child) => {
        free &&= this.of(child);
      },
      use: (definition) => {
        free &&= this.ofDefinition(definition);
      },
    });
    this.known.set(core, free);
    return free;
  }

  private ofDefinition(definition: Definition): boolean {
    const name = definition.name.slice(definition.name.lastIndexOf('!') + 1);
    if (definition.library && this.forbidden.has(name)) return false;
    const found = this.knownDefinitions.get(definition);
    if (found !== undefined) return found;
    // Recursion: free unless something else in the body is not.
    this.knownDefinitions.set(definition, true);
    const free = this.of(definition.body);
    this.knownDefinitions.set(definition, free);
    return free;
  }
}

const pure = new Freedom(impure);
const stable = new Freedom(new Set([...impure].filter((name) => !keptOnceComputed.has(name))));

export const isPure = (core: Core): boolean => pure.of(core);

/** Of the body of a constant definition: whether its first value is kept. */
export const isKeptOnceComputed = (core: Core): boolean => stable.of(core);
