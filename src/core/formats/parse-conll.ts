import { UNTYPED, type Document, type Mention, type Passage } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { endsWithLineBreak, splitLines } from '../text/split-lines.ts';
import { DOCUMENT_START, findTagColumn, splitColumns, type TagColumn } from './conll-columns.ts';
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
  const scheme = findScheme(sentences.map(({ tags }) => tags));
  const passages: Passage[][] = starts.map(() => []);
  for (const sentence of sentences) {
    issues.push(...transitionIssues(source.file, sentence, scheme));
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
  return { documents, issues, dialect: describeDialect(scheme, sentences) };
}

function readSentences({ file, text }: SourceText) {
  const lines = splitLines(text);
  const tagColumn = findTagColumn(lines) ?? 'last';
  const issues: DataIssue[] = [];
  const sentences: Sentence[] = [];
  const starts: DocumentStart[] = [{ id: undefined }];
  const parseTag = createTagCache();
  let sentence: Sentence | undefined;

  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    if (content.trim() === '') {
      sentence = undefined;
      continue;
    }
    if (content.startsWith(DOCUMENT_START)) {
      sentence = undefined;
      starts.push({ id: /^-DOCSTART-[ \t]+\((.+)\)/u.exec(content)?.[1] });
      continue;
    }
    const { token, tagText } = readLine(content, tagColumn);
    const tag = parseTag(tagText);
    if (!tag || token === '') {
      if (/^#\s/u.test(content)) continue;
      const isCut = line === lines.length && !endsWithLineBreak(text);
      const expected = 'a token and a tag such as O, B-Type or I-Type, separated by a tab or spaces';
      const code = isCut ? 'truncated-file' : 'malformed-line';
      issues.push({ code, severity: 'error', file, line, found: excerpt(content), expected });
      continue;
    }
    if (!sentence) {
      sentence = { documentIndex: starts.length - 1, tokens: [], tags: [], lines: [] };
      sentences.push(sentence);
    }
    sentence.tokens.push(token);
    sentence.tags.push(tag);
    sentence.lines.push(line);
  }
  return { starts, sentences, issues };
}

function readLine(content: string, tagColumn: TagColumn): { token: string; tagText: string } {
  const cells = splitColumns(content);
  if (cells.length < 2) return { token: content, tagText: '' };
  const first = cells[0] ?? '';
  const last = cells[cells.length - 1] ?? '';
  return tagColumn === 'last' ? { token: first, tagText: last } : { token: last, tagText: first };
}

/** A file has a million tags and a dozen different ones. */
function createTagCache(): (text: string) => IobTag | undefined {
  const known = new Map<string, IobTag | undefined>();
  return (text) => {
    if (!known.has(text)) known.set(text, parseIobTag(text));
    return known.get(text);
  };
}

function buildPassage({ tokens, tags }: Sentence, number: number): Passage {
  const text = tokens.join(' ');
  const chunks = readChunks(tags);
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

function describeDialect(scheme: IobScheme, sentences: readonly Sentence[]): string {
  const tagged = sentences.flatMap(({ tags }) => tags.filter(({ prefix }) => prefix !== 'O'));
  const isUntyped = tagged.length > 0 && tagged.every((tag) => tag.prefix !== 'O' && tag.entityType === UNTYPED);
  return isUntyped ? `${scheme}, untyped` : scheme;
}
