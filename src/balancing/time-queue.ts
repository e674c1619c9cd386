/** Things by the time at which they happen: a binary heap. */
import { assert } from '../core/assert.js';
import type { Millis } from '../core/units.js';

export class TimeQueue<T> {
  readonly #heap: { readonly at: Millis; readonly what: T }[] = [];

  /** Infinity where nothing is left. */
  get earliest(): Millis {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  push(at: Millis, what: T): void {
    const heap = this.#heap;
    let child = heap.length;
    heap.push({ at, what });
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (heap[parent]!.at <= heap[child]!.at) break;
      [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
      child = parent;
    }
  }

  pop(): T {
    const heap = this.#heap;
    const first = heap[0];
    assert(first !== undefined, 'nothing is left in the queue');
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.what;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return;
      const least = left + 1 < heap.length && heap[left + 1]!.at < heap[left]!.at ? left + 1 : left;
      if (heap[parent]!.at <= heap[least]!.at) return;
      [heap[parent], heap[least]] = [heap[least]!, heap[parent]!];
      parent = least;
    }
  }
}
