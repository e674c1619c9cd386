const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** The finaliser of MurmurHash3 (Appleby 2011): every bit of the input reaches every bit of the result. */
export function mix32(x: number): number {
  let z = x | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85eb_ca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2_ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** A fraction in [0, 1) that depends on nothing but its three arguments: no shared stream that one more draw would shift. */
export const drawn = (seed: number, index: number, purpose: number): number =>
  mix32(seed ^ mix32(Math.imul(index, 0x9e37_79b1) ^ Math.imul(purpose, 0x85eb_ca77))) / 0x1_0000_0000;

/** 64 bits over everything that a run did, in order: two runs with the same hash did the same. Not for secrets. */
export class RollingHash {
  #low = 0x9e37_79b9;
  #high = 0x7f4a_7c15;

  int(value: number): void {
    this.#low = Math.imul(this.#low ^ value, 0x85eb_ca6b);
    this.#low = (this.#low << 13) | (this.#low >>> 19);
    this.#high = Math.imul(this.#high + this.#low, 0xc2b2_ae35) ^ value;
  }

  number(value: number): void {
    float[0] = value;
    this.int(words[0]! | 0);
    this.int(words[1]! | 0);
  }

  text(value: string): void {
    this.int(value.length);
    for (let index = 0; index < value.length; index += 1) this.int(value.charCodeAt(index));
  }

  /** 16 hexadecimal digits. */
  hex(): string {
    const part = (value: number): string => mix32(value).toString(16).padStart(8, '0');
    return part(this.#high) + part(this.#low);
  }
}
