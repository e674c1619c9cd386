/** The state machine that the replicated logs here drive: registers under keys. */
export type KeyValueCommand =
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  /** Writes `value` where `expected` is; null is a key without a value. */
  | { readonly op: 'cas'; readonly key: string; readonly expected: string | null; readonly value: string };

export type KeyValueRequest = KeyValueCommand | { readonly op: 'get'; readonly key: string };

export type KeyValueReply =
  | { readonly kind: 'ok'; readonly value: string | null }
  /** The comparison of a `cas` failed. */
  | { readonly kind: 'differs'; readonly value: string | null };

/** Commands have unique ids, and one applied twice has happened once: a client may ask again as often as it likes. */
export class KeyValueStore {
  readonly #values = new Map<string, string>();
  readonly #results = new Map<string, KeyValueReply>();

  get(key: string): KeyValueReply {
    return { kind: 'ok', value: this.#values.get(key) ?? null };
  }

  /** The reply to a command that has been applied already. */
  result(id: string): KeyValueReply | undefined {
    return this.#results.get(id);
  }

  apply(id: string, command: KeyValueCommand): KeyValueReply {
    const known = this.#results.get(id);
    if (known !== undefined) return known;
    const current = this.#values.get(command.key) ?? null;
    const refused = command.op === 'cas' && current !== command.expected;
    if (!refused) this.#values.set(command.key, command.value);
    const reply: KeyValueReply = refused ? { kind: 'differs', value: current } : { kind: 'ok', value: command.value };
    this.#results.set(id, reply);
    return reply;
  }
}
