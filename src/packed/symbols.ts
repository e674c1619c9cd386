/**
 * Values while something is learnt: besides ids, parts of the current state that nobody has looked at, and such parts with
 * changes. They are looked at no further than needed, so that what a formula does is known for all states that agree there.
 */
import { assert } from '../core/assert.js';
import {
  apply,
  domain,
  elementsOf,
  endFunction,
  equal,
  except,
  LAZY,
  mark,
  member,
  normalize,
  push,
  SET,
  select,
  setOf,
  TAG_MASK,
  type Value,
} from '../tla/runtime.js';
import { EMPTIED, type Layout, type Write } from './layout.js';
import type { FunctionShape, SetShape, Shape } from './shape.js';
import type { Trees } from './tree.js';

/** What an evaluation cannot go on with; the general search can. */
export class Declined extends Error {}

/** A part of the current state as it is. */
export class Part<S extends Shape = Shape> {
  constructor(readonly shape: S) {}
}

/** A function by its values, which may be parts of the state. */
export class Table {
  constructor(
    readonly domain: Value,
    readonly keys: readonly Value[],
    readonly items: readonly Symbolic[],
  ) {}
}

/** A set of the state with elements added and removed. */
export class ChangedSet {
  constructor(
    readonly base: SetShape,
    readonly added: ReadonlySet<Value>,
    readonly removed: ReadonlySet<Value>,
  ) {}
}

/** A function that is only ever applied, and may apply itself. */
export class Rule {
  constructor(readonly apply: (argument: Value) => Symbolic) {}
}

export type Symbolic = Value | Part | Table | ChangedSet | Rule;

const isPart = <K extends Shape['kind']>(value: Symbolic, kind: K): value is Part<Extract<Shape, { kind: K }>> =>
  value instanceof Part && value.shape.kind === kind;

export const isSetPart = (value: Symbolic): value is Part<SetShape> => isPart(value, 'set');
export const isFunctionPart = (value: Symbolic): value is Part<FunctionShape> => isPart(value, 'function');

const isTable = (value: Symbolic): value is Table | Part<FunctionShape> =>
  value instanceof Table || isFunctionPart(value);

/** Up to so many elements are compared with a set's bits one by one. */
const FEW_ELEMENTS = 64;

export class Symbols {
  constructor(
    private readonly layout: Layout,
    private readonly trees: Trees,
  ) {}

  /** The id, looking at all of it. */
  force(value: Symbolic): Value {
    if (typeof value === 'number') return value;
    if (value instanceof Table) return this.table(value.domain, value.items);
    if (value instanceof ChangedSet) {
      const elements = new Set(this.elements(value.base));
      for (const element of value.removed) elements.delete(element);
      for (const element of value.added) elements.add(element);
      return setOf(elements);
    }
    if (value instanceof Rule) throw new Declined('a recursive function is more than applied');
    const { shape } = value;
    if (shape.kind === 'atom') return this.trees.field(shape.field);
    if (shape.kind === 'set') return setOf(this.elements(shape));
    return this.table(
      shape.domain,
      shape.items.map((item) => new Part(item)),
    );
  }

  private table(from: Value, items: readonly Symbolic[]): Value {
    const values = items.map((item) => this.force(item));
    const start = mark();
    for (const value of values) push(value);
    return endFunction(from, start);
  }

  private elements({ set }: SetShape): Value[] {
    const bits = this.trees.allBits(set);
    return this.layout.sets[set]!.elements.filter((_, place) => bits[place] === true);
  }

  /** `f[x]`; undefined outside the domain. */
  select(f: Symbolic, x: Value): Symbolic | undefined {
    if (f instanceof Table) return f.items[f.keys.indexOf(x)];
    if (isFunctionPart(f)) {
      const place = f.shape.places.get(x);
      return place === undefined ? undefined : new Part(f.shape.items[place]!);
    }
    const value = select(this.force(f), x);
    return value === -1 ? undefined : value;
  }

  apply(f: Symbolic, x: Value): Symbolic {
    if (f instanceof Table || isFunctionPart(f)) {
      const value = this.select(f, x);
      if (value === undefined) throw new Declined('a function is applied outside its domain');
      return value;
    }
    return f instanceof Rule ? f.apply(x) : apply(this.force(f), x);
  }

  domain(f: Symbolic): Value {
    if (f instanceof Table) return f.domain;
    return isFunctionPart(f) ? f.shape.domain : domain(this.force(f));
  }

  /** `[f EXCEPT ![x] = value]` with an x of the domain. */
  except(f: Symbolic, x: Value, value: Symbolic): Symbolic {
    if (f instanceof Table) {
      const place = f.keys.indexOf(x);
      return new Table(
        f.domain,
        f.keys,
        f.items.map((item, i) => (i === place ? value : item)),
      );
    }
    if (isFunctionPart(f)) {
      const { shape } = f;
      const place = shape.places.get(x);
      const items = shape.items.map((item, i) => (i === place ? value : new Part(item)));
      return new Table(shape.domain, shape.keys, items);
    }
    return except(this.force(f), x, this.force(value));
  }

  member(x: Value, set: Symbolic): boolean {
    if (!(set instanceof ChangedSet || isSetPart(set))) return member(x, this.force(set));
    const element = normalize(x);
    if (set instanceof Part) return this.trees.bit(set.shape.set, this.layout.placeOf(set.shape.set, element));
    if (set.added.has(element)) return true;
    return !set.removed.has(element) && this.trees.bit(set.base.set, this.layout.placeOf(set.base.set, element));
  }

  /** `a \cup b`, if a is a set of the state and b is known. */
  plus(a: Symbolic, b: Value): Symbolic | null {
    const base = baseOf(a);
    if (base === null || (b & TAG_MASK) !== SET) return null;
    const more = this.placed(base, b);
    const { added, removed } = changesOf(a);
    return new ChangedSet(
      base,
      new Set([...added, ...more]),
      new Set([...removed].filter((element) => !more.includes(element))),
    );
  }

  /** `a \ b`, likewise. */
  minus(a: Symbolic, b: Value): Symbolic | null {
    const base = baseOf(a);
    if (base === null || (b & TAG_MASK) !== SET) return null;
    const fewer = this.placed(base, b);
    const { added, removed } = changesOf(a);
    return new ChangedSet(
      base,
      new Set([...added].filter((element) => !fewer.includes(element))),
      new Set([...removed, ...fewer]),
    );
  }

  /** The elements of a set, which all get places in the universe of another one: there it turns out whether they can be compared. */
  private placed({ set }: SetShape, value: Value): Value[] {
    const elements = elementsOf(value);
    for (const element of elements) this.layout.placeOf(set, element);
    return elements;
  }

  equal(a: Symbolic, b: Symbolic): boolean {
    if (a === b || (a instanceof Part && b instanceof Part && a.shape === b.shape)) return true;
    if (isTable(a) && isTable(b) && this.domain(a) === this.domain(b)) {
      const [keys] = [a, b].map((table) => (table instanceof Table ? table.keys : table.shape.keys));
      return keys!.every((key) => this.equal(this.apply(a, key), this.apply(b, key)));
    }
    if (isSetPart(a) && typeof b === 'number') return this.equalSet(a.shape, b);
    if (isSetPart(b) && typeof a === 'number') return this.equalSet(b.shape, a);
    return equal(this.force(a), this.force(b));
  }

  /** Element by element, up to the first on which they differ. */
  private equalSet({ set }: SetShape, value: Value): boolean {
    const other = (value & TAG_MASK) === SET ? elementsOf(value) : null;
    if (other === null || other.length > FEW_ELEMENTS) return equal(this.force(new Part({ kind: 'set', set })), value);
    const places = new Set(other.map((element) => this.layout.placeOf(set, element)));
    for (const place of places) if (!this.trees.bit(set, place)) return false;
    const size = this.trees.size(set);
    for (let place = 0; place < size; place += 1) if (!places.has(place) && this.trees.bit(set, place)) return false;
    return true;
  }

  /** What has to be written to make the next state of the current one, where the part of that shape is to be `value`. */
  writes(shape: Shape, value: Symbolic, into: Write[]): void {
    if (value instanceof Part && value.shape === shape) return;
    if (shape.kind === 'atom') {
      const number = this.layout.numberOf(shape.field, known(this.force(value)));
      into.push([this.layout.keyOfField(shape.field), number]);
    } else if (shape.kind === 'function') {
      if (this.domain(value) !== shape.domain) throw new Declined('a function gets another domain');
      shape.keys.forEach((key, place) => {
        const item = this.select(value, key);
        assert(item !== undefined, 'a function has a value at each key');
        this.writes(shape.items[place]!, item, into);
      });
    } else {
      const { set } = shape;
      const put = (element: Value, present: boolean): void => {
        into.push([set, 2 * this.layout.placeOf(set, element) + (present ? 1 : 0)]);
      };
      if (value instanceof ChangedSet && value.base === shape) {
        for (const element of value.removed) put(element, false);
        for (const element of value.added) put(element, true);
        return;
      }
      const id = known(this.force(value));
      if ((id & TAG_MASK) !== SET) throw new Declined('a set becomes another kind of value');
      into.push([set, EMPTIED]);
      for (const element of elementsOf(id)) put(element, true);
    }
  }
}

/** As it is kept in a state. */
function known(value: Value): Value {
  const kept = normalize(value);
  if ((kept & TAG_MASK) === LAZY) throw new Declined('a variable gets a value that is infinite');
  return kept;
}

const NOTHING: ReadonlySet<Value> = new Set();

const baseOf = (set: Symbolic): SetShape | null =>
  set instanceof ChangedSet ? set.base : isSetPart(set) ? set.shape : null;

const changesOf = (set: Symbolic): { added: ReadonlySet<Value>; removed: ReadonlySet<Value> } =>
  set instanceof ChangedSet ? set : { added: NOTHING, removed: NOTHING };
