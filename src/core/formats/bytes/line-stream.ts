import { findLongLine, type LineBreak } from '../../text/split-lines.ts';

/** Takes a file's text in whole lines, of which only the last one may have no break. */
export interface LineReader {
  take(lines: string): void;
  /** Of the lines taken. */
  readonly lineCount: number;
}

/** Cuts text that comes in pieces at the ends of lines. */
export interface LineStream {
  push(text: string): void;
  /** Gives the last line on, whether it has a break or not. */
  finish(): void;
  /** 1-based number of a line that is longer than allowed, after which nothing more is given on. */
  readonly longLine: number | undefined;
  /** A file whose lines ended with CR has an LF as well, and so was cut wrongly from its beginning. */
  readonly isMixed: boolean;
}

export interface LineStreamOptions {
  readonly lineBreak: LineBreak;
  /** UTF-16 units without the break. */
  readonly maxLength: number;
}

/** Cuts text that comes in pieces into lines for a reader. A line over `maxLength` UTF-16 units is reported. */
export function createLineStream(reader: LineReader, { lineBreak, maxLength }: LineStreamOptions): LineStream {
  let rest = '';
  let longLine: number | undefined;
  let isMixed = false;
  return {
    get longLine() {
      return longLine;
    },
    get isMixed() {
      return isMixed;
    },
    push: (text) => {
      if (longLine !== undefined || isMixed) return;
      if (lineBreak === '\r' && text.includes('\n')) {
        isMixed = true;
        return;
      }
      const end = text.lastIndexOf(lineBreak) + 1;
      if (end > 0) {
        const lines = rest + text.slice(0, end);
        rest = text.slice(end);
        const found = findLongLine(lines, maxLength);
        if (found !== undefined) {
          longLine = reader.lineCount + found;
          return;
        }
        reader.take(lines);
      } else rest += text;
      if (rest.length > maxLength) longLine = reader.lineCount + 1;
    },
    finish: () => {
      if (longLine === undefined && !isMixed && rest !== '') reader.take(rest);
      rest = '';
    },
  };
}
