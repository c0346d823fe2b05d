/**
 * What was typed and is not applied yet, by where it was typed: nothing of it may be lost on leaving a screen. A note's
 * is `note` with the sample's id, a label's guideline is `guideline` with the label.
 */
export type DraftKey = 'instruction' | 'guidelines' | 'preview' | `guideline ${string}` | `note ${string}`;

export type Drafts = Readonly<Partial<Record<DraftKey, string>>>;

/** Without a text the draft is gone. */
export function putDraft(drafts: Drafts, key: DraftKey, text: string | undefined): Drafts {
  const { [key]: _, ...others } = drafts;
  return text === undefined ? others : { ...others, [key]: text };
}

/**
 * What the project keeps. The text to preview is the tab's own: it may be about a patient, and a copy of the project is
 * made to be handed on.
 */
export function savedDrafts(drafts: Drafts): Drafts {
  return putDraft(drafts, 'preview', undefined);
}

/** What is not about the corpus outlives it. */
export function lastingDrafts(drafts: Drafts): Drafts {
  return readDrafts(drafts, (key) => key !== 'instruction' && !key.startsWith('note '));
}

/** Guidelines were typed and not saved. */
export function hasGuidelines(drafts: Drafts): boolean {
  return Object.keys(drafts).some((key) => key === 'guidelines' || key.startsWith('guideline '));
}

/** As they were stored; what is none is left out. */
export function readDrafts(
  words: Readonly<Partial<Record<string, string>>>,
  isWanted: (key: DraftKey) => boolean = () => true,
): Drafts {
  return Object.fromEntries(Object.entries(words).filter(([key]) => isDraftKey(key) && isWanted(key)));
}

function isDraftKey(key: string): key is DraftKey {
  return ['instruction', 'guidelines', 'preview'].includes(key) || /^(?:guideline|note) /u.test(key);
}
