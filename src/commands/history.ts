import { addon } from '../addon.js';
import { checkLinearizable, type HistoryVerdict } from '../check/history/linearizability.js';
import { type ObjectName, objectModels, objectOperations } from '../check/history/objects.js';
import { operationText } from '../check/history/operation.js';
import { HistoryError } from '../check/history/read/event.js';
import { readHistory } from '../check/history/read/read-history.js';
import { anomalyTitles } from '../check/history/transactions/anomaly.js';
import {
  checkTransactions,
  type TransactionModelName,
  type TransactionVerdict,
  transactionModels,
} from '../check/history/transactions/check-transactions.js';
import { withoutMark } from '../core/json-lines.js';
import { type ExitCode, exit, oneOf, UsageError } from './exit.js';
import { print, printError, printJson, style } from './terminal.js';
import { textOf } from './tla2ts/trace-file.js';
import { act, examples, type Verb } from './verb.js';

interface Options {
  readonly model: string;
  readonly configurations: string;
  readonly json?: boolean;
}

const models: readonly string[] = [...Object.keys(objectModels), ...Object.keys(transactionModels)];

/** `nines history FILE...`: were the clients of a system told the truth? */
export const history: Verb = (program) => {
  const command = program
    .command('history')
    .description('Judges what clients of a system saw: linearizability of objects, isolation of transactions.')
    .argument('<file...>', "histories: NDJSON, Jepsen's EDN, or lines of Jepsen's log")
    .requiredOption('--model <name>', models.join(', '))
    .option('--configurations <n>', 'give up after so many (operations done, state)', '10000000')
    .option('--json', 'print one JSON document')
    .action(act(run));
  examples(command, [
    ['nines history etcd_000.log --model cas-register', 'one register, from a log of Jepsen'],
    ['nines history history.edn --model list-append --json', 'anomalies of transactions, each with its cycle'],
    ['nines history run.ndjson --model kv', '{"process": 0, "type": "invoke", "f": "put", "key": "x", "value": "1"}'],
  ]);
};

type Verdict = HistoryVerdict | TransactionVerdict;
interface Judged {
  readonly file: string;
  readonly events: number;
  readonly seconds: number;
  readonly verdict: Verdict;
}

function run(files: readonly string[], options: Options): ExitCode {
  const model = oneOf('model', options.model, models);
  const maxConfigurations = Number(options.configurations);
  if (!Number.isInteger(maxConfigurations) || maxConfigurations < 1)
    throw new UsageError(`--configurations ${options.configurations}: a whole number from 1`);
  const judged = watched(model, () => files.map((file) => judgeFile(file, model, maxConfigurations)));
  if (options.json) printJson({ model, histories: judged.map(document) });
  else for (const each of judged) printVerdict(each);
  for (const { file, verdict } of judged) if (verdict.kind !== 'accepted') printError(`${file}: ${reason(verdict)}`);
  const kinds = judged.map(({ verdict }) => verdict.kind);
  if (kinds.includes('rejected')) return exit.bad;
  return kinds.includes('inconclusive') ? exit.inconclusive : exit.good;
}

/** Ctrl-C makes a search inconclusive, with what it has done; cycles of transactions are found in one go, or not at all. */
function watched<T>(model: string, judgeAll: () => T): T {
  if (model in transactionModels) return judgeAll();
  addon.watchInterrupts(true);
  try {
    return judgeAll();
  } finally {
    addon.watchInterrupts(false);
  }
}

function judgeFile(file: string, model: string, maxConfigurations: number): Judged {
  const text = withoutMark(textOf(file));
  const began = performance.now();
  try {
    const { events } = readHistory(text);
    const verdict = judge(events, model, maxConfigurations);
    return { file, events: events.length, seconds: (performance.now() - began) / 1000, verdict };
  } catch (error) {
    if (error instanceof HistoryError) throw new UsageError(`${file}:${error.line}: ${error.because}`);
    throw error;
  }
}

function judge(events: ReturnType<typeof readHistory>['events'], model: string, maxConfigurations: number): Verdict {
  if (model in transactionModels) return checkTransactions(events, model as TransactionModelName);
  const object = objectModels[model as ObjectName];
  return checkLinearizable(objectOperations(events, object), object.modelOf, {
    maxConfigurations,
    interrupted: () => addon.interruptSeen(),
  });
}

function reason(verdict: Verdict): string {
  if ('because' in verdict) return verdict.because;
  if (!('anomalies' in verdict)) return '';
  return verdict.anomalies
    .slice(0, 5)
    .map(({ name, because }) => `${name}, ${anomalyTitles[name]}: ${because}`)
    .join('\n  ');
}

function document({ file, events, seconds, verdict }: Judged): unknown {
  const { kind, ...rest } = verdict;
  const shown =
    'prefix' in rest
      ? { ...rest, prefix: rest.prefix.map(operationText), blocking: operationText(rest.blocking) }
      : rest;
  return { file, verdict: kind, events, seconds, ...shown };
}

function printVerdict({ file, events, seconds, verdict }: Judged): void {
  const paint = { accepted: style.good, rejected: style.bad, inconclusive: style.unsure }[verdict.kind];
  const count =
    'transactions' in verdict ? `${verdict.transactions} transactions` : `${verdict.configurations} configurations`;
  print(`${file}: ${paint(verdict.kind)}, ${events} events, ${count}, ${seconds.toFixed(3)} s`);
  if (verdict.kind !== 'rejected' || !('prefix' in verdict)) return;
  const shown = verdict.prefix.slice(-5);
  for (const [index, operation] of shown.entries())
    print(`  ${String(verdict.prefix.length - shown.length + index + 1).padStart(6)}  ${operationText(operation)}`);
  print(`  ${style.bad('blocks')}  ${operationText(verdict.blocking)}`);
}
