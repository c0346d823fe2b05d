import { decodeHTML } from 'entities';
import type { Span } from '../../text/span.ts';

/** What spellings are taken for the same; each takes what those before it do. */
export type FoldLevel = 'signs' | 'greek' | 'case';

export const FOLD_LEVELS: readonly FoldLevel[] = ['signs', 'greek', 'case'];

/** Words for people about how a quote differs that was found only so. */
export const FOLD_NAMES: Readonly<Record<FoldLevel, string>> = {
  signs: 'it is spelled with other signs (accents, hyphens, quotation marks, blanks, references of HTML)',
  greek: 'Greek letters are written as words',
  case: 'capital and small letters differ',
};

/** A text with other spellings taken for one, and where each of its units stands in the text. */
export interface FoldedText {
  readonly folded: string;
  readonly toText: (span: Span) => Span;
}

const PIECE = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});|\s+|[^]/giu;
const HYPHEN = /[\p{Pd}\u2212\u00AD\u2043]/gu;
const QUOTE = /[\u2018\u2019\u201A\u201B\u2032\u02BC\u00B4`]/gu;
const DOUBLE_QUOTE = /[\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB]/gu;
const INVISIBLE = /[\u200B-\u200D\u2060\uFEFF]/gu;

const GREEK: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  ζ: 'zeta',
  η: 'eta',
  θ: 'theta',
  ι: 'iota',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  ν: 'nu',
  ξ: 'xi',
  ο: 'omicron',
  π: 'pi',
  ρ: 'rho',
  σ: 'sigma',
  ς: 'sigma',
  τ: 'tau',
  υ: 'upsilon',
  φ: 'phi',
  χ: 'chi',
  ψ: 'psi',
  ω: 'omega',
};
const GREEK_LETTER = /[α-ωΑ-Ω]/gu;
/** Of two names that begin alike the longer one first. */
const GREEK_NAME =
  /epsilon|omicron|upsilon|lambda|alpha|gamma|delta|theta|kappa|sigma|omega|beta|zeta|iota|eta|rho|tau|phi|chi|psi|mu|nu|xi|pi/gu;

/** Linear in the text's length. */
export function foldText(text: string, level: FoldLevel): FoldedText {
  const pieces: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    const folded = foldPiece(piece, level);
    pieces.push(folded);
    for (let unit = 0; unit < folded.length; unit += 1) {
      starts.push(index);
      ends.push(index + piece.length);
    }
  }
  const toText = ({ start, end }: Span): Span => ({ start: starts[start] ?? text.length, end: ends[end - 1] ?? 0 });
  return { folded: pieces.join(''), toText };
}

function foldPiece(piece: string, level: FoldLevel): string {
  const written = piece.length > 1 && piece.startsWith('&') ? decodeHTML(piece) : piece;
  if (/^\s+$/u.test(written)) return ' ';
  const signs = written
    .normalize('NFKD')
    .replace(HYPHEN, '-')
    .replace(QUOTE, "'")
    .replace(DOUBLE_QUOTE, '"')
    .replace(INVISIBLE, '');
  if (level === 'signs') return signs;
  const named = signs.replace(GREEK_LETTER, (letter) => GREEK[letter.toLowerCase()] ?? letter);
  return level === 'greek' ? named : named.toLowerCase();
}

/**
 * Whether a writer may have meant one by the other, where it is known that they stand at the same place: accents,
 * hyphens and blanks, case, Greek letters, their names and the Latin letters that stand for them make no difference.
 */
export function isSameLoosely(one: string, other: string): boolean {
  return loosely(one) === loosely(other);
}

function loosely(text: string): string {
  return foldText(text, 'case')
    .folded.replace(/\p{M}/gu, '')
    .replaceAll('ß', 'beta')
    .replace(GREEK_NAME, (name) => (name === 'mu' ? 'u' : name.slice(0, 1)))
    .replace(/[-\s]+/gu, ' ')
    .trim();
}
