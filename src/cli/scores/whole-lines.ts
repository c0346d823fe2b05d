import { createReadStream } from 'node:fs';

/** A line that ends with a line feed. */
export interface WholeLine {
  /** Without the line feed. */
  readonly text: string;
  /** Bytes of the file up to and with the line feed. */
  readonly endByte: number;
}

const LINE_FEED = 0x0a;

/** The lines of a UTF-8 file one after the other; what stands behind the last line feed is left out. */
export async function* wholeLines(path: string): AsyncGenerator<WholeLine> {
  let rest: Buffer = Buffer.alloc(0);
  let restStart = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) throw new Error('a stream without an encoding gives bytes');
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      const text = bytes.toString('utf8', start, end);
      start = end + 1;
      yield { text, endByte: restStart + start };
    }
    rest = bytes.subarray(start);
    restStart += start;
  }
}
