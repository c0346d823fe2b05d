import type { DifferenceKind } from '../../../core/annotations/mention-differences.ts';

export const differenceKinds: readonly DifferenceKind[] = [
  'missing',
  'spurious',
  'start',
  'end',
  'both-edges',
  'parts',
  'type',
  'type-and-place',
  'split',
  'merged',
];

export interface DifferenceWords {
  /** Tells the kind without colour; stands at the mention and in the list. */
  readonly sign: string;
  readonly words: string;
}

/** How a kind of difference is shown; seen from the current mentions. */
export function describeDifference(kind: DifferenceKind): DifferenceWords {
  switch (kind) {
    case 'missing':
      return { sign: '+', words: 'only there' };
    case 'spurious':
      return { sign: '+', words: 'only here' };
    case 'start':
      return { sign: '⇤', words: 'another start' };
    case 'end':
      return { sign: '⇥', words: 'another end' };
    case 'both-edges':
      return { sign: '↔', words: 'other edges' };
    case 'parts':
      return { sign: '…', words: 'other parts' };
    case 'type':
      return { sign: '≠', words: 'another type' };
    case 'type-and-place':
      return { sign: '≠↔', words: 'another type and place' };
    case 'split':
      return { sign: '1∶n', words: 'one here, several there' };
    case 'merged':
      return { sign: 'n∶1', words: 'several here, one there' };
    default:
      return kind satisfies never;
  }
}
