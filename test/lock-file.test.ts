/** What `npm ci` refuses, found before it does: a lock file that lacks a dependency, or that records where one came from. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

interface Locked {
  readonly resolved?: string;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};

/** npm looks for a dependency beside the package and then outwards, folder by folder. */
function isLocked(name: string, from: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

test('every dependency is in the lock file, those of other platforms too', () => {
  const missing = Object.entries(packages).flatMap(([folder, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(name, folder))
      .map((name) => `${folder || 'package.json'}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

test('the lock file records no download address', () => {
  const recorded = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
  assert.deepEqual(recorded, []);
});

test('package.json and the lock file ask for the same', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const locked = packages[''] as Record<string, unknown>;
  assert.deepEqual(locked.dependencies, dependencies);
  assert.deepEqual(locked.optionalDependencies, optionalDependencies);
  assert.deepEqual(locked.devDependencies, devDependencies);
});
