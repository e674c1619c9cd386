/** Writes diagrams: the page, or the log for ShiViz. The only part of a diagram that touches the disk. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Diagram } from '../../report/space-time/diagram.js';
import { diagramPage } from '../../report/space-time/page.js';
import { toShiviz } from '../../report/space-time/shiviz.js';
import { viewerProgram } from '../../report/space-time/viewer-program.js';
import { UsageError } from '../exit.js';

/** The viewer's modules, as the compiler wrote them. */
export const viewer = (): string =>
  viewerProgram((module) =>
    readFileSync(new URL(`../../report/space-time/viewer/${module}.js`, import.meta.url), 'utf8'),
  );

export function writeDiagram(file: string, diagram: Diagram): void {
  if (diagram.steps.length === 0 && diagram.messages.length === 0) {
    throw new UsageError(`${file} was not written: there is no event to draw`);
  }
  writeWhole(file, diagramPage(diagram, viewer()));
}

export const writeShiviz = (file: string, diagram: Diagram): void => writeWhole(file, toShiviz(diagram));

/** All of it or nothing; folders on the way are made. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}
