/** What the rest of a trace still tells apart: for each event, the nodes that no later one mentions. */
import type { Value } from '../../tla/value.js';
import type { Groups, State } from './state.js';
import { canonical } from './symmetry.js';

export class Foresight {
  /** By element: the place, from 1, of the last event that mentions it; 0 if none does. */
  readonly #last = new Map<Value, number>();
  #free: { readonly at: number; readonly groups: Groups } | null = null;

  constructor(
    readonly groups: Groups,
    /** The events' texts in order; `names` are the elements' as the texts have them. */
    texts: Iterable<string>,
    names: ReadonlyMap<Value, string>,
  ) {
    const quoted = [...names].map(([value, name]) => ({ value, text: JSON.stringify(name) }));
    for (const { value } of quoted) this.#last.set(value, 0);
    let place = 0;
    for (const text of texts) {
      place += 1;
      for (const { value, text: name } of quoted) if (text.includes(name)) this.#last.set(value, place);
    }
  }

  /** What stands for `state` after event `at`; the state itself where nothing may be renamed. */
  standFor(state: State, at: number): State {
    if (this.#free?.at !== at) {
      const groups = this.groups
        .map((group) => group.filter((element) => (this.#last.get(element) ?? 0) <= at))
        .filter(({ length }) => length > 1);
      this.#free = { at, groups };
    }
    return this.#free.groups.length === 0 ? state : canonical(state, this.#free.groups);
  }
}
