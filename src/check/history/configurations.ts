/** Which sets of operations have been tried with which state: exact, since a wrong hit would be a wrong verdict. */
export class Configurations {
  readonly #words: number;
  readonly #zobristLow: Uint32Array;
  /** Open addressing; each slot holds 1 + the entry's number. */
  #slots = new Int32Array(1024);
  #entries: Int32Array;
  #count = 0;

  constructor(operations: number) {
    this.#words = Math.max(1, (operations + 31) >> 5);
    this.#entries = new Int32Array(256 * (this.#words + 1));
    let seed = 0x9e37_79b9;
    this.#zobristLow = Uint32Array.from({ length: operations }, () => {
      seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b_3c6d) + 0x6d2b_79f5;
      return Math.imul(seed ^ (seed >>> 13), 0x85eb_ca6b) >>> 0;
    });
  }

  get words(): number {
    return this.#words;
  }

  /** What the hash of a set changes by when the operation joins or leaves it. */
  toggles(operation: number): number {
    return this.#zobristLow[operation]!;
  }

  get size(): number {
    return this.#count;
  }

  /** true: it was not there. `hash` is that of the set. */
  add(bits: Int32Array, hash: number, state: number): boolean {
    const width = this.#words + 1;
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(hash ^ Math.imul(state + 1, 0x9e37_79b1), 0x85eb_ca6b) >>> 8) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#same((this.#slots[slot]! - 1) * width, bits, state)) return false;
    }
    if ((this.#count + 1) * width > this.#entries.length) {
      const larger = new Int32Array(2 * this.#entries.length);
      larger.set(this.#entries);
      this.#entries = larger;
    }
    const at = this.#count * width;
    this.#entries.set(bits, at);
    this.#entries[at + this.#words] = state;
    this.#count += 1;
    this.#slots[slot] = this.#count;
    if (2 * this.#count > this.#slots.length) this.#grow();
    return true;
  }

  #same(at: number, bits: Int32Array, state: number): boolean {
    if (this.#entries[at + this.#words] !== state) return false;
    for (let word = 0; word < this.#words; word += 1) if (this.#entries[at + word] !== bits[word]) return false;
    return true;
  }

  #grow(): void {
    const slots = new Int32Array(4 * this.#slots.length);
    const mask = slots.length - 1;
    const width = this.#words + 1;
    for (let entry = 0; entry < this.#count; entry += 1) {
      let hash = 0;
      for (let operation = 0; operation < this.#zobristLow.length; operation += 1) {
        if ((this.#entries[entry * width + (operation >> 5)]! >>> (operation & 31)) & 1)
          hash ^= this.toggles(operation);
      }
      const state = this.#entries[entry * width + this.#words]!;
      let slot = (Math.imul(hash ^ Math.imul(state + 1, 0x9e37_79b1), 0x85eb_ca6b) >>> 8) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
  }
}
