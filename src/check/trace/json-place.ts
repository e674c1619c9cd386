/**
 * The line, from 1, at which a place of a JSON document stands: `events.BecomeLeader.after`. Each key is looked for after
 * the one before it, which is right as long as no text repeats a key on the way; it only serves messages.
 */
export function lineOf(text: string, place: string): number {
  let at = 0;
  let rest = place;
  while (rest !== '') {
    const dot = /^([^.]*)(?:\.|$)/.exec(rest);
    // A key may hold dots itself: the longest that is there counts.
    const whole = text.indexOf(JSON.stringify(rest), at);
    if (whole >= 0) return text.slice(0, whole).split('\n').length;
    const key = dot?.[1] ?? rest;
    const found = text.indexOf(JSON.stringify(key), at);
    if (found >= 0) at = found;
    rest = rest.slice((dot?.[0] ?? rest).length || rest.length);
  }
  return text.slice(0, at).split('\n').length;
}
