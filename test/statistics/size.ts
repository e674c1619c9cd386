/** Whether the simulations run at the size that issue 9 names, and a line that says what they saw. */
export const full = process.env.NINES_STATISTICS === 'full';

/** What a whole night has minutes for. */
export const night = process.env.NINES_STATISTICS === 'night';

export function report(line: string): void {
  if (full || night) process.stderr.write(`${line}\n`);
}
