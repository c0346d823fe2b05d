import type { AnnotationGap, Passage } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import type { Span } from '../../text/span.ts';
import { OUTSIDE, type IobTag } from './iob-tags.ts';
import { lostBy, withGaps } from '../common/no-mentions.ts';
import { buildTaggedPassage, mentionsOf } from './tagged-passage.ts';
import type { TagScheme } from './tag-scheme.ts';

/** Where a token stands in the piece, and whether its tag is not the next cell. */
interface PlacedToken extends Span {
  readonly hasMoreCells: boolean;
}

/**
 * The tokens of one sentence after the other. Where all its lines stand behind one another in one piece of the file,
 * the sentence is cut out of that as a whole: a string for each token would be most of what a file costs.
 */
export class ConllSentence {
  readonly #scheme: TagScheme;
  #count = 0;
  #isTagged = false;
  /** Every line is a token, a tab and an O. */
  #isBare = true;
  /** No line has cells between the token and the tag. */
  #hasTwoColumns = true;
  #piece = '';
  /** False once the tokens had to be cut out one by one. */
  #isInPlace = true;
  // Of the first `#count` tokens; never made shorter, which would give their memory back and ask for it again.
  readonly #tags: IobTag[] = [];
  readonly #lines: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #tokens: string[] = [];
  #gaps: AnnotationGap[] = [];

  /** @param scheme learns the tags of each sentence that has a mention */
  constructor(scheme: TagScheme) {
    this.#scheme = scheme;
  }

  /** Tokens of a piece before have to be cut out of that while it is there. */
  startPiece(piece: string): void {
    this.#cutTokens();
    this.#piece = piece;
  }

  /** A token outside of mentions at `[start, end)` of the piece, with a tab behind it, in a line that LF ends. */
  addOutside(start: number, end: number, line: number): void {
    if (this.#isInPlace) {
      this.#starts[this.#count] = start;
      this.#ends[this.#count] = end;
    } else this.#tokens[this.#count] = this.#piece.slice(start, end);
    this.#tags[this.#count] = OUTSIDE;
    this.#lines[this.#count] = line;
    this.#count += 1;
  }

  /** The same with any tag; the piece's end may be the line's. */
  addInPlace({ start, end, hasMoreCells }: PlacedToken, tag: IobTag, line: number): void {
    this.#isBare = false;
    if (hasMoreCells) this.#hasTwoColumns = false;
    if (this.#isInPlace) {
      this.#starts[this.#count] = start;
      this.#ends[this.#count] = end;
    } else this.#tokens[this.#count] = this.#piece.slice(start, end);
    this.#addTag(tag, line);
  }

  addToken(token: string, tag: IobTag, line: number): void {
    this.#cutTokens();
    this.#tokens[this.#count] = token;
    this.#addTag(tag, line);
  }

  /** Before a line that is no token: those before it and behind it make one sentence all the same. */
  interrupt(): void {
    this.#cutTokens();
  }

  /** A line of the sentence could not be read. */
  lose(issue: DataIssue): void {
    this.#gaps.push(lostBy(issue));
  }

  /** The last line that could not be read is to be listed otherwise. */
  loseInstead(issue: DataIssue): void {
    this.#gaps.pop();
    this.lose(issue);
  }

  /** The sentence as a passage; undefined where there is none. The next token begins another. */
  end(id: string): Passage | undefined {
    if (this.#count === 0) {
      if (this.#gaps.length > 0) this.#gaps = [];
      return undefined;
    }
    // Most sentences of most corpora have no mention: their tags say nothing more.
    const tags = this.#isTagged ? this.#tags.slice(0, this.#count) : [];
    const passage = withGaps(this.#build(id, tags), this.#gaps);
    if (this.#gaps.length > 0) this.#gaps = [];
    if (this.#isTagged) this.#scheme.add(tags, this.#lines);
    this.#count = 0;
    this.#isTagged = false;
    this.#isBare = true;
    this.#hasTwoColumns = true;
    this.#isInPlace = true;
    return passage;
  }

  #build(id: string, tags: readonly IobTag[]): Passage {
    if (!this.#isInPlace) {
      return buildTaggedPassage(this.#tokens.slice(0, this.#count), tags, { id, kind: 'sentence' });
    }
    const first = this.#starts[0] ?? 0;
    const written = this.#piece.slice(first, this.#ends[this.#count - 1]);
    // Nearly all lines end so, and a plain string is replaced many times faster than any pattern. Of a line with more
    // cells it would be but the last one, and the others would run on into the next line.
    const lines = this.#hasTwoColumns ? written.replace(BARE_OUTSIDE, ' ') : written;
    const text = this.#isBare ? lines : lines.replace(BETWEEN_TOKENS, ' ');
    const mentions = tags.length === 0 ? [] : mentionsOf(text, tags, this.#placesInText());
    return { id, kind: 'sentence', text, mentions };
  }

  /** Where tokens stand once one blank stands between them: said of one token after another, in their order. */
  #placesInText(): (index: number) => Span {
    let next = 0;
    let at = 0;
    return (index) => {
      for (; next < index; next += 1) at += this.#lengthOf(next) + 1;
      return { start: at, end: at + this.#lengthOf(index) };
    };
  }

  #lengthOf(index: number): number {
    return (this.#ends[index] ?? 0) - (this.#starts[index] ?? 0);
  }

  #addTag(tag: IobTag, line: number): void {
    if (tag.prefix !== 'O') this.#isTagged = true;
    this.#tags[this.#count] = tag;
    this.#lines[this.#count] = line;
    this.#count += 1;
  }

  #cutTokens(): void {
    if (!this.#isInPlace) return;
    this.#isInPlace = false;
    for (let index = 0; index < this.#count; index += 1) {
      this.#tokens[index] = this.#piece.slice(this.#starts[index], this.#ends[index]);
    }
  }
}

const BARE_OUTSIDE = /\tO\n/g;
/** The cells behind a token, and the line's end; the text ends with a token and has no tab behind it. */
const BETWEEN_TOKENS = /\t[^\n]*\n?/g;
