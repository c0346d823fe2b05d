import type { Mention } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';

/** Names a passage of a corpus. */
export interface PassageRef {
  readonly documentId: string;
  readonly passageId: string;
}

/** What a person works on: a passage's text and mentions as they are now. */
export interface OpenPassage {
  readonly ref: PassageRef;
  readonly text: string;
  readonly mentions: readonly Mention[];
  /** The part that is shown and may be changed, in UTF-16 units of `text`: a sentence, or all of it. */
  readonly within: Span;
}

/** One mention before and after an act; undefined where it is not there. A moved or relabelled one keeps its id. */
export interface MentionChange {
  readonly passage: PassageRef;
  readonly mentionId: string;
  readonly before: Mention | undefined;
  readonly after: Mention | undefined;
}

/** An act of a person on mentions; `label` names it ("Label “aspirin” Chemical"). */
export interface AnnotationEdit {
  readonly label: string;
  readonly changes: readonly MentionChange[];
}

/** Why an act on mentions is none. */
export type EditRefusal =
  | 'nothing-selected'
  | 'only-punctuation'
  | 'outside-text'
  | 'splits-character'
  | 'no-such-mention'
  | 'same-mention-there'
  | 'nothing-changes'
  | 'edge-past-other'
  | 'only-part'
  | 'in-several-parts'
  | 'no-other-place';

export type EditOutcome =
  { readonly kind: 'edit'; readonly edit: AnnotationEdit } | { readonly kind: 'refused'; readonly reason: EditRefusal };

/** An edit that is not made, with the reason. */
export function refused(reason: EditRefusal): EditOutcome {
  return { kind: 'refused', reason };
}
