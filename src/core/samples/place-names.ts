import type { Mention } from '../corpus/corpus.ts';
import { mentionId } from '../corpus/mention-id.ts';
import { foldCase } from '../text/fold-case.ts';
import type { Span } from '../text/span.ts';
import type { AnswerEntity } from './templates.ts';

/** How a name stands in the text, where it does not stand there as it is written, as whole words. */
export type NameRepair = 'within-word' | 'other-case';

/** A name whose place is another than its exact words as whole words. */
export interface RepairedName {
  readonly entity: AnswerEntity;
  /** One of `PlacedNames.mentions`. */
  readonly mention: Mention;
  readonly repair: NameRepair;
}

/** An entity that is named more often than it stands in the text. */
export interface RepeatedName {
  readonly entity: AnswerEntity;
  /** How often it is named. */
  readonly namedCount: number;
  /** How often it has a place: at least once. */
  readonly placedCount: number;
}

export interface PlacedNames {
  /** By start, then end; spans relative to `input`, quotes as the input has them. Ids are `m1`, `m2` … by the answer's order. */
  readonly mentions: readonly Mention[];
  /** Entities whose name stands nowhere in the input, in the answer's order. */
  readonly absent: readonly AnswerEntity[];
  /** Entities that are named more often than they stand, once each, in the answer's order. */
  readonly repeated: readonly RepeatedName[];
  /** In the answer's order. */
  readonly repaired: readonly RepairedName[];
}

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_]/u;

/** The order in which places are given away. */
const PASSES = [
  { exact: true, wholeWord: true },
  { exact: false, wholeWord: true },
  { exact: true, wholeWord: false },
  { exact: false, wholeWord: false },
] as const;

/**
 * Gives an answer's names their places: the n-th use of a name takes its n-th occurrence in the input. Whole words go
 * before parts of words ("lead" is not put into "leading" while a free "lead" or "Lead" stands in the text), and exact
 * occurrences before those in another case. Names may overlap other names, never themselves. Where a name has no free
 * occurrence left, another type of it takes one that the name has: a mention may have several types.
 */
export function placeNames(input: string, entities: readonly AnswerEntity[]): PlacedNames {
  if (entities.length === 0) return { mentions: [], absent: [], repeated: [], repaired: [] };
  let folded: string | undefined;
  const starts = entities.map(() => NOWHERE);
  const repairs = new Map<number, NameRepair>();
  let placedCount = 0;
  /** Starts already used, by folded name. */
  const taken = new Map<string, number[]>();

  for (const { exact, wholeWord } of PASSES) {
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
      if (!wholeWord) repairs.set(index, 'within-word');
      else if (!exact) repairs.set(index, 'other-case');
    }
  }
  if (placedCount < entities.length) shareTypes(entities, { starts, repairs });

  const mentions: Mention[] = [];
  const absent: AnswerEntity[] = [];
  const repaired: RepairedName[] = [];
  const without: AnswerEntity[] = [];
  for (const [index, entity] of entities.entries()) {
    const start = starts[index] ?? NOWHERE;
    if (start === NOWHERE) {
      if (taken.has(foldCase(entity.name))) without.push(entity);
      else absent.push(entity);
      continue;
    }
    const span = { start, end: start + entity.name.length };
    const quote = input.slice(span.start, span.end);
    const mention: Mention = { id: mentionId(index), span, entityType: entity.entity, quote };
    mentions.push(mention);
    const repair = repairs.get(index);
    if (repair !== undefined) repaired.push({ entity, mention, repair });
  }
  mentions.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  // A copy has no room for more: a list that grew has it for sixteen.
  return { mentions: mentions.slice(), absent, repeated: countRepeated(entities, without), repaired };
}

/** Gives entities without a place the places that other types of their name have, in the order of these. */
function shareTypes(
  entities: readonly AnswerEntity[],
  { starts, repairs }: { readonly starts: number[]; readonly repairs: Map<number, NameRepair> },
): void {
  /** Of each name: who has a place, by place, and which types are there. */
  const places = new Map<string, Map<number, { readonly first: number; readonly types: Set<string> }>>();
  for (const [index, { entity, name }] of entities.entries()) {
    const start = starts[index] ?? NOWHERE;
    if (start === NOWHERE) continue;
    const key = foldCase(name);
    const ofName = places.get(key) ?? new Map<number, { first: number; types: Set<string> }>();
    places.set(key, ofName.set(start, { first: index, types: new Set([entity]) }));
  }
  for (const [index, { entity, name }] of entities.entries()) {
    if (starts[index] !== NOWHERE) continue;
    for (const [start, { first, types }] of places.get(foldCase(name)) ?? []) {
      if (types.has(entity)) continue;
      types.add(entity);
      starts[index] = start;
      const repair = repairs.get(first);
      if (repair !== undefined) repairs.set(index, repair);
      break;
    }
  }
}

/** @param without those of the entities that found no place of their own, though their name has one */
function countRepeated(entities: readonly AnswerEntity[], without: readonly AnswerEntity[]): readonly RepeatedName[] {
  if (without.length === 0) return [];
  const keyOf = ({ entity, name }: AnswerEntity): string => JSON.stringify([entity, foldCase(name)]);
  const countBy = (list: readonly AnswerEntity[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const each of list) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
    return counts;
  };
  const named = countBy(entities);
  const lacking = countBy(without);
  const first = new Map(without.toReversed().map((each) => [keyOf(each), each]));
  return [...lacking].flatMap(([key, count]) => {
    const entity = first.get(key);
    const namedCount = named.get(key) ?? 0;
    return entity === undefined ? [] : [{ entity, namedCount, placedCount: namedCount - count }];
  });
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

/** The span with what of words reaches over its ends: of "ibu" in "ibuprofen", the whole word. */
export function wordsAround(text: string, { start, end }: Span): Span {
  let [from, to] = [start, end];
  while (isInsideWord(text, from)) from -= characterBefore(text, from).length;
  while (isInsideWord(text, to)) to += characterAt(text, to).length;
  return { start: from, end: to };
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
