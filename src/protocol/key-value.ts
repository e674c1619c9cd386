import type { StateMachine } from './state-machine.js';

/** The state machine that most replicated logs here drive: registers under keys. */
export type KeyValueCommand =
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  /** Writes `value` where `expected` is; null is a key without a value. */
  | { readonly op: 'cas'; readonly key: string; readonly expected: string | null; readonly value: string };

export type KeyValueRequest = KeyValueCommand | { readonly op: 'get'; readonly key: string };

export type KeyValueReply =
  | { readonly kind: 'ok'; readonly value: string | null }
  /** The comparison of a `cas` failed. */
  | { readonly kind: 'differs'; readonly value: string | null };

/** The last command of a client that was applied, and its reply. */
interface Session {
  sequence: number;
  reply: KeyValueReply;
}

/**
 * Commands have unique ids, and one applied twice has happened once: a client may ask again as often as it likes. A client that
 * numbers its commands, `c7.1`, `c7.2`, one after the other, costs one session however many they are (Ongaro 2014, section 6.3);
 * an id without a number is a client with one command.
 */
export class KeyValueStore implements StateMachine<KeyValueCommand, string, KeyValueReply, KeyValueSnapshot> {
  readonly #values = new Map<string, string>();
  readonly #sessions = new Map<string, Session>();

  snapshot(): KeyValueSnapshot {
    return {
      values: [...this.#values],
      sessions: [...this.#sessions].map(([client, { sequence, reply }]) => [client, sequence, reply]),
    };
  }

  /** Becomes what it was when the snapshot was taken. */
  restore({ values, sessions }: KeyValueSnapshot): void {
    this.#values.clear();
    this.#sessions.clear();
    for (const [key, value] of values) this.#values.set(key, value);
    for (const [client, sequence, reply] of sessions) this.#sessions.set(client, { sequence, reply });
  }

  get(key: string): KeyValueReply {
    return { kind: 'ok', value: this.#values.get(key) ?? null };
  }

  /** The reply to a command that has been applied already. */
  result(id: string): KeyValueReply | undefined {
    const session = this.#sessions.get(clientOf(id));
    return session !== undefined && sequenceOf(id) <= session.sequence ? session.reply : undefined;
  }

  apply(id: string, command: KeyValueCommand): KeyValueReply {
    const client = clientOf(id);
    const sequence = sequenceOf(id);
    const session = this.#sessions.get(client);
    if (session !== undefined && sequence <= session.sequence) return session.reply;
    let reply: KeyValueReply;
    const current = command.op === 'cas' ? (this.#values.get(command.key) ?? null) : null;
    if (command.op === 'cas' && current !== command.expected) reply = { kind: 'differs', value: current };
    else {
      this.#values.set(command.key, command.value);
      reply = { kind: 'ok', value: command.value };
    }
    if (session === undefined) this.#sessions.set(client, { sequence, reply });
    else {
      session.sequence = sequence;
      session.reply = reply;
    }
    return reply;
  }
}

/** The whole store at a moment; it does not change with the store. */
export interface KeyValueSnapshot {
  readonly values: readonly (readonly [string, string])[];
  readonly sessions: readonly (readonly [client: string, sequence: number, reply: KeyValueReply])[];
}

function clientOf(id: string): string {
  const dot = id.lastIndexOf('.');
  return dot === -1 ? id : id.slice(0, dot);
}

/** 0 where the id has no number. */
function sequenceOf(id: string): number {
  let factor = 1;
  let sequence = 0;
  for (let index = id.length - 1; index >= 0; index -= 1) {
    const digit = id.charCodeAt(index) - 48;
    if (digit === -2) return sequence;
    if (digit < 0 || digit > 9) return 0;
    sequence += factor * digit;
    factor *= 10;
  }
  return 0;
}
