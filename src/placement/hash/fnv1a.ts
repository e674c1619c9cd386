/** FNV-1a, 64 bits (Fowler, Noll & Vo, draft-eastlake-fnv). Its high bits hardly depend on the last bytes: to be measured. */
import { multiply64 } from '../reference/uint64.js';

export function fnv1a(bytes: Uint8Array): bigint {
  let h = 0xcbf2_9ce4_8422_2325n;
  for (const byte of bytes) h = multiply64(h ^ BigInt(byte), 0x100_0000_01b3n);
  return h;
}
