import type { NodeId } from '../../core/units.js';

/** The order in which elections compare nodes: n2 before n10. */
export const smaller = (i: NodeId, j: NodeId): boolean => i.length < j.length || (i.length === j.length && i < j);
