/** Many trace files on worker threads, with progress. */
import { Piscina } from 'piscina';
import type { CheckTask } from './check-stages.js';
import type { FileResult } from './print-trace-result.js';

/** Results come to `show` in the order of the tasks, as soon as all before them are there. */
export async function checkFiles(
  tasks: readonly CheckTask[],
  threads: number,
  visible: boolean,
  show: (result: FileResult) => void,
): Promise<FileResult[]> {
  const filename = new URL('./check-worker.js', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads, atomics: 'disabled' });
  const results: FileResult[] = [];
  let done = 0;
  let shown = 0;
  const progress = (): void => {
    if (visible) process.stderr.write(`\r\u001b[K${done} of ${tasks.length} traces`);
  };
  try {
    progress();
    await Promise.all(
      tasks.map(async (task, index) => {
        results[index] = (await pool.run(task)) as FileResult;
        done += 1;
        if (visible) process.stderr.write('\r\u001b[K');
        for (let next = results[shown]; next !== undefined; next = results[shown]) {
          show(next);
          shown += 1;
        }
        progress();
      }),
    );
    if (visible) process.stderr.write('\r\u001b[K');
    return results;
  } finally {
    await pool.destroy();
  }
}
