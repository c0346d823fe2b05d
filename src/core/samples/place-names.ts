import type { Mention } from '../corpus/corpus.ts';
import { foldCase } from '../text/fold-case.ts';
import type { Span } from '../text/span.ts';
import type { AnswerEntity } from './templates.ts';

export interface PlacedNames {
  /** By start, then end; spans relative to `input`, quotes as the input has them. Ids are `m1`, `m2` … by the answer's order. */
  readonly mentions: readonly Mention[];
  /** Entities whose name has no free occurrence in the input, in the answer's order. */
  readonly unplaced: readonly AnswerEntity[];
}

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_]/u;

/**
 * Gives an answer's names their places: the n-th use of a name takes its n-th occurrence in the input, exact
 * occurrences first, then case-insensitive ones. Whole words go before parts of words ("lead" is not put into
 * "leading" while a free "lead" stands in the text). Names may overlap other names, never themselves.
 */
export function placeNames(input: string, entities: readonly AnswerEntity[]): PlacedNames {
  if (entities.length === 0) return { mentions: [], unplaced: [] };
  let folded: string | undefined;
  const places = new Map<number, Span>();
  /** Starts already used, by folded name. */
  const taken = new Map<string, Set<number>>();
  const occurrences = new Map<string, Occurrences>();

  for (const exact of [true, false]) {
    for (const wholeWord of [true, false]) {
      // Nearly all names stand in the text as they are written; what follows is for the others.
      if (places.size === entities.length) break;
      for (const [index, { name }] of entities.entries()) {
        if (places.has(index) || name === '') continue;
        const needle = exact ? name : foldCase(name);
        const key = `${exact ? 'exact' : 'folded'} ${needle}`;
        const found = occurrences.get(key) ?? findOccurrences(exact ? input : (folded ??= foldCase(input)), needle);
        occurrences.set(key, found);
        const foldedName = foldCase(name);
        const used = taken.get(foldedName) ?? new Set<number>();
        taken.set(foldedName, used);
        const start = (wholeWord ? found.wholeWords : found.all).find((candidate) => isFree(candidate, needle, used));
        if (start === undefined) continue;
        used.add(start);
        places.set(index, { start, end: start + needle.length });
      }
    }
  }

  const mentions: Mention[] = [];
  const unplaced: AnswerEntity[] = [];
  for (const [index, entity] of entities.entries()) {
    const span = places.get(index);
    if (span === undefined) unplaced.push(entity);
    else {
      const quote = input.slice(span.start, span.end);
      mentions.push({ id: `m${index + 1}`, span, entityType: entity.entity, quote });
    }
  }
  mentions.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { mentions, unplaced };
}

interface Occurrences {
  readonly wholeWords: readonly number[];
  readonly all: readonly number[];
}

function findOccurrences(text: string, needle: string): Occurrences {
  const all: number[] = [];
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + 1)) all.push(at);
  return { all, wholeWords: all.filter((at) => isWholeWord(text, { start: at, end: at + needle.length })) };
}

/** Overlapping occurrences of one name ("aa" in "aaa") share characters and count once. */
function isFree(start: number, needle: string, used: ReadonlySet<number>): boolean {
  for (const other of used) {
    if (Math.abs(other - start) < needle.length) return false;
  }
  return true;
}

/** An edge inside a word has a word character on both of its sides. */
function isWholeWord(text: string, span: Span): boolean {
  return !isInsideWord(text, span.start) && !isInsideWord(text, span.end);
}

function isInsideWord(text: string, at: number): boolean {
  if (at === 0 || at === text.length) return false;
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  if (before < 0x80 && after < 0x80) return isAsciiWord(before) && isAsciiWord(after);
  return WORD_CHARACTER.test(characterBefore(text, at)) && WORD_CHARACTER.test(characterAt(text, at));
}

function isAsciiWord(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return isDigit || isLetter || code === 0x5f;
}

function characterAt(text: string, at: number): string {
  const codePoint = text.codePointAt(at);
  return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
}

function characterBefore(text: string, at: number): string {
  const isLowSurrogate = (text.charCodeAt(at - 1) & 0xfc00) === 0xdc00;
  return characterAt(text, isLowSurrogate && at > 1 ? at - 2 : at - 1);
}
