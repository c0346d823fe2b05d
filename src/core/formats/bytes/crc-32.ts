const TABLE = buildTable();

/** Running CRC-32 (ISO 3309, as gzip and zip use it) over portions of bytes; start with 0. */
export function updateCrc32(crc: number, bytes: Uint8Array): number {
  let value = ~crc;
  // An index loop: this runs once for every byte of every archive.
  for (let at = 0; at < bytes.length; at += 1) {
    value = (TABLE[(value ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  }
  return ~value >>> 0;
}

function buildTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
}
