import type { AnnotationGap, EntityType, Mention } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';

/** How a corpus becomes samples; recorded in every export's manifest. */
export interface SampleOptions {
  readonly entityTypes: readonly EntityType[];
  /** `{types}` is replaced by "A", "A and B" or "A, B and C". */
  readonly instructionTemplate: string;
  readonly unit: 'sentence' | 'passage';
}

/** One training example. `prompt` is `instruction + "\n" + input + "\n"`; the answer follows at once. */
export interface Sample {
  /** Unique in the corpus and stable for the same corpus and options. */
  readonly id: string;
  readonly documentId: string;
  readonly passageId: string;
  /** Where `input` lies in the passage's text. */
  readonly span: Span;
  readonly instruction: string;
  readonly input: string;
  readonly answer: string;
  /** Mentions of the asked types, spans relative to `input`. */
  readonly mentions: readonly Mention[];
  /** Why they may not be all there are, spans relative to `input`; absent where they are. */
  readonly gaps?: readonly AnnotationGap[];
  /** A person has said that they are: the gaps are settled. */
  readonly settled?: true;
  /** SHA-256 over template id, instruction, input and answer (hex): what a score belongs to. */
  readonly contentHash: string;
}

/**
 * At least one mention; a sample without is a negative one. Whether either is known, `sampleState` says. A given answer (a row of the file's own) that says
 * something other than `[]` is positive too, even where none of its names could be placed: calling it negative would
 * keep it in every selection, unscored.
 */
export function isPositiveSample(sample: Pick<Sample, 'mentions'> & Partial<Pick<Sample, 'answer'>>): boolean {
  if (sample.mentions.length > 0) return true;
  return sample.answer !== undefined && !/^\s*(?:\[\s*\]\s*)?$/u.test(sample.answer);
}
