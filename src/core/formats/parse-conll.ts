import { UNTYPED, type Document, type Mention, type Passage } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { endsWithLineBreak, forEachLine } from '../text/split-lines.ts';
import { DOCUMENT_START, edgeColumns, findTagColumn, type TagColumn } from './conll-columns.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import {
  findIllegalTransitions,
  findScheme,
  parseIobTag,
  readChunks,
  type IobScheme,
  type IobTag,
} from './iob-tags.ts';

interface Sentence {
  /** Index of the document it belongs to. */
  readonly documentIndex: number;
  readonly tokens: string[];
  readonly tags: IobTag[];
  /** 1-based line of each token. */
  readonly lines: number[];
  /** Most sentences of most corpora have no mention: their tags say nothing and are not looked at. */
  hasMention: boolean;
}

interface DocumentStart {
  /** As `-DOCSTART- (id)` names it. */
  readonly id: string | undefined;
}

/**
 * Token columns: one token a line, a blank line behind each sentence, the token in the first column and an IOB1,
 * IOB2, IOBES or BILOU tag in the last (or the other way round). Each sentence becomes a passage whose text is its
 * tokens joined by one space. Without `-DOCSTART-` lines the file is one document with assumed boundaries.
 */
export function parseConll(source: SourceText): ParsedDocuments {
  const { starts, sentences, issues } = readSentences(source);
  const tagged = sentences.filter(({ hasMention }) => hasMention);
  const scheme = findScheme(tagged.map(({ tags }) => tags));
  const passages: Passage[][] = starts.map(() => []);
  for (const sentence of sentences) {
    if (sentence.hasMention) issues.push(...transitionIssues(source.file, sentence, scheme));
    const owner = passages[sentence.documentIndex] ?? [];
    owner.push(buildPassage(sentence, owner.length + 1));
  }
  const hasStarts = starts.length > 1;
  const uniqueId = createUniqueIds();
  const documents = starts.flatMap(({ id }, index): Document[] => {
    const own = passages[index] ?? [];
    // Sentences before the first -DOCSTART- are a document of their own; usually there are none.
    if (index === 0 && own.length === 0) return [];
    if (!hasStarts) return [{ id: source.file, source: source.file, passages: own, boundaries: 'assumed' }];
    return [{ id: uniqueId(id ?? `${source.file}/${index}`), source: source.file, passages: own, boundaries: 'given' }];
  });
  return { documents, issues, dialect: describeDialect(scheme, tagged) };
}

function readSentences({ file, text }: SourceText) {
  const tagColumn = findTagColumn(text) ?? 'last';
  const issues: DataIssue[] = [];
  const sentences: Sentence[] = [];
  const starts: DocumentStart[] = [{ id: undefined }];
  const parseTag = createTagCache();
  let sentence: Sentence | undefined;
  let lastLine = 0;
  let unreadLine: DataIssue | undefined;

  forEachLine(text, (content, line) => {
    lastLine = line;
    if (content === '' || content.trim() === '') {
      sentence = undefined;
      return;
    }
    if (content.startsWith(DOCUMENT_START)) {
      sentence = undefined;
      starts.push({ id: /^-DOCSTART-[ \t]+\((.+)\)/u.exec(content)?.[1] });
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
    if (!sentence) {
      sentence = { documentIndex: starts.length - 1, tokens: [], tags: [], lines: [], hasMention: false };
      sentences.push(sentence);
    }
    sentence.tokens.push(token);
    sentence.tags.push(tag);
    sentence.lines.push(line);
    if (tag.prefix !== 'O') sentence.hasMention = true;
  });
  // A last line without its break that makes no sense is where the file was cut.
  if (unreadLine?.line === lastLine && !endsWithLineBreak(text)) {
    issues[issues.indexOf(unreadLine)] = { ...unreadLine, code: 'truncated-file' };
  }
  return { starts, sentences, issues };
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

function buildPassage({ tokens, tags, hasMention }: Sentence, number: number): Passage {
  const text = tokens.join(' ');
  const chunks = hasMention ? readChunks(tags) : [];
  if (chunks.length === 0) return { id: `s${number}`, kind: 'sentence', text, mentions: [] };
  const starts: number[] = [];
  let at = 0;
  for (const token of tokens) {
    starts.push(at);
    at += token.length + 1;
  }
  const mentions = chunks.map(({ first, last, entityType }, index): Mention => {
    const start = starts[first] ?? 0;
    const end = (starts[last] ?? 0) + (tokens[last]?.length ?? 0);
    return { id: `m${index + 1}`, span: { start, end }, entityType, quote: text.slice(start, end) };
  });
  return { id: `s${number}`, kind: 'sentence', text, mentions };
}

function transitionIssues(file: string, { tags, lines }: Sentence, scheme: IobScheme): DataIssue[] {
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

function describeDialect(scheme: IobScheme, tagged: readonly Sentence[]): string {
  const isUntyped = ({ tags }: Sentence) => tags.every((tag) => tag.prefix === 'O' || tag.entityType === UNTYPED);
  return tagged.length > 0 && tagged.every(isUntyped) ? `${scheme}, untyped` : scheme;
}
