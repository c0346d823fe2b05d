import type { EditRefusal } from './annotation-edit.ts';

/** Why an act came to nothing, in the person's words. */
export function describeRefusal(reason: EditRefusal): string {
  switch (reason) {
    case 'nothing-selected':
      return 'No text is selected.';
    case 'only-punctuation':
      return 'Only blanks and punctuation are selected.';
    case 'outside-text':
      return 'That lies outside the sample’s text.';
    case 'splits-character':
      return 'That would cut a character in two.';
    case 'no-such-mention':
      return 'The mention is no longer there.';
    case 'same-mention-there':
      return 'A mention of this type is there already.';
    case 'nothing-changes':
      return 'Nothing would change.';
    case 'edge-past-other':
      return 'A mention needs at least one character between its edges.';
    case 'only-part':
      return 'It is the mention’s only part; delete the mention instead.';
    case 'in-several-parts':
      return 'A mention in several parts has no one text to look for.';
    case 'no-other-place':
      return 'There is no other place with this text.';
    default:
      return reason satisfies never;
  }
}
