import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import type { Span } from '../text/span.ts';
import type { Corpus, Document, Mention, Passage } from './corpus.ts';
import { keepWholeRelations } from './whole-relations.ts';

/**
 * An answer quotes every mention. Of mentions within mentions without bound it would grow with the square of the text:
 * a file of 300 kB would ask for more than a string can hold. Nested corpora have a depth below ten.
 */
const MAX_DEPTH = 100;

/** UTF-16 units of a passage's quotes that are no matter: a short text may have many mentions at one place. */
const MIN_QUOTED = 1_000_000;

export interface CheckedCorpus {
  /** The same object where nothing was wrong. */
  readonly corpus: Corpus;
  readonly issues: readonly DataIssue[];
}

/**
 * Holds every mention against its passage: spans within the text and not empty, fragments in order and within their
 * hull, the quote equal to the text, all quotes together not many times the text; and every relation against the
 * mentions it is of. What fails is left out and listed.
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

function checkPassage(whole: Passage, document: Document, issues: DataIssue[]): Passage {
  const passage = withoutTooDeep(whole, document, issues);
  const faults = passage.mentions.map((mention) => findFault(mention, passage.text));
  if (faults.every((fault) => fault === undefined)) return passage;
  const gaps = [...(passage.gaps ?? [])];
  for (const [index, mention] of passage.mentions.entries()) {
    const fault = faults[index];
    if (!fault) continue;
    const { start, end } = mention.span;
    const found = `${mention.entityType} "${excerpt(mention.quote)}" at ${start}–${end} of ${passage.id}`;
    const place = { file: document.source, documentId: document.id, passageId: passage.id };
    const issue: DataIssue = { ...fault, severity: 'error', ...place, found };
    issues.push(issue);
    const isPlaced = isWithin(mention.span, { start: 0, end: passage.text.length });
    gaps.push({ kind: 'lost', issue, ...(isPlaced && { span: mention.span }) });
  }
  return { ...passage, mentions: passage.mentions.filter((_, index) => faults[index] === undefined), gaps };
}

/** The first mentions of a passage, up to where their quotes are too much. */
function withoutTooDeep(passage: Passage, document: Document, issues: DataIssue[]): Passage {
  const limit = Math.max(MIN_QUOTED, MAX_DEPTH * passage.text.length);
  let quoted = 0;
  const count = passage.mentions.findIndex(({ quote }) => (quoted += quote.length) > limit);
  if (count === -1) return passage;
  const issue: DataIssue = {
    code: 'mentions-within-mentions',
    severity: 'error',
    file: document.source,
    documentId: document.id,
    found: `${passage.mentions.length - count} of the ${passage.mentions.length} mentions of ${passage.id}`,
    expected: `at most ${MAX_DEPTH} mentions within one another`,
  };
  issues.push(issue);
  const gaps = [...(passage.gaps ?? []), { kind: 'lost', issue } as const];
  return { ...passage, mentions: passage.mentions.slice(0, count), gaps };
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
