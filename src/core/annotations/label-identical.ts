import type { Mention } from '../corpus/corpus.ts';
import { foldCase } from '../text/fold-case.ts';
import type { Span } from '../text/span.ts';
import { type EditOutcome, type MentionChange, type OpenPassage, refused } from './annotation-edit.ts';
import { freeMentionIds, quoteOf } from './put-mention.ts';
import { standMention } from './stand-mention.ts';
import { isCharacterBorder } from '../text/character-borders.ts';

export interface IdenticalOptions {
  readonly matchCase: boolean;
  /** No letter and no digit may stand right before or after. */
  readonly wholeWord: boolean;
}

export interface IdenticalCount {
  /** Places that would be labelled. */
  readonly toLabel: number;
  /** Places that have a mention already, of this or another type: they stay as they are. */
  readonly alreadyLabelled: number;
  readonly documents: number;
  readonly outcome: EditOutcome;
}

/**
 * Labels every further place of a mention's text in the passages, with its type and concept ids. A place that
 * overlaps a mention is left alone: the same word may well carry another label there, or be part of a longer name.
 */
export function labelIdentical(
  passages: readonly OpenPassage[],
  mention: Mention,
  options: IdenticalOptions,
): IdenticalCount {
  if (mention.fragments !== undefined) {
    return { toLabel: 0, alreadyLabelled: 0, documents: 0, outcome: refused('in-several-parts') };
  }
  const changes: MentionChange[] = [];
  const documents = new Set<string>();
  const find = createFinder(mention.quote, options);
  let alreadyLabelled = 0;
  for (const passage of passages) {
    const places = find(passage);
    if (places.length === 0) continue;
    const freeId = freeMentionIds(passage.mentions);
    for (const span of places) {
      if (passage.mentions.some((other) => other.span.start < span.end && span.start < other.span.end)) {
        alreadyLabelled += 1;
        continue;
      }
      const { entityType, conceptIds } = mention;
      const after = standMention(passage.text, { id: freeId([span]), entityType, conceptIds, pieces: [span] });
      changes.push({ passage: passage.ref, mentionId: after.id, before: undefined, after });
      documents.add(passage.ref.documentId);
    }
  }
  const toLabel = changes.length;
  const label = `Label ${toLabel} more ${quoteOf(mention)} ${mention.entityType}`;
  const outcome: EditOutcome = toLabel === 0 ? refused('no-other-place') : { kind: 'edit', edit: { label, changes } };
  return { toLabel, alreadyLabelled, documents: documents.size, outcome };
}

function createFinder(name: string, { matchCase, wholeWord }: IdenticalOptions): (passage: OpenPassage) => Span[] {
  const wanted = matchCase ? name : foldCase(name);
  return ({ text, within }) => {
    const searched = matchCase ? text : foldCase(text);
    const places: Span[] = [];
    let start = searched.indexOf(wanted, within.start);
    while (start !== -1 && start + wanted.length <= within.end) {
      const span = { start, end: start + wanted.length };
      const isPlace =
        isCharacterBorder(text, span.start) &&
        isCharacterBorder(text, span.end) &&
        (!wholeWord || isWholeWord(text, span));
      if (isPlace) places.push(span);
      start = searched.indexOf(wanted, isPlace ? span.end : start + 1);
    }
    return places;
  };
}

/** Looks at whole code points: an astral letter is a letter too. */
function isWholeWord(text: string, { start, end }: Span): boolean {
  const before = /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, start - 2), start));
  const after = /^[\p{L}\p{N}]/u.test(text.slice(end, end + 2));
  return !before && !after;
}
