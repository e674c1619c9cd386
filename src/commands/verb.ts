/** The one shape of a verb: it adds itself to the program, and its work gives an exit code. */
import { Command, CommanderError } from 'commander';
import { type ExitCode, exit, UsageError } from './exit.js';
import { printError, stopWhenNobodyReads } from './terminal.js';

/** Each `src/commands/<verb>.ts` exports one, and `src/cli.ts` lists it. */
export type Verb = (program: Command) => void;

/** Wraps a verb's work for `.action(...)`: the process ends with the code that it gives, once its output is written. */
export function act<A extends unknown[]>(work: (...args: A) => Promise<ExitCode> | ExitCode) {
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
      throw error;
    }
  }
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
  const file = error.path ?? 'a file';
  switch (error.code) {
    case 'ENOENT':
      return `${file}: no such file; check the path`;
    case 'EACCES':
    case 'EPERM':
      return `${file}: permission denied`;
    case 'EISDIR':
      return `${file}: is a folder; name a file in it`;
    case 'ENOSPC':
      return `${file}: no space left on the disk; earlier results are untouched`;
    default:
      return `${file}: ${error.code}`;
  }
}

export { Command };
