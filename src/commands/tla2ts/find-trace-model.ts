/** Which model of a specification traces are checked against where no configuration says it. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { formatDiagnostic } from '../../tla2ts/diagnostic.js';
import { compileFront } from '../../tla2ts/front.js';
import { specificationFormulas } from '../../tla2ts/lower/behaviour.js';
import { UsageError } from '../exit.js';
import { findModel, type Model, requireFolders } from './load.js';

/** With no configuration anywhere, what is checked is the specification's one formula `Init /\ [][Next]_vars`, or `Init` and `Next`. */
export function modelFor(file: string, config: string | undefined, folders: readonly string[]): Model {
  const beside = join(dirname(file), `${basename(file, '.tla')}.cfg`);
  if (config !== undefined || !existsSync(file) || existsSync(beside)) return findModel(file, config, folders);
  requireFolders(folders);
  const { value, diagnostics } = compileFront(file, folders);
  if (value === null) {
    throw new UsageError(`${file} cannot be compiled\n${diagnostics.map(formatDiagnostic).join('\n')}`);
  }
  const formulas = specificationFormulas(value);
  const [name] = formulas.includes('Spec') ? ['Spec'] : formulas;
  // Apalache's and Quint's specifications mostly have no such formula: there these two names are the convention.
  if (name === undefined && ['Init', 'Next'].every((each) => value.visible.get(each)?.parameters.length === 0)) {
    return { file, folders, configuration: { file: beside, text: 'INIT Init\nNEXT Next\n' } };
  }
  if (name === undefined || (formulas.length > 1 && name !== 'Spec')) {
    const found = formulas.length === 0 ? 'none' : formulas.join(', ');
    throw new UsageError(
      `${file}: expected one formula of the form Init /\\ [][Next]_vars, or Init and Next, found ${found}; ` +
        'name the right one in a configuration (SPECIFICATION Name) and give that with --config',
    );
  }
  return { file, folders, configuration: { file: beside, text: `SPECIFICATION ${name}\n` } };
}
