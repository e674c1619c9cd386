/** What the kernels are held against: each algorithm as its paper or its users write it, in plain C++, one key after another. */
import { createNative } from './native.js';
import type { Placement, PlacementOptions } from './placement.js';

export const controls = [
  'plain-jump',
  'plain-ring',
  'plain-maglev',
  'plain-rendezvous',
  'plain-anchor',
  'plain-memento',
] as const;

export type Control = (typeof controls)[number];

/** Compiled in the same file with the same flags; the same buckets as the kernel, one to one, where both follow one formula. */
export const createControl = (control: Control, options: PlacementOptions): Placement => createNative(control, options);
