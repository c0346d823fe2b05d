import { UNTYPED, type Document, type Passage } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { endsWithLineBreak, forEachLine } from '../text/split-lines.ts';
import { DOCUMENT_START, edgeColumns, findTagColumn, type TagColumn } from './conll-columns.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import { findIllegalTransitions, findScheme, parseIobTag, type IobScheme, type IobTag } from './iob-tags.ts';
import { buildTaggedPassage } from './tagged-passage.ts';

/** What is kept of a sentence with a mention until the whole file has shown its scheme. */
interface TaggedSentence {
  readonly tags: readonly IobTag[];
  /** 1-based line of each token. */
  readonly lines: readonly number[];
}

interface ReadDocument {
  /** As `-DOCSTART- (id)` names it. */
  readonly id: string | undefined;
  readonly passages: Passage[];
}

/**
 * Token columns: one token a line, a blank line behind each sentence, the token in the first column and an IOB1,
 * IOB2, IOBES or BILOU tag in the last (or the other way round). Each sentence becomes a passage whose text is its
 * tokens joined by one space. Without `-DOCSTART-` lines the file is one document with assumed boundaries.
 */
export function parseConll(source: SourceText): ParsedDocuments {
  const { read, tagged, issues } = readSentences(source);
  const scheme = findScheme(tagged.map(({ tags }) => tags));
  for (const sentence of tagged) issues.push(...transitionIssues(source.file, sentence, scheme));
  const hasStarts = read.length > 1;
  const uniqueId = createUniqueIds();
  const documents = read.flatMap(({ id, passages }, index): Document[] => {
    // Sentences before the first -DOCSTART- are a document of their own; usually there are none.
    if (index === 0 && passages.length === 0) return [];
    if (!hasStarts) return [{ id: source.file, source: source.file, passages, boundaries: 'assumed' }];
    return [{ id: uniqueId(id ?? `${source.file}/${index}`), source: source.file, passages, boundaries: 'given' }];
  });
  return { documents, issues, dialect: describeDialect(scheme, tagged) };
}

/** Each sentence becomes a passage as soon as it ends: a file's tokens together are many times its size. */
function readSentences({ file, text }: SourceText) {
  const tagColumn = findTagColumn(text) ?? 'last';
  const issues: DataIssue[] = [];
  const tagged: TaggedSentence[] = [];
  const read: ReadDocument[] = [{ id: undefined, passages: [] }];
  const parseTag = createTagCache();
  const tokens: string[] = [];
  let tags: IobTag[] = [];
  let lines: number[] = [];
  let lastLine = 0;
  let unreadLine: DataIssue | undefined;

  const endSentence = () => {
    if (tokens.length === 0) return;
    const passages = read[read.length - 1]?.passages ?? [];
    const isTagged = tags.some(({ prefix }) => prefix !== 'O');
    // Most sentences of most corpora have no mention: their tags say nothing more.
    passages.push(
      buildTaggedPassage(tokens, isTagged ? tags : [], { id: `s${passages.length + 1}`, kind: 'sentence' }),
    );
    if (isTagged) {
      tagged.push({ tags, lines });
      [tags, lines] = [[], []];
    } else tags.length = lines.length = 0;
    tokens.length = 0;
  };

  forEachLine(text, (content, line) => {
    lastLine = line;
    if (content === '' || content.trim() === '') {
      endSentence();
      return;
    }
    if (content.startsWith(DOCUMENT_START)) {
      endSentence();
      read.push({ id: /^-DOCSTART-[ \t]+\((.+)\)/u.exec(content)?.[1], passages: [] });
      return;
    }
    const { token, tagText } = readLine(content, tagColumn);
    const tag = parseTag(tagText);
    if (!tag || token === '') {
      if (/^#\s/u.test(content)) return;
      const expected = 'a token and a tag such as O, B-Type or I-Type, separated by a tab or spaces';
      unreadLine = { code: 'malformed-line', severity: 'error', file, line, found: excerpt(content), expected };
      issues.push(unreadLine);
      return;
    }
    tokens.push(token);
    tags.push(tag);
    lines.push(line);
  });
  endSentence();
  // A last line without its break that makes no sense is where the file was cut.
  if (unreadLine?.line === lastLine && !endsWithLineBreak(text)) {
    issues[issues.indexOf(unreadLine)] = { ...unreadLine, code: 'truncated-file' };
  }
  return { read, tagged, issues };
}

function readLine(content: string, tagColumn: TagColumn): { token: string; tagText: string } {
  const { first, last } = edgeColumns(content);
  if (last === undefined) return { token: content, tagText: '' };
  return tagColumn === 'last' ? { token: first, tagText: last } : { token: last, tagText: first };
}

/** A file has a million tags and a dozen different ones. */
function createTagCache(): (text: string) => IobTag | undefined {
  const known = new Map<string, IobTag | undefined>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found;
    const tag = parseIobTag(text);
    known.set(text, tag);
    return tag;
  };
}

/** @param tags of the tokens; none at all where they hold no mention */

function transitionIssues(file: string, { tags, lines }: TaggedSentence, scheme: IobScheme): DataIssue[] {
  return findIllegalTransitions(tags, scheme).map((index) => ({
    code: 'illegal-tag-transition',
    severity: 'warning',
    file,
    line: lines[Math.min(index, lines.length - 1)] ?? 1,
    found: `${showTag(tags[index])} after ${showTag(tags[index - 1])}`,
    expected: `a legal ${scheme} sequence; read as seqeval does by default`,
  }));
}

function showTag(tag: IobTag | undefined): string {
  if (tag === undefined) return 'the edge of the sentence';
  if (tag.prefix === 'O') return 'O';
  return tag.entityType === UNTYPED ? tag.prefix : `${tag.prefix}-${tag.entityType}`;
}

function describeDialect(scheme: IobScheme, tagged: readonly TaggedSentence[]): string {
  const isUntyped = ({ tags }: TaggedSentence) => tags.every((tag) => tag.prefix === 'O' || tag.entityType === UNTYPED);
  return tagged.length > 0 && tagged.every(isUntyped) ? `${scheme}, untyped` : scheme;
}
