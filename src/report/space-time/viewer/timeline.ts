/** Where steps, messages and faults lie along the lanes, and which of them a window shows. Positions are in rows. */
import type { Payload } from './payload.js';

export interface Timeline {
  readonly steps: Float64Array;
  readonly sent: Float64Array;
  /** -1: never arrived. */
  readonly received: Float64Array;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  readonly moments: readonly number[];
  readonly total: number;
  /** Of each block of messages the first and the last position. */
  readonly blocks: Float64Array;
}

const blockSize = 256;

/** One row a step, whatever time lay between them. */
export function byOrder({ steps, messages, spans, moments, rows }: Payload): Timeline {
  return timelineOf({
    steps: Float64Array.from(steps.row),
    sent: Float64Array.from(messages.sentRow),
    received: Float64Array.from(messages.receivedRow),
    spans: spans.map(({ fromRow, toRow }) => ({ from: fromRow, to: toRow })),
    moments: moments.map(({ row }) => row),
    total: rows,
  });
}

/** Distance is time; as many rows as there are by order. null where nothing tells the time. */
export function byTime({ steps, messages, spans, moments, rows }: Payload): Timeline | null {
  const { at } = steps;
  if (at === null || at.length === 0) return null;
  const times = [...(messages.receivedAt ?? []), ...(messages.sentAt ?? [])];
  let first = at[0] as number;
  let last = at.at(-1) as number;
  for (const time of times) {
    if (time > last) last = time;
    if (time >= 0 && time < first) first = time;
  }
  if (last <= first) return null;
  const scale = (rows - 2) / (last - first);
  const position = (time: number): number => 1 + (time - first) * scale;
  return timelineOf({
    steps: Float64Array.from(at, position),
    sent: Float64Array.from(messages.sentAt ?? [], position),
    received: Float64Array.from(messages.receivedAt ?? [], (time, i) =>
      (messages.receivedRow[i] as number) < 0 ? -1 : position(time),
    ),
    spans: spans.map(({ fromAt, toAt }) => ({
      from: position(fromAt ?? first),
      to: toAt === null ? rows : position(toAt),
    })),
    moments: moments.map(({ at: time }) => position(time ?? first)),
    total: rows,
  });
}

function timelineOf(positions: Omit<Timeline, 'blocks'>): Timeline {
  const { sent, received } = positions;
  const blocks = new Float64Array(2 * Math.ceil(sent.length / blockSize));
  for (let block = 0; 2 * block < blocks.length; block += 1) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    const end = Math.min(sent.length, (block + 1) * blockSize);
    for (let i = block * blockSize; i < end; i += 1) {
      low = Math.min(low, sent[i] as number);
      high = Math.max(high, sent[i] as number, received[i] as number);
    }
    blocks[2 * block] = low;
    blocks[2 * block + 1] = high;
  }
  return { ...positions, blocks };
}

/** Index of the first of rising `positions` that is at least `from`. O(log n). */
export function firstFrom(positions: ArrayLike<number>, from: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Messages that cross the window, at most about `limit` of them, evenly chosen; `all` counts them. */
export function messagesWithin(
  { sent, received, blocks }: Timeline,
  from: number,
  to: number,
  limit: number,
): { readonly shown: number[]; readonly all: number } {
  const found: number[] = [];
  for (let block = 0; 2 * block < blocks.length; block += 1) {
    if ((blocks[2 * block] as number) > to || (blocks[2 * block + 1] as number) < from) continue;
    const end = Math.min(sent.length, (block + 1) * blockSize);
    for (let i = block * blockSize; i < end; i += 1) {
      const start = sent[i] as number;
      // One that never arrived is drawn as a stub below the place where it was sent.
      const stop = (received[i] as number) < 0 ? start + 1 : (received[i] as number);
      if (Math.max(start, stop) >= from && Math.min(start, stop) <= to) found.push(i);
    }
  }
  const all = found.length;
  if (all <= limit) return { shown: found, all };
  const stride = all / limit;
  return { shown: Array.from({ length: limit }, (_, i) => found[Math.floor(i * stride)] as number), all };
}

/** How many steps of each lane fall on each of `pixels` pixels: index `lane * pixels + pixel`. */
export function density(
  { steps }: Timeline,
  laneOf: ArrayLike<number>,
  laneCount: number,
  from: number,
  to: number,
  pixels: number,
): Uint32Array {
  const counts = new Uint32Array(laneCount * pixels);
  const scale = pixels / (to - from);
  for (let i = firstFrom(steps, from); i < steps.length; i += 1) {
    const pixel = Math.floor(((steps[i] as number) - from) * scale);
    if (pixel >= pixels) break;
    const index = (laneOf[i] as number) * pixels + pixel;
    counts[index] = (counts[index] as number) + 1;
  }
  return counts;
}

/** Beside a lane, spans that overlap lie in columns of their own: of each span its column. */
export function spanColumns(spans: Payload['spans']): number[] {
  const taken: { lane: number; column: number; from: number; to: number }[] = [];
  return spans.map(({ lanes, kind, fromRow, toRow }) => {
    if (kind === 'down') return 0;
    for (let column = 0; ; column += 1) {
      const clash = taken.some(
        (other) => other.column === column && lanes.includes(other.lane) && other.from < toRow && fromRow < other.to,
      );
      if (clash && column < 4) continue;
      for (const lane of lanes) taken.push({ lane, column, from: fromRow, to: toRow });
      return column;
    }
  });
}
