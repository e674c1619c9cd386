/** The one shape of a verb: it adds itself to the program, and its work gives an exit code. */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command, CommanderError } from 'commander';
import { type ExitCode, exit, UsageError } from './exit.js';
import { printError, stopWhenNobodyReads } from './terminal.js';

/** Each `src/commands/<verb>.ts` exports one, and `program.ts` lists it. */
export type Verb = (program: Command) => void;

/** Of a process that an interrupt has ended. */
export type Interrupted = 130 | 143;

/** Wraps a verb's work for `.action(...)`: the process ends with the code that it gives, once its output is written. */
export function act<A extends unknown[]>(work: (...args: A) => Promise<ExitCode | Interrupted> | ExitCode) {
  return async (...args: A): Promise<void> => {
    process.exitCode = await work(...args);
  };
}

/** Adds `--help` examples, one command a line with what it shows. */
export function examples(command: Command, lines: readonly (readonly [command: string, shows: string])[]): Command {
  const width = Math.max(...lines.map(([line]) => line.length));
  const text = lines.map(([line, shows]) => `  $ ${line.padEnd(width)}  ${shows}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${text}`);
}

/** The codes that every verb ends with, below the help of a program. */
export const exitCodes =
  '\nExit codes: 0 all is good, 1 the thing checked is bad, 2 the input or the usage is, 3 nothing is certain.';

/** Runs the program: usage errors end with code 2 and one message, never with a stack trace. */
export async function run(program: Command, argv: readonly string[]): Promise<void> {
  const guard = (command: Command): void => {
    command.exitOverride().showHelpAfterError(`(${pathOf(command)} --help shows how)`);
    for (const child of command.commands) guard(child);
  };
  guard(program);
  stopWhenNobodyReads();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exit.good : exit.usage;
    } else if (error instanceof UsageError) {
      printError(`${program.name()}: ${error.message}`);
      process.exitCode = exit.usage;
    } else if (isSystemError(error)) {
      printError(`${program.name()}: ${systemMessage(error)}`);
      process.exitCode = exit.usage;
    } else {
      reportFault(program.name(), error);
      process.exitCode = exit.usage;
    }
  }
}

/** What nobody foresaw is our mistake: one line for whoever meets it, and where it happened for whoever asks. */
function reportFault(program: string, error: unknown): void {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  printError(`${program}: a mistake of ours, not of yours: ${message}`);
  printError(process.env.NINES_DEBUG ? (stack ?? '') : '  with NINES_DEBUG=1 it tells where; please report that');
}

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
}
const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'syscall' in error && typeof (error as { code?: unknown }).code === 'string';

/** What the operating system refused, in words: these depend on the user's machine and are nobody's bug. */
function systemMessage(error: SystemError): string {
  const file = error.path ?? folderAmong(process.argv.slice(2)) ?? 'a file';
  switch (error.code) {
    case 'ENOENT':
      return existsSync(dirname(file))
        ? `${file}: no such file; check the path`
        : `${file}: there is no folder ${dirname(file)}; check the path, or make the folder`;
    case 'ENOTDIR':
      return `${file}: a part of this path is a file, not a folder; check the path`;
    case 'EEXIST':
      return `${file}: is a file; name a folder`;
    case 'EACCES':
    case 'EPERM':
      return `${file}: permission denied`;
    case 'EROFS':
      return `${file}: cannot be written, the file system is read-only; name another place`;
    case 'EISDIR':
      return `${file}: is a folder; name a file in it`;
    case 'ENOSPC':
      return `${file}: no space left on the disk; earlier results are untouched`;
    default:
      return `${file}: ${error.code}`;
  }
}

/** Reading a folder as a file is refused without its name; it is one of the arguments. */
const folderAmong = (args: readonly string[]): string | undefined =>
  args.find((arg) => statSync(arg, { throwIfNoEntry: false })?.isDirectory() === true);

export { Command };
