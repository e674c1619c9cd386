/** Progress on a terminal, and Ctrl-C. */
import type { Statistics } from '../../check/explore/host.js';
import type { Watch } from '../../check/explore/search.js';

const INTERVAL_SECONDS = 1;

export class Progress implements Watch {
  private shownAt = 0;

  constructor(private readonly visible: boolean) {}

  pulse(statistics: Statistics): boolean {
    if (!this.visible) return false;
    const seconds = statistics.duration();
    if (seconds - this.shownAt < INTERVAL_SECONDS) return false;
    this.shownAt = seconds;
    const { generated, distinct, queue, level } = statistics;
    const rate = Math.round(distinct / seconds);
    const text = `${generated.toLocaleString('en')} generated, ${distinct.toLocaleString('en')} distinct, ${queue.toLocaleString('en')} on queue, depth ${level}, ${rate.toLocaleString('en')} states/s`;
    process.stderr.write(`\r\u001b[K${text}`);
    return false;
  }

  end(): void {
    if (this.visible && this.shownAt > 0) process.stderr.write('\r\u001b[K');
  }
}
