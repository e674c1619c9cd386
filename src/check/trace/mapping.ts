/**
 * How the log of a foreign system is read: which field names the event, which step of the specification an event is, and
 * what its fields say of the state. Expressions and formulas are TLA+ over the specification's names and the mapping's
 * fields; the compiler checks them with the specification. `docs/checking-your-traces.md` explains it by an example.
 */

export interface Mapping {
  /** Reads lines of text: its named groups are the fields of a line, and lines that it does not match are passed over. */
  readonly line: RegExp | null;
  /** Lines of the log for which one of these fields has another value are passed over. */
  readonly where: readonly { readonly path: Path; readonly value: unknown }[];
  /** The field that names the event; null for a log in one of our own forms, to which the mapping adds hidden actions. */
  readonly event: Field | null;
  readonly fields: ReadonlyMap<string, Field>;
  /** Events that are passed over, wherever they are. */
  readonly skip: ReadonlySet<string>;
  /** Events that are passed over as long as their node has had no others: a node's way to its initial state. */
  readonly prelude: { readonly node: Path; readonly events: ReadonlySet<string> } | null;
  readonly events: ReadonlyMap<string, readonly MappedEvent[]>;
  /** Whether an event that the mapping does not have is passed over; else it is an error. */
  readonly skipOthers: boolean;
  readonly hidden: readonly HiddenAction[];
  /** Modules beside the specification that formulas need: a specification without numbers does not extend Integers. */
  readonly extends: readonly string[];
  /** Definitions of the user's own, TLA+ text. */
  readonly define: readonly Formula[];
  readonly complete: boolean;
  /** Where a line says whose step it is: its lane in a diagram. */
  readonly node: Path | null;
  /** Where a line of a log without one order says whose step it is, and when; null where nothing is said of it. */
  readonly order: OrderPaths | null;
}

/** Whether a mapping reads what stands at this path of a line, something inside of it, or something around it. */
export function reads({ event, fields, where }: Mapping, path: readonly string[]): boolean {
  if (event === null) return true;
  const place = `${path.join('.')}.`;
  const known = [event, ...fields.values(), ...where].map((field) => `${field.path.join('.')}.`);
  return known.some((one) => one.startsWith(place) || place.startsWith(one));
}

export interface OrderPaths {
  readonly node: Path;
  /** A vector clock: an object, by node how many of its events were heard of. */
  readonly clock: Path | null;
  /** Both are the one path of an event that has a time only. */
  readonly interval: readonly [start: Path, end: Path] | null;
  /** How far the clocks of two nodes may be apart, in the unit of the times (milliseconds where they are text). */
  readonly skew: number;
}

export type Path = readonly string[];

export interface Field {
  readonly path: Path;
  /** What of a text counts: its first group, or all that it matches. A text that it does not match is not there. */
  readonly pattern: RegExp | null;
  /** What a specification has where the log has text, a number, or a list. */
  readonly as: FieldKind | null;
  /** Values that mean others: `{"StateLeader": "Leader"}`, `{"2": "Leader"}`. */
  readonly table: ReadonlyMap<string, unknown> | null;
}

export const fieldKinds = ['number', 'text', 'set'] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** TLA+ text with its place in the mapping file. */
export interface Formula {
  readonly text: string;
  readonly line: number;
  /** `events.BecomeLeader.after` */
  readonly place: string;
}

/** One way to understand an event; of several the first whose `if` holds is taken. */
export interface MappedEvent {
  readonly if: Formula | null;
  readonly skip: boolean;
  /** The event is a step by any of these. */
  readonly actions: readonly Formula[];
  /** Names that the log does not give, and the sets that they are in: `{"m": "DOMAIN messages"}`. */
  readonly any: readonly { readonly name: string; readonly set: Formula }[];
  /** Of the state before the first step. */
  readonly before: readonly Formula[];
  /** Of the state before each step: which message it is, for instance. */
  readonly match: readonly Formula[];
  /** Of the state after the last step. */
  readonly after: readonly Formula[];
  /** Set where the event may be several steps, the last of which makes this true. */
  readonly until: Formula | null;
  readonly atMost: number;
}

export interface HiddenAction {
  readonly action: Formula;
  readonly any: MappedEvent['any'];
  /** It is taken only where these hold; they may speak of the fields of the event to come. */
  readonly when: readonly Formula[];
  /** It is taken only before these events; null for any. */
  readonly before: ReadonlySet<string> | null;
  /** How often between two events. */
  readonly max: number;
}
