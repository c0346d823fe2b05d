import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { Corpus, Document, Mention, Passage } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';
import { renderAnswer } from '../samples/templates.ts';
import type { MentionChange, PassageRef } from './annotation-edit.ts';
import { standsIn } from './stand-mention.ts';

/** What a person made of a mention: another one in its place, or nothing. */
export type MentionEdit = { readonly kind: 'put'; readonly mention: Mention } | { readonly kind: 'deleted' };

/** Edits of a passage by mention id. */
export type PassageEdits = ReadonlyMap<string, MentionEdit>;

/** Edits by `passageKey`. The imported corpus does not change; with these edits it is the current one. */
export type CorpusEdits = ReadonlyMap<string, PassageEdits>;

export const NO_EDITS: CorpusEdits = new Map();

/** One string for a passage; `passageOfKey` reads it. */
export function passageKey({ documentId, passageId }: PassageRef): string {
  return JSON.stringify([documentId, passageId]);
}

/** The passage of a key that `passageKey` made. */
export function passageOfKey(key: string): PassageRef {
  const [documentId = '', passageId = '']: readonly string[] = JSON.parse(key);
  return { documentId, passageId };
}

/** The edits that were written down one by one. */
export function editsOf(
  records: readonly { readonly passage: PassageRef; readonly mentionId: string; readonly state: MentionState }[],
): CorpusEdits {
  const edits = new Map<string, Map<string, MentionEdit>>();
  for (const { passage, mentionId, state } of records) {
    if (state.kind === 'as-imported') continue;
    const key = passageKey(passage);
    const ofPassage = edits.get(key) ?? new Map<string, MentionEdit>();
    edits.set(key, ofPassage.set(mentionId, state));
  }
  return edits;
}

/** The edits one by one, as they are written down. */
export function recordsOf(
  edits: CorpusEdits,
): readonly { readonly passage: PassageRef; readonly mentionId: string; readonly state: MentionEdit }[] {
  return [...edits].flatMap(([key, ofPassage]) => {
    const passage = passageOfKey(key);
    return [...ofPassage].map(([mentionId, state]) => ({ passage, mentionId, state }));
  });
}

/** A mention is what the file has where an edit is taken back: then there is nothing to keep. */
export type MentionState = MentionEdit | { readonly kind: 'as-imported' };

/** The edit that makes a mention `after`. */
export function stateOf(
  imported: Passage,
  { mentionId, after }: Pick<MentionChange, 'mentionId' | 'after'>,
): MentionState {
  const original = uniqueMentions(imported).find(({ id }) => id === mentionId);
  if (after === undefined) return original === undefined ? { kind: 'as-imported' } : { kind: 'deleted' };
  return original !== undefined && isEqual(original, after) ? { kind: 'as-imported' } : { kind: 'put', mention: after };
}

/** The edits of a passage with one more; undefined where none is left. */
export function withState(
  edits: PassageEdits | undefined,
  mentionId: string,
  state: MentionState,
): PassageEdits | undefined {
  const next = new Map(edits);
  if (state.kind === 'as-imported') next.delete(mentionId);
  else next.set(mentionId, state);
  return next.size === 0 ? undefined : next;
}

/**
 * A passage as it is after the edits: what was imported in its order, what was added behind it by place. A row's own
 * answer gives way, since it says what the mentions were. Edits that do not fit the text (the file was read anew) are
 * left out and handed to `onUnfit`.
 */
export function currentPassage(
  imported: Passage,
  edits: PassageEdits | undefined,
  onUnfit: (mention: Mention) => void = () => {},
): Passage {
  if (edits === undefined || edits.size === 0) return imported;
  const originals = uniqueMentions(imported);
  const fitting = new Map(
    [...edits].filter(([, edit]) => {
      const fits = edit.kind === 'deleted' || standsIn(imported.text, edit.mention);
      if (!fits) onUnfit(edit.mention);
      return fits;
    }),
  );
  if (fitting.size === 0) return imported;
  const known = new Set(originals.map(({ id }) => id));
  const kept = originals.flatMap((mention) => {
    const edit = fitting.get(mention.id);
    if (edit === undefined) return [mention];
    return edit.kind === 'put' ? [edit.mention] : [];
  });
  const added = [...fitting].flatMap(([id, edit]) => (edit.kind === 'put' && !known.has(id) ? [edit.mention] : []));
  const mentions = [...kept, ...added.toSorted(byPlace)];
  const { given } = imported;
  const joins = originals
    .filter((mention) => fitting.has(mention.id) && mayJoin(imported, mention))
    .map(({ span }) => span);
  return {
    ...imported,
    mentions,
    ...(joins.length > 0 && { joins }),
    ...(given && { given: { ...given, answer: renderAnswer(mentions) } }),
  };
}

/** Whether a mention may reach over the end of a sentence. */
function mayJoin({ text, sentences }: Passage, { span }: Mention): boolean {
  return sentences !== undefined || /[.!?\n]/u.test(text.slice(span.start, span.end));
}

function byPlace(one: Mention, other: Mention): number {
  return one.span.start - other.span.start || one.span.end - other.span.end || (one.id < other.id ? -1 : 1);
}

/** A document as it is after the edits; the same object where there are none. */
function currentDocument(imported: Document, edits: CorpusEdits, onUnfit?: (mention: Mention) => void): Document {
  const passages = imported.passages.map((passage) =>
    currentPassage(passage, edits.get(passageKey({ documentId: imported.id, passageId: passage.id })), onUnfit),
  );
  const isSame = passages.every((passage, index) => passage === imported.passages[index]);
  return isSame ? imported : { ...imported, passages };
}

/** The corpus as it is after the edits, with an issue for each edit that does not fit the text any more. */
export function currentCorpus(
  imported: Corpus,
  edits: CorpusEdits,
): { readonly corpus: Corpus; readonly issues: readonly DataIssue[] } {
  if (edits.size === 0) return { corpus: imported, issues: [] };
  const issues: DataIssue[] = [];
  const documents = imported.documents.map((document) =>
    currentDocument(document, edits, (mention) => {
      issues.push(unfitIssue(document, mention));
    }),
  );
  return { corpus: { documents }, issues };
}

/** An edit that does not fit the text any more. */
export function unfitIssue({ id, source }: Pick<Document, 'id' | 'source'>, { entityType, quote }: Mention): DataIssue {
  return {
    code: 'quote-mismatch',
    severity: 'warning',
    file: source,
    documentId: id,
    found: `an edit to ${entityType} “${quote}”, which does not stand there any more`,
    expected: 'the text that was edited',
  };
}

/** Formats take ids as they come; an edit has to know which of two equal ones it means. */
export function uniqueMentions({ mentions }: Passage): readonly Mention[] {
  const uniqueId = createUniqueIds();
  return mentions.map((mention) => {
    const id = uniqueId(mention.id);
    return id === mention.id ? mention : { ...mention, id };
  });
}

function isEqual(one: Mention, other: Mention): boolean {
  return asText(one) === asText(other);
}

function asText({ id, span, fragments, entityType, quote, conceptIds }: Mention): string {
  const pieces = (fragments ?? []).map(({ start, end }) => [start, end]);
  return JSON.stringify([id, span.start, span.end, pieces, entityType, quote, conceptIds ?? null]);
}
