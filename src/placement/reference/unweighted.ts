/** What placements without weights share: 1 is allowed, anything else refused. */
import type { PlacementOptions } from '../placement.js';
import { ReferencePlacement } from './reference.js';

export function refuseWeights(weights: readonly (number | undefined)[]): void {
  if (weights.some((weight) => weight !== undefined && weight !== 1)) {
    throw new RangeError('this placement has no weights; weight must be 1 or left out');
  }
}

export abstract class UnweightedReference extends ReferencePlacement {
  constructor(options: PlacementOptions) {
    refuseWeights(options.weights ?? []);
    super(options);
  }

  override add(weight?: number, name?: string, zone?: number): number {
    refuseWeights([weight]);
    return super.add(weight, name, zone);
  }

  override reweigh(): void {
    refuseWeights([Number.NaN]);
  }
}
