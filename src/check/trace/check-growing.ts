import type { CheckOptions } from './check-trace.js';
import type { LoggedEvent, Reading } from './event.js';
import type { SavedSearch } from './handover.js';
import type { TraceModel } from './model.js';
import { Preparer, type SavedPreparer } from './prepare.js';
import { Search } from './search.js';
import type { SearchResult } from './search-result.js';
import type { Budget, TraceVerdict } from './verdict.js';
import { verdictOf } from './verdict-of.js';

export interface SavedGrowing {
  readonly search: SavedSearch;
  readonly preparer: SavedPreparer;
}

/**
 * A check of a trace that is still being written: only the states after the last event are kept. Hidden steps are taken
 * at once, since no second look is possible, and more states than the search can hold make it inconclusive.
 */
export class TraceCheck {
  readonly #preparer: Preparer;
  readonly #search: Search;
  #ended: SearchResult | null = null;

  constructor(
    private readonly model: TraceModel,
    budget: Budget,
    options: CheckOptions = {},
    /** Where another thread had come to. */
    saved: SavedGrowing | null = null,
  ) {
    const { complete = false, mapped, invariants = true, onStep } = options;
    this.#preparer = new Preparer(model, complete, mapped?.() ?? null);
    const stepping = onStep === undefined ? {} : { onStep };
    this.#search = new Search(model, budget, { hidden: true, invariants, ...stepping });
    if (saved === null) {
      this.#guarded(() => this.#search.start());
      return;
    }
    this.#preparer.resume(saved.preparer);
    this.#search.resume(saved.search);
  }

  /** For another thread to go on with; only while no verdict is certain. */
  save(): SavedGrowing {
    return { search: this.#search.save(), preparer: this.#preparer.save() };
  }

  get events(): number {
    return this.#preparer.events;
  }

  /** Takes the next event; false once the verdict is certain. */
  feed(event: LoggedEvent): Reading<boolean> {
    const prepared = this.#preparer.prepare(event);
    if (!prepared.ok) return prepared;
    const { value } = prepared;
    if (this.#ended !== null) return { ok: true, value: false };
    if (value === null) return { ok: true, value: true };
    let alive = true;
    this.#guarded(() => {
      alive = this.#search.feed(value);
    });
    return { ok: true, value: alive && this.#ended === null };
  }

  verdict(): TraceVerdict {
    return verdictOf(this.model, this.#ended ?? this.#search.result(), this.#preparer);
  }

  #guarded(run: () => void): void {
    this.#ended ??= this.#search.attempt(run);
  }
}
