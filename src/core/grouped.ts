/** 1234567 as `1,234,567`. For whole numbers; without Intl, whose data takes 20 ms to load. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
