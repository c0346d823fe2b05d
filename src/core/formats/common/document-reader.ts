import type { LineBreak } from '../../text/split-lines.ts';
import type { ParsedDocuments } from './format.ts';
import type { LineReader } from '../bytes/line-stream.ts';

/**
 * How far a reader may commit itself before it has seen the whole file. `settle`: a document is built as soon as its
 * record is read, supposing that offsets are written the way most files write them, so nothing but documents is in
 * memory. `keep`: everything is kept until the end. Where the supposition holds both give the same; where it does not,
 * a reader that settles says `again`.
 */
export type ReadMode = 'settle' | 'keep';

export type ReadOutcome =
  | { readonly kind: 'read'; readonly parsed: ParsedDocuments }
  /** The file has to be read once more, this time keeping everything. Never said in the mode `keep`. */
  | { readonly kind: 'again' };

/** Takes a file's text piece by piece, so that the file need never be in memory as a whole. */
export interface DocumentReader {
  /** Text that follows what was taken before: whole lines, but for the last, in formats of lines, else cut anywhere. */
  take(piece: string): void;
  finish(): ReadOutcome;
}

/** Takes whole lines only. */
export type LineDocumentReader = DocumentReader & LineReader;

export interface LineReaderOptions {
  readonly mode: ReadMode;
  /** Of the whole file; without it the text decides, which has to come in one piece then. */
  readonly lineBreak?: LineBreak | undefined;
}

/** Reads a text that is in memory. */
export function readAtOnce(text: string, createReader: (mode: ReadMode) => DocumentReader): ParsedDocuments {
  for (const mode of ['settle', 'keep'] as const) {
    const reader = createReader(mode);
    reader.take(text);
    const outcome = reader.finish();
    if (outcome.kind === 'read') return outcome.parsed;
  }
  throw new Error('a reader that keeps everything asked to read again');
}
