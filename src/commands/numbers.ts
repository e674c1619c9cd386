/** Numbers for people: three significant digits, units that fit. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 12), useGrouping: true });
}

export const intervalText = ([low, high]: readonly [number, number]): string => `${figure(low)} .. ${figure(high)}`;

/** `1 regression`, `1,200 regressions`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

const prefixes = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** `21.4 M/s`, `85 ns`, `1.2 ms`. */
export function quantity(value: number, unit: string): string {
  if (unit === 'share') return `${figure(value * 100)} %`;
  if (unit === 'ns') {
    if (value >= 1e9) return `${figure(value / 1e9)} s`;
    if (value >= 1e6) return `${figure(value / 1e6)} ms`;
    return value >= 1e3 ? `${figure(value / 1e3)} us` : `${figure(value)} ns`;
  }
  if (unit === '1/s' || unit === 'bytes/s') {
    const scale = prefixes.find(([size]) => Math.abs(value) >= size);
    const shown = scale === undefined ? figure(value) : `${figure(value / scale[0])} ${scale[1]}`;
    return unit === '1/s' ? `${shown}/s` : `${shown}B/s`;
  }
  return unit === '1' ? figure(value) : `${figure(value)} ${unit}`;
}
