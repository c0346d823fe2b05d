import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import { createOffsetIndex, type OffsetIndex } from '../../text/offset-index.ts';
import { ownString } from '../../text/own-string.ts';
import type { Span } from '../../text/span.ts';
import { endsWithLineBreak, forEachLine, type LineBreak } from '../../text/split-lines.ts';
import type { OffsetClaim } from '../offsets/offset-claims.ts';
import { asCut } from '../common/cut-line.ts';

/** `PMID|t|title` or `PMID|a|abstract`; the text may hold "|". */
export const PUBTATOR_TEXT_LINE = /^([^|\t]+)\|([ta])\|(.*)$/su;

/** A relation line's type and the concepts it is between. */
export interface PubtatorRelation {
  readonly relationType: string;
  readonly concepts: readonly [string, string];
}

/** A title, an abstract, and what is said of them. */
export class PubtatorBlock {
  readonly id: string;
  /** 1-based. */
  readonly line: number;
  title: string | undefined;
  abstract: string | undefined;
  readonly claims: PubtatorClaim[] = [];
  readonly relations: PubtatorRelation[] = [];
  /** Lines of it that make no sense. */
  readonly unread: DataIssue[] = [];
  #text: string | undefined;
  #index: OffsetIndex | undefined;

  constructor(id: string, line: number) {
    this.id = id;
    this.line = line;
  }

  /** What offsets count in; asked for only once the block is read, and only where something is wrong with it. */
  get text(): string {
    const title = this.title ?? '';
    return (this.#text ??= this.abstract === undefined ? title : `${title} ${this.abstract}`);
  }

  get index(): OffsetIndex {
    return (this.#index ??= createOffsetIndex(this.text));
  }

  /** UTF-16 units. */
  get titleEnd(): number {
    return this.title?.length ?? 0;
  }
}

/** A mention line, as the claim that it makes about its block's text. A file has hundreds of thousands of them. */
export class PubtatorClaim implements OffsetClaim {
  readonly block: PubtatorBlock;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly entityType: string;
  /** As the line has them; empty where there are none. */
  readonly ids: string;

  constructor(block: PubtatorBlock, line: number, cells: MentionScanner) {
    this.block = block;
    this.line = line;
    this.start = cells.start;
    this.end = cells.end;
    this.quote = cells.quote;
    this.entityType = cells.entityType;
    this.ids = cells.ids;
  }

  get pieces(): readonly [Span] {
    return [{ start: this.start, end: this.end }];
  }

  get text(): string {
    return this.block.text;
  }

  get index(): OffsetIndex {
    return this.block.index;
  }
}

export interface PubtatorBlocks {
  /** Whole lines that follow those taken before. */
  take(piece: string, lineBreak?: LineBreak): void;
  finish(): PubtatorRemarks;
  readonly lineCount: number;
}

/** What a file has besides its blocks. */
export interface PubtatorRemarks {
  /** Of lines that make no sense. */
  readonly issues: readonly DataIssue[];
  /** Relation lines with a fifth column. */
  readonly noveltyCount: number;
  /** Mentions with a seventh column. */
  readonly partsCount: number;
}

export interface BlockSink {
  /** Behind a block's last line, but for mention lines that come later: `findBlock` is asked about these. */
  readonly onBlock: (block: PubtatorBlock) => void;
  /** The last block of that id; undefined where there was none. Of one that is settled nothing can be kept. */
  readonly findBlock: (id: string) => PubtatorBlock | 'settled' | undefined;
}

/** Reads lines into blocks. Lists of a composite mention's parts are counted only. */
export function createPubtatorBlocks(file: string, { onBlock, findBlock }: BlockSink): PubtatorBlocks {
  const issues: DataIssue[] = [];
  const scanner = new MentionScanner();
  let noveltyCount = 0;
  let partsCount = 0;
  let current: PubtatorBlock | undefined;
  let lineCount = 0;
  let endsWhole = true;
  let unreadLine: DataIssue | undefined;

  const readTextLine = (content: string, line: number): boolean => {
    const [, id, part, body] = PUBTATOR_TEXT_LINE.exec(content) ?? [];
    if (id === undefined || body === undefined) return false;
    if (part === 't' || current?.id !== id || current.abstract !== undefined) {
      if (current) onBlock(current);
      current = new PubtatorBlock(ownString(id), line);
    }
    if (part === 't') current.title = ownString(body);
    else current.abstract = ownString(body);
    return true;
  };

  const ownerOf = (documentId: string, content: string, line: number): PubtatorBlock | 'settled' | undefined => {
    const owner = current?.id === documentId ? current : findBlock(documentId);
    if (owner === undefined) {
      const expected = `a title line "${excerpt(documentId)}|t|…" before it`;
      issues.push({ code: 'unknown-document', severity: 'error', file, line, found: excerpt(content), expected });
    }
    return owner;
  };

  const readOtherLine = (content: string, line: number): void => {
    const cells = content.split('\t');
    const [documentId = '', type = ''] = cells;
    if (!scanner.scan(content, documentId.length + 1, content.length)) {
      if (isRelation(cells.length, type)) {
        const owner = ownerOf(documentId, content, line);
        const [, , first = '', second = '', novelty = ''] = cells;
        if (typeof owner === 'object') owner.relations.push({ relationType: type, concepts: [first, second] });
        if (novelty !== '') noveltyCount += 1;
        return;
      }
      const expected = 'PMID|t|title, PMID|a|abstract, or PMID, start, end, text, type and id separated by tabs';
      unreadLine = { code: 'malformed-line', severity: 'error', file, line, found: excerpt(content), expected };
      issues.push(unreadLine);
      const owner = current?.id === documentId ? current : findBlock(documentId);
      // A line that names no document of the file is counted to the one it stands in.
      const block = owner ?? current;
      if (typeof block === 'object') block.unread.push(unreadLine);
      return;
    }
    const owner = ownerOf(documentId, content, line);
    if (typeof owner === 'object') {
      owner.claims.push(new PubtatorClaim(owner, line, scanner));
      if (scanner.hasParts) partsCount += 1;
    }
  };

  return {
    get lineCount() {
      return lineCount;
    },
    take: (piece, lineBreak) => {
      const before = lineCount;
      lineCount += forEachLine(
        piece,
        (from, to, lineInPiece) => {
          if (from === to) return;
          const line = before + lineInPiece;
          // Nearly all lines are mentions of the block they stand in; no string is made of these.
          if (current !== undefined && piece.startsWith(current.id, from)) {
            const idEnd = from + current.id.length;
            if (piece.charCodeAt(idEnd) === TAB) {
              if (scanner.scan(piece, idEnd + 1, to)) {
                current.claims.push(new PubtatorClaim(current, line, scanner));
                if (scanner.hasParts) partsCount += 1;
              } else readOtherLine(piece.slice(from, to), line);
              return;
            }
          }
          const content = piece.slice(from, to);
          if (content.trim() !== '' && !readTextLine(content, line)) readOtherLine(content, line);
        },
        lineBreak,
      );
      endsWhole = endsWithLineBreak(piece);
    },
    finish: () => {
      if (unreadLine?.line === lineCount && !endsWhole) {
        const cut = asCut(unreadLine, issues);
        if (current?.unread.at(-1) === unreadLine) current.unread[current.unread.length - 1] = cut;
      }
      if (current) onBlock(current);
      return { issues, noveltyCount, partsCount };
    },
  };
}

/** `PMID`, relation type, two concept ids and perhaps a novelty. A number at the type is a mention cut off. */
function isRelation(cellCount: number, type: string): boolean {
  return (cellCount === 4 || cellCount === 5) && !/^\d*$/u.test(type);
}

const TAB = 9;
const DIGIT_0 = 48;
const MAX_DIGITS = 9;

/** The cells of one mention line after the other. */
class MentionScanner {
  start = 0;
  end = 0;
  quote = '';
  entityType = '';
  ids = '';
  /** A seventh column with something in it: some writers end each line with a tab. */
  hasParts = false;
  /** One string for all that are equal: types and identifiers come in thousands of copies. */
  readonly #known = new Map<string, string>();

  /**
   * Reads start, end, text, type and, where a tagger has one, the identifier from `[from, to)`, the part of a line
   * behind its document's id. False where these are no cells of a mention.
   */
  scan(text: string, from: number, to: number): boolean {
    const startEnd = endOfCell(text, from, to);
    this.start = numberIn(text, from, startEnd);
    if (this.start < 0 || startEnd >= to) return false;
    const endEnd = endOfCell(text, startEnd + 1, to);
    this.end = numberIn(text, startEnd + 1, endEnd);
    if (this.end < 0 || endEnd >= to) return false;
    const quoteEnd = endOfCell(text, endEnd + 1, to);
    if (quoteEnd >= to) return false;
    const typeEnd = endOfCell(text, quoteEnd + 1, to);
    this.entityType = this.#share(text.slice(quoteEnd + 1, typeEnd));
    if (this.entityType.trim() === '') return false;
    this.quote = text.slice(endEnd + 1, quoteEnd);
    const idsEnd = endOfCell(text, typeEnd + 1, to);
    this.ids = typeEnd < to ? this.#share(text.slice(typeEnd + 1, idsEnd)) : '';
    this.hasParts = idsEnd < to && endOfCell(text, idsEnd + 1, to) > idsEnd + 1;
    return true;
  }

  #share(text: string): string {
    const found = this.#known.get(text);
    if (found !== undefined) return found;
    const own = ownString(text);
    this.#known.set(own, own);
    return own;
  }
}

/** Index of the tab that ends a cell, or the line's end. */
function endOfCell(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === TAB) return at;
  return to;
}

/** A whole number of one to nine digits; -1 for anything else. */
function numberIn(text: string, from: number, to: number): number {
  if (to <= from || to - from > MAX_DIGITS) return -1;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - DIGIT_0;
    if (digit < 0 || digit > 9) return -1;
    number = 10 * number + digit;
  }
  return number;
}
