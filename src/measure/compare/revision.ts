/** A git revision, checked out beside the project and built there; nothing of the project's own folder is touched. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** A revision that there is not, or that does not build; the message ends with what the build said last. */
export class RevisionError extends Error {
  override readonly name = 'RevisionError';
}

export interface Checkout {
  readonly revision: string;
  readonly commit: string;
  /** The project's folder in the checkout: where its package.json is. */
  readonly root: string;
  /** Removes the checkout. */
  readonly remove: () => void;
}

function git(folder: string, ...args: readonly string[]): { ok: boolean; out: string; said: string } {
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  return { ok: status === 0, out: stdout?.trim() ?? '', said: stderr?.trim() ?? 'git could not be run' };
}

/** The commit that a name means, or null where it means none. */
export function commitOf(folder: string, name: string): string | null {
  const { ok, out } = git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  return ok ? out : null;
}

/** Every file of the repository that two revisions have otherwise, relative to its top. */
export const changedFiles = (folder: string, before: string, after: string): string[] =>
  git(folder, 'diff', '--name-only', '--no-renames', '-z', before, after, '--')
    .out.split('\0')
    .filter((file) => file !== '');

/** Text for people, by its name: no benchmark runs it. */
export const isProse = (file: string): boolean =>
  /\.(md|markdown|rst|adoc)$/i.test(file) || /(^|\/)(AUTHORS|CHANGELOG|CONTRIBUTING|LICENSE|NOTICE|README)$/.test(file);

export const hasChanges = (folder: string): boolean =>
  git(folder, 'status', '--porcelain', '--untracked-files=no').out !== '';

/** Checks a revision out into a temporary folder and builds it. Removed again if the build fails or `signal` aborts it. */
export async function checkOut(
  project: string,
  revision: string,
  build: readonly string[] | null,
  signal: AbortSignal,
): Promise<Checkout> {
  const commit = commitOf(project, revision);
  if (commit === null)
    throw new RevisionError(`no revision '${revision}' in ${project}; \`git log --oneline\` lists them`);
  const top = git(project, 'rev-parse', '--show-toplevel').out;
  const folder = mkdtempSync(join(tmpdir(), `nines-${commit.slice(0, 10)}-`));
  const remove = (): void => {
    git(project, 'worktree', 'remove', '--force', folder);
    rmSync(folder, { recursive: true, force: true });
    git(project, 'worktree', 'prune');
  };
  // An interrupted process ends at once and never comes to the `catch`.
  signal.addEventListener('abort', remove, { once: true });
  try {
    const added = git(project, 'worktree', 'add', '--detach', '--force', folder, commit);
    if (!added.ok) throw new RevisionError(`${revision} cannot be checked out: ${added.said}`);
    const root = join(folder, relative(top, project));
    for (const command of build ?? defaultBuild(project, root)) await run(command, root, revision, signal);
    signal.removeEventListener('abort', remove);
    return { revision, commit, root, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** What npm would install, as far as a folder says: its lock file, or what package.json asks for where there is none. */
function installed(folder: string): string {
  const lock = join(folder, 'package-lock.json');
  if (existsSync(lock)) return readFileSync(lock, 'utf8');
  const { dependencies, devDependencies, optionalDependencies } = packageIn(folder);
  return JSON.stringify([dependencies, devDependencies, optionalDependencies]);
}

function packageIn(folder: string): Record<string, Record<string, string> | undefined> {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
}

/**
 * `npm ci`, and the project's own build script. Where the same packages are asked for as in the project, the installed ones are shared,
 * and where its native sources are the same, so is the built addon: a night compares what the last commit changed, seldom those.
 */
function defaultBuild(project: string, root: string): string[] {
  const { scripts } = packageIn(root);
  const modules = join(project, 'node_modules');
  if (installed(root) !== installed(project) || !existsSync(modules)) {
    const install = existsSync(join(root, 'package-lock.json')) ? 'npm ci' : 'npm install';
    return [install, ...(scripts?.build !== undefined && scripts.prepare === undefined ? ['npm run build'] : [])];
  }
  symlinkSync(modules, join(root, 'node_modules'), 'dir');
  const commands: string[] = [];
  if (existsSync(join(root, 'binding.gyp'))) {
    const built = join(project, 'build', 'Release');
    const tracked = git(root, 'ls-files', '--', 'binding.gyp', 'native', 'src').out;
    if (existsSync(built) && sameNative(project, root, tracked)) {
      cpSync(built, join(root, 'build', 'Release'), { recursive: true });
    } else commands.push('npm run install --if-present');
  }
  if (scripts?.build !== undefined) commands.push('npm run build');
  return commands;
}

const nativeSource = /(^|\/)binding\.gyp$|\.(c|cc|cpp|cxx|h|hh|hpp)$/;

function sameNative(project: string, root: string, tracked: string): boolean {
  return tracked
    .split('\n')
    .filter((file) => nativeSource.test(file))
    .every((file) => {
      const present = join(project, file);
      return existsSync(present) && readFileSync(present).equals(readFileSync(join(root, file)));
    });
}

function run(command: string, folder: string, revision: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A group of its own: to end a shell leaves what it started running, in a folder that is removed.
    const child = spawn(command, { cwd: folder, shell: true, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const end = (): void => {
      if (child.pid === undefined || child.exitCode !== null) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself meanwhile.
      }
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    let said = '';
    const hear = (text: string): void => {
      // The first complaint of a compiler is worth more than its thousandth.
      said =
        said.length < 200_000
          ? said + text
          : `${said.slice(0, 100_000)}\n${(said.slice(100_000) + text).slice(-20_000)}`;
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', end);
      if (code === 0) resolve();
      else
        reject(
          new RevisionError(
            `${revision} does not build: \`${command}\` ended with ${killedBy ?? code}:\n  ${shortened(said)}`,
          ),
        );
    });
  });
}

/** The first complaint is the one to read, and the last lines tell how it ended; a compiler may say thousands between them. */
function shortened(said: string): string {
  const lines = said
    .trim()
    .split('\n')
    .map((line) => line.slice(0, 300));
  const fault = lines.findIndex((line) => /\b(error|fatal|cannot find)\b/i.test(line));
  const tail = Math.max(0, lines.length - 8);
  const from = fault < 0 ? tail : Math.min(fault, tail);
  const head = lines.slice(from, Math.min(from + 6, tail));
  const between = tail - from - head.length;
  return [...head, ...(between > 0 ? [`... ${between} more lines ...`] : []), ...lines.slice(tail)].join('\n  ');
}
