import type { LineBreak } from '../text/split-lines.ts';
import type { ReadOutcome } from '../formats/common/document-reader.ts';

/** Takes the text of a file whose format is known, from its beginning, cut anywhere. */
export interface SourceBody {
  push(text: string): void;
  /** Nothing that comes can matter any more. */
  readonly isOver?: boolean;
  finish(): BodyOutcome;
}

export type BodyOutcome =
  Extract<ReadOutcome, { kind: 'read' }> | { readonly kind: 'long-line'; readonly line: number } | ReadAgain;

/** The file has to be read once more; what is named was taken for something else, else everything has to be kept. */
export interface ReadAgain {
  readonly kind: 'again';
  readonly lineBreak?: LineBreak;
  readonly isWhole?: boolean;
}

export const AGAIN_AS_WHOLE: ReadAgain = { kind: 'again', isWhole: true };
