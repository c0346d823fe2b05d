import type { Mention } from '../corpus/corpus.ts';
import { mentionId } from '../corpus/mention-id.ts';
import { foldCase } from '../text/fold-case.ts';
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
  const starts = entities.map(() => NOWHERE);
  let placedCount = 0;
  /** Starts already used, by folded name. */
  const taken = new Map<string, number[]>();

  for (const exact of [true, false]) {
    for (const wholeWord of [true, false]) {
      // Nearly all names stand in the text as they are written; what follows is for the others.
      if (placedCount === entities.length) break;
      const text = exact ? input : (folded ??= foldCase(input));
      // What was passed over stays taken, or part of a word.
      const lookedUpTo = new Map<string, number>();
      for (const [index, { name }] of entities.entries()) {
        if (starts[index] !== NOWHERE || name === '') continue;
        const foldedName = foldCase(name);
        const needle = exact ? name : foldedName;
        const used = taken.get(foldedName) ?? [];
        const start = findFree(text, needle, { from: lookedUpTo.get(needle) ?? 0, wholeWord, used });
        lookedUpTo.set(needle, start === NOWHERE ? text.length : start + 1);
        if (start === NOWHERE) continue;
        if (used.push(start) === 1) taken.set(foldedName, used);
        starts[index] = start;
        placedCount += 1;
      }
    }
  }

  const mentions: Mention[] = [];
  const unplaced: AnswerEntity[] = [];
  for (const [index, entity] of entities.entries()) {
    const start = starts[index] ?? NOWHERE;
    if (start === NOWHERE) unplaced.push(entity);
    else {
      const span = { start, end: start + entity.name.length };
      mentions.push({
        id: mentionId(index),
        span,
        entityType: entity.entity,
        quote: input.slice(span.start, span.end),
      });
    }
  }
  mentions.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  // A copy has no room for more: a list that grew has it for sixteen.
  return { mentions: mentions.slice(), unplaced };
}

/** As `indexOf` has it. */
const NOWHERE = -1;

interface Search {
  readonly from: number;
  readonly wholeWord: boolean;
  readonly used: readonly number[];
}

function findFree(text: string, needle: string, { from, wholeWord, used }: Search): number {
  for (let at = text.indexOf(needle, from); at !== NOWHERE; at = text.indexOf(needle, at + 1)) {
    const isWanted = !wholeWord || !(isInsideWord(text, at) || isInsideWord(text, at + needle.length));
    if (isWanted && isFree(at, needle, used)) return at;
  }
  return NOWHERE;
}

/** Overlapping occurrences of one name ("aa" in "aaa") share characters and count once. */
function isFree(start: number, needle: string, used: readonly number[]): boolean {
  for (const other of used) {
    if (Math.abs(other - start) < needle.length) return false;
  }
  return true;
}

/** An edge inside a word has a word character on both of its sides. */
function isInsideWord(text: string, at: number): boolean {
  if (at === 0 || at === text.length) return false;
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
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
