import type { EditRefusal } from './annotation-edit.ts';

/** Why an act came to nothing, in the person's words. */
export function describeRefusal(reason: EditRefusal): string {
  switch (reason) {
    case 'nothing-selected':
      return 'No text is selected.';
    case 'only-punctuation':
      return 'Only blanks and punctuation are selected.';
    case 'outside-text':
      return 'The selection is outside the sample’s text.';
    case 'splits-character':
      return 'The edge would split a character.';
    case 'no-such-mention':
      return 'The mention no longer exists.';
    case 'same-mention-there':
      return 'A mention of this type already exists here.';
    case 'nothing-changes':
      return 'Nothing would change.';
    case 'edge-past-other':
      return 'A mention needs at least one character between its edges.';
    case 'only-part':
      return 'This is the mention’s only part. Delete the mention instead.';
    case 'in-several-parts':
      return 'A mention in several parts has no single text to search for.';
    case 'no-other-place':
      return 'No other place has this text.';
    default:
      return reason satisfies never;
  }
}
