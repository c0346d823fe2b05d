import type { AnnotationGap, Document, Passage } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';

/** What it says of a text that nothing in it is marked: that nobody annotated it, or that it holds no entity. */
export type NoMentions = 'unannotated' | 'negative';

/** The gaps of a text that nobody annotated. One list for all, because a plain text has thousands of passages. */
export const UNANNOTATED: readonly AnnotationGap[] = [{ kind: 'unannotated' }];

/** Something that was annotated and could not be read, anywhere in the text. */
export function lostBy(issue: DataIssue): AnnotationGap {
  return { kind: 'lost', issue };
}

/** A passage with these gaps besides its own; the same object where there are none. */
export function withGaps(passage: Passage, gaps: readonly AnnotationGap[]): Passage {
  if (gaps.length === 0) return passage;
  return { ...passage, gaps: [...(passage.gaps ?? []), ...gaps] };
}

/**
 * For formats whose texts say nothing of their own about whether somebody annotated them: a document without mentions
 * is a negative among others that have some, and a file without any mention is one that nobody annotated. A row that
 * brings its own answer says it with that.
 *
 * @param isAnyClaimed whether the file says of a single mention, readable or not
 */
export function unannotatedWithoutAny(documents: readonly Document[], isAnyClaimed: boolean): readonly Document[] {
  return isAnyClaimed
    ? documents
    : mapPassages(documents, (passage) => (isBare(passage) ? unannotated(passage) : passage));
}

/** Documents read as a person says that texts without mentions are meant. What was lost stays lost. */
export function withNoMentionsAs(documents: readonly Document[], meaning: NoMentions | undefined): readonly Document[] {
  switch (meaning) {
    case undefined:
      return documents;
    case 'unannotated':
      return mapPassages(documents, (passage) => {
        const saysNothing = passage.mentions.length === 0 && passage.gaps === undefined && !hasAnswer(passage);
        return saysNothing ? unannotated(passage) : passage;
      });
    case 'negative':
      return mapPassages(documents, annotated);
    default:
      return meaning satisfies never;
  }
}

/** A row's own answer that names something says that somebody annotated it. */
function hasAnswer({ given }: Passage): boolean {
  return given !== undefined && !/^\s*(?:\[\s*\]\s*)?$/u.test(given.answer);
}

function isBare({ mentions, gaps, given }: Passage): boolean {
  return mentions.length === 0 && gaps === undefined && given === undefined;
}

function unannotated(passage: Passage): Passage {
  return { ...passage, gaps: UNANNOTATED };
}

function annotated(passage: Passage): Passage {
  if (passage.gaps === undefined) return passage;
  const { gaps, ...rest } = passage;
  const others = gaps.filter(({ kind }) => kind !== 'unannotated');
  if (others.length === gaps.length) return passage;
  return others.length === 0 ? rest : { ...rest, gaps: others };
}

function mapPassages(documents: readonly Document[], change: (passage: Passage) => Passage): readonly Document[] {
  return documents.map((document) => ({ ...document, passages: document.passages.map(change) }));
}
