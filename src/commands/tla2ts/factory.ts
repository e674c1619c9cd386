/** A specification of anyone's, compiled when it is first needed, with its constants given per run. */
import type { SpecificationFactory } from '../../check/specification.js';
import type { Compiled } from '../../tla2ts/compile.js';
import { compileModel, instantiate } from './load.js';

/** `configuration` is the text of a .cfg file in which every constant has some value; those of a run replace them. */
export function specificationFactory(file: string, configuration: string): SpecificationFactory {
  let compiled: Compiled | null = null;
  return (constants) => {
    compiled ??= compileModel(
      { file, configuration: { file: `${file} (registered)`, text: configuration } },
      false,
      () => {},
    );
    return instantiate(compiled, constants, compiled.program.specification.name);
  };
}
