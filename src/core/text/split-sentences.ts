import type { Span } from './span.ts';

/** Before a full stop, these never end a sentence. */
const NEVER_LAST = new Set(
  (
    'e.g i.e cf viz vs fig figs tab eq eqs ref refs no nos nr suppl ca approx resp vol pp dr mr mrs ms prof st ' +
    'ver sect chap ed eds'
  ).split(' '),
);

/** These end a sentence only where a common opening word follows: "et al. We show", but "et al. J Biol Chem". */
const RARELY_LAST = new Set('al etc sp spp ssp subsp var cv inc ltd co corp jr sr dept univ est max'.split(' '));

const OPENING_WORDS = new Set(
  (
    'a after all although among an and as at because both but by conclusions despite due during each eight finally ' +
    'five for four from furthermore given here hence how however if in increasing interestingly it its many moreover ' +
    'most neither nine no none of on one only our overall patients results seven several she since six some such ten ' +
    'the their then there therefore these they this those three thus to treatment two under unlike using we what ' +
    'when whereas whether while with he his her background methods objective conclusion'
  ).split(' '),
);

/** A bracket that is not closed within this many characters is taken as a typing error. */
const BRACKET_REACH = 600;

/** "(+)-Nicotine", "(+/-)-PG-9", "(-)-propranolol": names that begin with their optical rotation. */
const CHIRAL_PREFIX = /\((?:[+\-−–±]|\+\/-|\+\/−)\)-/uy;

const OPENERS = '"\'“‘«([{';

/**
 * Finds the sentences of biomedical prose by rule: the same text gives the same spans on every machine. Spans are in
 * order, do not overlap, hold no white space at their edges and cover everything else.
 */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = [];
  const brackets = matchBrackets(text);
  let start = skipSpace(text, 0);
  const candidate = /(?<![.!?])[.!?]+["'”’»)\]}]*(?=\s)|\n[^\S\n]*\n/gu;
  for (const match of text.matchAll(candidate)) {
    if (match.index < start) continue;
    const isBlankLine = match[0].startsWith('\n');
    const end = isBlankLine ? match.index : match.index + match[0].length;
    if (!isBlankLine && !endsSentence(text, { start, end, mark: match.index, brackets })) continue;
    pushTrimmed(spans, text, { start, end });
    start = skipSpace(text, end);
  }
  pushTrimmed(spans, text, { start, end: text.length });
  return spans;
}

interface Candidate extends Span {
  /** Index of the first of the marks that may end the sentence. */
  readonly mark: number;
  readonly brackets: Brackets;
}

function endsSentence(text: string, candidate: Candidate): boolean {
  const { start, end, mark } = candidate;
  const next = nextWord(text, end);
  if (next === '') return true;
  if (isInsideBrackets(candidate)) return false;
  if (!canOpenSentence(next)) return false;
  if (text[mark] !== '.' || text[mark + 1] === '.') return true;

  const word = wordBefore(text, start, mark);
  // "1. The" at a sentence's start is a list number.
  if (/^(?:\d{1,2}|[ivx]{1,4})$/iu.test(word) && skipSpace(text, start) === mark - word.length) return false;
  const lower = word.toLowerCase();
  if (NEVER_LAST.has(lower)) return false;
  // "mmol/L. Dex" is a unit, no initial.
  if (text[mark - word.length - 1] === '/' && word.length === 1) return true;
  const isOpeningWord = OPENING_WORDS.has(next.toLowerCase());
  // "E. Coli", "J. Smith", "U.S. Navy"; but "vitamin E. The" and "hepatitis B. We".
  if (/^\p{Lu}$/u.test(word) || /^(?:\p{Lu}\.)+\p{Lu}$/u.test(word) || RARELY_LAST.has(lower)) return isOpeningWord;
  // "after 75 min. Hippocampal", but "min. 5 mg" and "min. dose".
  if (lower === 'min')
    return /(?:\d[^\p{L}]{0,12}|\/)min$/u.test(text.slice(Math.max(start, mark - 12), mark)) || isOpeningWord;
  // "i.v. Naloxone" is as likely one sentence as two; routes and schedules are followed by capitals at a new one only.
  if (/^(?:\p{Ll}\.)+\p{Ll}$/u.test(word)) return isOpeningWord || /^\p{Lu}\p{Ll}+$/u.test(next);
  return true;
}

/** A capital, a digit, a letter without case, or a lower-case word of a kind that names are written in (mRNA, p53, α-synuclein). */
function canOpenSentence(word: string): boolean {
  if (/^[\p{Lu}\p{Lt}\p{Lo}\p{N}]/u.test(word)) return true;
  if (/^\p{Script=Greek}/u.test(word)) return true;
  return /^\p{Ll}/u.test(word) && /[\p{Lu}\p{N}]/u.test(word);
}

function nextWord(text: string, from: number): string {
  let at = skipSpace(text, from);
  CHIRAL_PREFIX.lastIndex = at;
  at += CHIRAL_PREFIX.exec(text)?.[0].length ?? 0;
  while (at < text.length && OPENERS.includes(text.charAt(at))) at += 1;
  const word = /^[\p{L}\p{M}\p{N}_-]*/u.exec(text.slice(at, at + 60))?.[0] ?? '';
  // Nothing left is the end of the text; another mark ("± 3") continues the sentence.
  return word === '' && at < text.length ? '\u0000' : word;
}

function wordBefore(text: string, from: number, mark: number): string {
  let at = mark;
  while (at > from && /[^\s([{"'“‘/–—]/u.test(text.charAt(at - 1))) at -= 1;
  return text.slice(at, mark);
}

/** A mark within brackets ends nothing, except where the brackets hold the whole sentence: "(See below.) Then". */
function isInsideBrackets({ start, end, mark, brackets }: Candidate): boolean {
  const aroundSentence = start < mark && mark < end - 1 && brackets.closings.get(start) === end - 1 ? 1 : 0;
  return brackets.countAround(mark) > aroundSentence;
}

interface Brackets {
  /** Opening index to closing index. */
  readonly closings: ReadonlyMap<number, number>;
  /** How many pairs the character at `at`, no bracket itself, stands within. Ask from the text's beginning to its end. */
  countAround(at: number): number;
}

function matchBrackets(text: string): Brackets {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '(' || character === '[') open.push(at);
    else if (character === ')' || character === ']') {
      const opening = open.pop();
      if (opening !== undefined && at - opening <= BRACKET_REACH) closings.set(opening, at);
    }
  }
  const openings = Float64Array.from(closings.keys()).sort();
  // Pairs are found as they close: in order.
  const ends = Float64Array.from(closings.values());
  let [openCount, endCount] = [0, 0];
  const countAround = (at: number): number => {
    while ((openings[openCount] ?? Infinity) < at) openCount += 1;
    while ((ends[endCount] ?? Infinity) < at) endCount += 1;
    return openCount - endCount;
  };
  return { closings, countAround };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charAt(at))) at += 1;
  return at;
}

function pushTrimmed(spans: Span[], text: string, span: Span): void {
  const start = skipSpace(text, span.start);
  let end = span.end;
  while (end > start && isSpace(text.charAt(end - 1))) end -= 1;
  if (end > start) spans.push({ start, end });
}

function isSpace(character: string): boolean {
  return /\s/u.test(character);
}
