import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import type { Span } from '../text/span.ts';
import type { Corpus, Document, Mention, Passage } from './corpus.ts';
import { keepWholeRelations } from './whole-relations.ts';

export interface CheckedCorpus {
  /** The same object where nothing was wrong. */
  readonly corpus: Corpus;
  readonly issues: readonly DataIssue[];
}

/**
 * Holds every mention against its passage: spans within the text and not empty, fragments in order and within their
 * hull, the quote equal to the text; and every relation against the mentions it is of. What fails is left out and listed.
 */
export function checkCorpus(corpus: Corpus): CheckedCorpus {
  const issues: DataIssue[] = [];
  const documents = corpus.documents.map((document) => {
    const passages = document.passages.map((passage) => checkPassage(passage, document, issues));
    const isSame = passages.every((passage, index) => passage === document.passages[index]);
    return keepWholeRelations(isSame ? document : { ...document, passages }, issues);
  });
  return issues.length === 0 ? { corpus, issues } : { corpus: { documents }, issues };
}

function checkPassage(passage: Passage, document: Document, issues: DataIssue[]): Passage {
  const faults = passage.mentions.map((mention) => findFault(mention, passage.text));
  if (faults.every((fault) => fault === undefined)) return passage;
  for (const [index, mention] of passage.mentions.entries()) {
    const fault = faults[index];
    if (!fault) continue;
    const { start, end } = mention.span;
    const found = `${mention.entityType} "${excerpt(mention.quote)}" at ${start}–${end} of ${passage.id}`;
    issues.push({ ...fault, severity: 'error', file: document.source, documentId: document.id, found });
  }
  return { ...passage, mentions: passage.mentions.filter((_, index) => faults[index] === undefined) };
}

function findFault(mention: Mention, text: string): Pick<DataIssue, 'code' | 'expected'> | undefined {
  const { span, fragments, quote } = mention;
  const pieces = fragments ?? [span];
  if (!isWithin(span, { start: 0, end: text.length }) || !areOrdered(pieces, span)) {
    return { code: 'offset-out-of-range', expected: `a span within the ${text.length} characters of the text` };
  }
  const standing = pieces.map(({ start, end }) => text.slice(start, end)).join(' ');
  return standing === quote
    ? undefined
    : { code: 'quote-mismatch', expected: `"${excerpt(standing)}", which stands there` };
}

function areOrdered(pieces: readonly Span[], hull: Span): boolean {
  return pieces.every((piece, index) => isWithin(piece, hull) && piece.start >= (pieces[index - 1]?.end ?? hull.start));
}

function isWithin({ start, end }: Span, outer: Span): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start < end && start >= outer.start && end <= outer.end;
}
