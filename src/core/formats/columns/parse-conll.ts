import type { Document, Passage } from '../../corpus/corpus.ts';
import { sentenceId } from '../../corpus/mention-id.ts';
import { createUniqueIds } from '../../corpus/unique-ids.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import { endsWithLineBreak, lineBreakOf } from '../../text/split-lines.ts';
import { ConllSentence } from './conll-sentence.ts';
import { DOCUMENT_START, edgeColumns, findTagColumn, type TagColumn } from './conll-columns.ts';
import { readAtOnce, type LineDocumentReader, type LineReaderOptions } from '../common/document-reader.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { parseIobTag, type IobTag } from './iob-tags.ts';
import { createTagScheme } from './tag-scheme.ts';
import { asCut } from '../common/cut-line.ts';

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
export function parseConll({ file, text }: SourceText): ParsedDocuments {
  return readAtOnce(text, () => createConllReader(file, {}));
}

export interface ConllReaderOptions extends Pick<LineReaderOptions, 'lineBreak'> {
  /** Found in the file's beginning; without it the first piece shows where the tags stand. */
  readonly tagColumn?: TagColumn | undefined;
}

/** Reads token columns line by line. */
export function createConllReader(
  file: string,
  { lineBreak, tagColumn: found }: ConllReaderOptions,
): LineDocumentReader {
  const scheme = createTagScheme();
  const sentence = new ConllSentence(scheme);
  const tagOf = createTagCache();
  const read: ReadDocument[] = [{ id: undefined, passages: [] }];
  const issues: DataIssue[] = [];
  let tagColumn = found;
  let lineCount = 0;
  let endsWhole = true;
  let unreadLine: DataIssue | undefined;

  const endSentence = (): void => {
    const passages = read[read.length - 1]?.passages ?? [];
    const passage = sentence.end(sentenceId(passages.length));
    if (passage) passages.push(passage);
  };

  const takeLine = (content: string, line: number, column: TagColumn): void => {
    if (content.trim() === '') {
      endSentence();
      return;
    }
    if (content.startsWith(DOCUMENT_START)) {
      endSentence();
      read.push({ id: /^-DOCSTART-[ \t]+\((.+)\)/u.exec(content)?.[1], passages: [] });
      return;
    }
    const { token, tagText } = readLine(content, column);
    const tag = tagOf(tagText);
    if (tag && token !== '') {
      sentence.addToken(token, tag, line);
      return;
    }
    sentence.interrupt();
    if (/^#\s/u.test(content)) return;
    const expected = 'a token and a tag such as O, B-Type or I-Type, separated by a tab or spaces';
    unreadLine = { code: 'malformed-line', severity: 'error', file, line, found: excerpt(content), expected };
    issues.push(unreadLine);
    sentence.lose(unreadLine);
  };

  return {
    get lineCount() {
      return lineCount;
    },
    take: (piece) => {
      const column = (tagColumn ??= findTagColumn(piece) ?? 'last');
      const ends = lineBreak ?? lineBreakOf(piece);
      const isPlain = column === 'last' && ends === '\n';
      sentence.startPiece(piece);
      for (let from = 0; from < piece.length;) {
        lineCount += 1;
        const tab = isPlain ? endOfToken(piece, from) : 0;
        if (tab > 0 && piece.charCodeAt(tab + 1) === LETTER_O && piece.charCodeAt(tab + 2) === LINE_FEED) {
          sentence.addOutside(from, tab, lineCount);
          from = tab + 3;
          continue;
        }
        const found = piece.indexOf(ends, from);
        const next = found === -1 ? piece.length : found;
        const to = ends === '\n' && next > from && piece.charCodeAt(next - 1) === CARRIAGE_RETURN ? next - 1 : next;
        const lastTab = tab > 0 && piece.charCodeAt(to - 1) !== TAB ? piece.lastIndexOf('\t', to) : -1;
        const tag = lastTab === -1 ? undefined : tagOf(piece.slice(lastTab + 1, to));
        if (from === to) endSentence();
        else if (tag) sentence.addInPlace({ start: from, end: tab, hasMoreCells: lastTab > tab }, tag, lineCount);
        else takeLine(piece.slice(from, to), lineCount, column);
        from = next + 1;
      }
      endsWhole = endsWithLineBreak(piece);
    },
    finish: () => {
      if (unreadLine?.line === lineCount && !endsWhole) {
        const cut = asCut(unreadLine, issues);
        sentence.loseInstead(cut);
      }
      endSentence();
      const { dialect, issues: ofTags } = scheme.finish(file);
      const documents = documentsOf(read, file);
      return { kind: 'read', parsed: { documents, issues: [...issues, ...ofTags], dialect } };
    },
  };
}

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const HYPHEN = 45;
const LETTER_D = 68;
const LETTER_O = 79;

/** Where a tab ends the first cell of the line; 0 where none does, and for lines that have to be looked at closely. */
function endOfToken(text: string, from: number): number {
  if (text.charCodeAt(from) === HYPHEN && text.charCodeAt(from + 1) === LETTER_D) return 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === TAB) return at === from ? 0 : at;
    if (code === LINE_FEED) return 0;
  }
  return 0;
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

function documentsOf(read: readonly ReadDocument[], source: string): Document[] {
  const hasStarts = read.length > 1;
  const uniqueId = createUniqueIds();
  return read.flatMap(({ id, passages }, index): Document[] => {
    // Sentences before the first -DOCSTART- are a document of their own; usually there are none.
    if (index === 0 && passages.length === 0) return [];
    if (!hasStarts) return [{ id: source, source, passages, boundaries: 'assumed' }];
    return [{ id: uniqueId(id ?? `${source}/${index}`), source, passages, boundaries: 'given' }];
  });
}

function readLine(content: string, tagColumn: TagColumn): { token: string; tagText: string } {
  const { first, last } = edgeColumns(content);
  if (last === undefined) return { token: content, tagText: '' };
  return tagColumn === 'last' ? { token: first, tagText: last } : { token: last, tagText: first };
}
