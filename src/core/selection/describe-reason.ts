import type { AnnotationGap } from '../corpus/corpus.ts';
import type { SelectionReason } from './selection.ts';

/** The filter's reason as one sentence, for tables, exports and the command line. */
export function describeReason(reason: SelectionReason): string {
  switch (reason.kind) {
    case 'top-ifd':
      return `Kept: rank ${reason.rank} by IFD. The last one kept has an IFD of ${formatIfd(reason.cutOffIfd)}.`;
    case 'negative':
      return 'Kept: a sample without entities, which teaches when to answer [].';
    case 'random-draw':
      return 'Kept: drawn at random.';
    case 'full':
      return 'Kept: the strategy keeps every sample.';
    case 'below-cut-off':
      return `Dropped: rank ${reason.rank} by IFD, and the share is full before it. The last one kept has an IFD of ${formatIfd(reason.cutOffIfd)}.`;
    case 'ifd-at-or-above-ceiling':
      return `Dropped: IFD ${formatIfd(reason.ifd)} is at or above the ceiling, so the prompt did not help the model; look at the label.`;
    case 'not-drawn':
      return 'Dropped: not drawn at random.';
    case 'not-in-selection':
      return 'Dropped: it is in no selection. None was made since it was opened and annotated; apply the rule on Select.';
    case 'unscored':
      return `Dropped: no IFD, ${describeUnscored(reason.reason)}.`;
    case 'not-annotated':
      return `Dropped: ${describeGap(reason.gap)}.`;
    default:
      return reason satisfies never;
  }
}

/** Why the annotation of a sample is not complete, as half a sentence. */
export function describeGap(gap: AnnotationGap['kind']): string {
  switch (gap) {
    case 'unannotated':
      return 'nobody annotated this text yet';
    case 'partial':
      return 'only some places of this text were asked about';
    case 'lost':
      return 'something of its annotation could not be read';
    default:
      return gap satisfies never;
  }
}

const UNSCORED_WORDS: ReadonlyMap<string, string> = new Map([
  ['not-scored-yet', 'it has not been scored yet'],
  ['one-token-answer', 'its answer is a single token, which has no loss of its own'],
  ['empty-answer', 'its answer is empty'],
  ['prompt-too-long', 'its prompt leaves no room for the answer'],
  ['non-finite-loss', 'the weak model gave a loss that is not a finite number'],
]);

/** Why there is no IFD, as half a sentence; a code without words is shown as it is. */
export function describeUnscored(reason: string): string {
  return UNSCORED_WORDS.get(reason) ?? reason;
}

function formatIfd(ifd: number): string {
  return ifd.toFixed(4);
}
