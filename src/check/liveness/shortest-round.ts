/**
 * The shortest rounds through a small fair component: breadth first over its nodes with the set of conditions that the
 * round has met so far. Steps that change nothing are free, since nobody is shown them.
 */
import { type FairComponent, isAgain, isBanned } from './fair-component.js';
import type { Product } from './product.js';

/** Nodes times sets of conditions. */
const SMALL = 2 ** 18;

export class SmallComponent {
  readonly #nodes: Int32Array;
  readonly #placeOf = new Map<number, number>();
  /** Edges by the place of their source: where each begins, where it leads, which conditions it meets, whether it moves. */
  readonly #first: number[] = [];
  readonly #targets: number[] = [];
  readonly #meets: number[] = [];
  readonly #moves: number[] = [];
  readonly #all: number;

  /** null if the component is too large. */
  static of(product: Product, component: FairComponent): SmallComponent | null {
    const { nodes, required } = component;
    return required.length > 16 || nodes.length * 2 ** required.length > SMALL
      ? null
      : new SmallComponent(product, component);
  }

  private constructor(product: Product, { nodes, banned, required }: FairComponent) {
    this.#nodes = nodes.slice();
    for (const [place, node] of nodes.entries()) this.#placeOf.set(node, place);
    this.#all = 2 ** required.length - 1;
    for (const node of nodes) {
      this.#first.push(this.#targets.length);
      const state = product.stateOf(node);
      for (let position = product.advance(node, 0); position >= 0; position = product.advance(node, position)) {
        const { target } = product;
        const place = this.#placeOf.get(target);
        if (place === undefined || isBanned(product, banned, state)) continue;
        let meets = 0;
        for (const [bit, acceptance] of required.entries()) if (isAgain(product, acceptance, state)) meets |= 1 << bit;
        this.#targets.push(place);
        this.#meets.push(meets);
        this.#moves.push(product.stateOf(target) === state ? 0 : 1);
      }
    }
    this.#first.push(this.#targets.length);
  }

  /** The nodes after `start` on a shortest round; null if it has more than `most` steps that change something. */
  round(start: number, most: number, work: { left: number }): readonly number[] | null {
    const sets = this.#all + 1;
    const origin = (this.#placeOf.get(start) as number) * sets;
    const goal = origin + this.#all;
    /** -2 not seen; the one before. The round's beginning is not seen: it may be its end. */
    const before = new Int32Array(this.#nodes.length * sets).fill(-2);
    let level = [origin];
    for (let steps = 0; steps <= most && level.length > 0; steps += 1) {
      const further: number[] = [];
      // Grows while it is gone through, by steps that change nothing.
      for (let at = 0; at < level.length; at += 1) {
        const from = level[at] as number;
        const place = Math.floor(from / sets);
        const met = from % sets;
        for (let edge = this.#first[place] as number; edge < (this.#first[place + 1] as number); edge += 1) {
          work.left -= 1;
          const to = (this.#targets[edge] as number) * sets + (met | (this.#meets[edge] as number));
          if (before[to] !== -2 || (to === origin && to !== goal)) continue;
          const moves = this.#moves[edge] === 1;
          if (moves && steps === most) continue;
          before[to] = from;
          // A goal that a moving step reaches may be reached by a step that does not; the next level is soon enough.
          if (to === goal && !moves) return this.#path(goal, origin, before, sets);
          (moves ? further : level).push(to);
        }
      }
      if (before[goal] !== -2) return this.#path(goal, origin, before, sets);
      level = further;
    }
    return null;
  }

  #path(goal: number, origin: number, before: Int32Array, sets: number): readonly number[] {
    const path: number[] = [];
    let at = goal;
    do {
      path.push(this.#nodes[Math.floor(at / sets)] as number);
      at = before[at] as number;
    } while (at !== origin);
    return path.reverse();
  }
}
