/** What a data node keeps beside each packet, to know it again. */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f6_3b78 : 0);
  return crc;
});

/** CRC-32C of a text, code unit by code unit, low byte first (RFC 3720, appendix B.4; HDFS takes the same polynomial). u32. */
export function checksum(text: string): number {
  let crc = 0xffff_ffff;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    crc = (crc >>> 8) ^ table[(crc ^ unit) & 0xff]!;
    if (unit > 0xff) crc = (crc >>> 8) ^ table[(crc ^ (unit >>> 8)) & 0xff]!;
  }
  return ~crc >>> 0;
}

/** The first `length` packets have their checksums. Neither array is shorter. */
export const fits = (data: readonly string[], sums: readonly number[], length: number): boolean =>
  data.length >= length && data.slice(0, length).every((packet, index) => checksum(packet) === sums[index]);
