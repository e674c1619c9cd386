/** Progress of a search on standard error, and Ctrl-C. */
import { addon } from '../../addon.js';
import type { Statistics } from '../../check/explore/host.js';
import type { Watch } from '../../check/explore/limits.js';
import { grouped } from '../../core/grouped.js';

/** Where progress is shown: in one line that is rewritten, in lines for a log, or nowhere. */
export type ProgressForm = 'terminal' | 'log' | 'none';

const INTERVAL_SECONDS = { terminal: 1, log: 60, none: Number.POSITIVE_INFINITY };
const count = (n: number): string => grouped(Math.round(n));

export class Progress implements Watch {
  private shownAt = 0;
  /** Distinct states found and states taken off the queue when it was last shown. */
  private before = { distinct: 0, done: 0 };

  constructor(
    private readonly form: ProgressForm,
    private readonly write: (text: string) => void = (text) => process.stderr.write(text),
  ) {
    addon.watchInterrupts(true);
  }

  pulse(statistics: Statistics): boolean {
    if (addon.interruptSeen()) return true;
    const seconds = statistics.duration();
    if (seconds - this.shownAt >= INTERVAL_SECONDS[this.form]) this.show(statistics, seconds);
    return false;
  }

  resident(): number {
    return process.memoryUsage.rss();
  }

  end(): void {
    addon.watchInterrupts(false);
    if (this.form === 'terminal' && this.shownAt > 0) this.write('\r\u001b[K');
  }

  private show(statistics: Statistics, seconds: number): void {
    const { generated, distinct, queue, level, traces, temporal } = statistics;
    const elapsed = seconds - this.shownAt;
    this.shownAt = seconds;
    const rate = `${count(distinct / seconds)} states/s`;
    const parts =
      traces === undefined
        ? [
            `${count(queue)} on queue`,
            `depth ${level}`,
            temporal === true ? 'checking temporal properties' : rate,
            this.remaining(statistics, elapsed),
          ]
        : [`${count(traces)} behaviours`, rate];
    const text = [`${count(generated)} generated`, `${count(distinct)} distinct`, ...parts].filter(
      (part) => part !== '',
    );
    if (this.form === 'log') this.write(`${Math.floor(seconds / 60)} min: ${text.join(', ')}\n`);
    else this.write(`\r\u001b[K${text.join(', ').slice(0, (process.stderr.columns ?? 100) - 1)}`);
  }

  /**
   * While each state taken off the queue adds fewer than one new state, the queue runs dry after queue / (1 - added) more.
   * Before that nobody can tell how many states there are.
   */
  private remaining({ distinct, queue }: Statistics, elapsed: number): string {
    const done = distinct - queue;
    const taken = done - this.before.done;
    const added = taken > 0 ? (distinct - this.before.distinct) / taken : 1;
    this.before = { distinct, done };
    if (taken <= 0 || added >= 0.98) return '';
    const seconds = (queue / (1 - added)) * (elapsed / taken);
    return `about ${seconds < 90 ? `${count(seconds)} s` : `${count(seconds / 60)} min`} left`;
  }
}
