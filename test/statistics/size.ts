/** Whether the simulations run at the size that issue 9 names, and a line that says what they saw. */
export const full = process.env.NINES_STATISTICS === 'full';

export function report(line: string): void {
  if (full) process.stderr.write(`${line}\n`);
}
