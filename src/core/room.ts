/**
 * Arrays that grow to gigabytes. Doubling copies: for as long as the copy takes, and until V8 collects the old array, memory holds
 * both. Pages that nobody has touched take none, so a large array gets room for all that may come, and is not copied again.
 */

/** From so many bytes on, room is reserved. */
const LARGE_BYTES = 2 ** 23;
/** So much longer, or as much as the system gives. */
const FAR = 256;

interface Long<T> {
  readonly length: number;
  readonly byteLength: number;
  readonly BYTES_PER_ELEMENT: number;
  set(from: T): void;
}

/** A longer array that begins with the elements of this one: twice as long while small; never longer than `most`. */
export function enlarged<T extends Long<T>>(array: T, make: new (length: number) => T, most = 2 ** 31): T {
  const larger = withRoom(2 * array.length, make, most);
  larger.set(array);
  return larger;
}

/** An array of zeros for `length` elements now, and more later if they are many. */
export function withRoom<T extends Long<T>>(length: number, make: new (length: number) => T, most = 2 ** 31): T {
  const enough = new make(0).BYTES_PER_ELEMENT * length < LARGE_BYTES;
  for (let times = enough ? 1 : FAR; times > 1; times /= 4) {
    try {
      return new make(Math.max(length, Math.min(length * times, most)));
    } catch (error) {
      // The system promises no more than it has: a nearer bound may do.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return new make(length);
}
