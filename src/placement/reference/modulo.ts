/** digest % nodes: what many articles call consistent hashing, and is not. */
import type { PlacementOptions } from '../placement.js';
import type { Member } from './members.js';
import { UnweightedReference } from './unweighted.js';

export class ModuloReference extends UnweightedReference {
  #inUse: readonly Member[] = [];

  constructor(options: PlacementOptions) {
    super(options);
    this.changed();
  }

  /** Numbered without gaps: when one leaves, nearly every key changes its node. */
  protected override changed(): void {
    this.#inUse = this.members.all();
  }

  protected bucketOf(digest: bigint): number {
    return (this.#inUse[Number(digest % BigInt(this.#inUse.length))] as Member).bucket;
  }
}
