/** AnchorHash. Mendelson et al., IEEE/ACM ToN 2021, algorithm 3 (in place), in the paper's letters. */
import type { PlacementOptions } from '../placement.js';
import { parameterOf } from './reference.js';
import { redraw, scale32 } from './uint64.js';
import { UnweightedReference } from './unweighted.js';

export class AnchorReference extends UnweightedReference {
  /** A[b]: 0 while b works, else how many worked just after it was removed. */
  readonly #A: number[];
  /** K[b]: who took b's place when it was removed; W and L: the working buckets and where each stands. */
  readonly #K: number[];
  readonly #W: number[];
  readonly #L: number[];
  readonly #R: number[] = [];
  #N: number;

  constructor(options: PlacementOptions) {
    super(options);
    const { nodes } = options;
    const capacity = parameterOf(options, 2 * nodes, (a) => a >= nodes && a <= 2 ** 27);
    const identity = Array.from({ length: capacity }, (_, b) => b);
    [this.#K, this.#W, this.#L] = [[...identity], [...identity], [...identity]];
    this.#A = identity.map((b) => (b < nodes ? 0 : b));
    for (let b = capacity - 1; b >= nodes; b -= 1) this.#R.push(b);
    this.#N = nodes;
  }

  protected bucketOf(digest: bigint): number {
    let b = scale32(digest >> 32n, this.#A.length);
    while (this.#A[b]! > 0) {
      let h = scale32(redraw(digest, b), this.#A[b]!);
      while (this.#A[h]! >= this.#A[b]!) h = this.#K[h]!;
      b = h;
    }
    return b;
  }

  override add(weight?: number, name?: string, zone?: number): number {
    if (this.#R.length === 0) throw new RangeError('the placement is at its capacity');
    const b = super.add(weight, name, zone);
    this.#R.pop();
    this.#A[b] = 0;
    this.#L[this.#W[this.#N]!] = this.#N;
    this.#W[this.#L[b]!] = b;
    this.#K[b] = b;
    this.#N += 1;
    return b;
  }

  override remove(b: number): void {
    super.remove(b);
    this.#R.push(b);
    this.#N -= 1;
    this.#A[b] = this.#N;
    const last = this.#W[this.#N]!;
    this.#W[this.#L[b]!] = last;
    this.#K[b] = last;
    this.#L[last] = this.#L[b]!;
  }
}
