/** What this project is about: two ways to count by key. */
export class MapCounter {
  #counts = new Map();

  add(key) {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}

export class ObjectCounter {
  #counts = Object.create(null);

  add(key) {
    const count = (this.#counts[key] ?? 0) + 1;
    this.#counts[key] = count;
    return count;
  }
}
