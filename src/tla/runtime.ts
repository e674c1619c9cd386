/**
 * What generated code imports: `import * as tla from '.../tla/runtime.js'`. In short:
 *
 *     build       const m = mark(); push(v); ...; endSet(m) | endTuple(m) | endFunction(domain, m) | endRecord(shape, m)
 *     iterate     for (let i = 0, n = enumerableSize(S); i < n; i++) { const x = elementOf(S, i); ... }  (CHOOSE likewise)
 *     truth       equal member subsetOf lessThan ... give booleans; `bool(b)` boxes, `isTrue(v)` unboxes
 *     functions   apply(f, x), field(r, fieldCache('a')), domain(f), select(f, x) (NONE outside), except(f, x, v)
 *     lazily      lazyFunction(domain, body) for recursive or infinite ones, filterSet(S, p) for an infinite S
 *     states      normalize(v) before a value is kept; fingerprintLo/Hi(index, v) summed modulo 2^32
 *
 *     modules     native.SequencesExt.FoldLeft(op, base, s); nativeOperator(module, name)
 *
 * Errors of the specification are thrown as `EvaluationError`; catch them where a state is evaluated and `resetScratch`.
 */
export * from './atoms.js';
export * from './booleans.js';
export * from './build.js';
export * from './bytes.js';
export * from './closures.js';
export * from './collections.js';
export * from './constants.js';
export * from './effort.js';
export * from './forms.js';
export * from './functions.js';
export * from './hash.js';
export * from './host.js';
export * from './images.js';
export * from './integers.js';
export * from './json.js';
export * from './lazy.js';
export * from './lazy-functions.js';
export * from './located.js';
export * from './membership.js';
export * from './memory.js';
export * from './native/registry.js';
export * from './order.js';
export * from './recall.js';
export * from './sequences.js';
export * from './sets.js';
export * from './symmetry.js';
export * from './text.js';
export * from './value.js';
export * from './wide-hash.js';
