import { createLineStream, type LineReader, type LineStreamOptions } from '../formats/bytes/line-stream.ts';
import type { BodyOutcome, SourceBody } from './source-body.ts';

/** Reads line by line, until one is too long or shows that the lines end otherwise. `finish` is what all of them come to. */
export function createLinesBody(reader: LineReader, options: LineStreamOptions, finish: () => BodyOutcome): SourceBody {
  const stream = createLineStream(reader, options);
  return {
    push: (text) => stream.push(text),
    get isOver() {
      return stream.longLine !== undefined || stream.isMixed;
    },
    finish: () => {
      stream.finish();
      if (stream.isMixed) return { kind: 'again', lineBreak: '\n' };
      return stream.longLine === undefined ? finish() : { kind: 'long-line', line: stream.longLine };
    },
  };
}
