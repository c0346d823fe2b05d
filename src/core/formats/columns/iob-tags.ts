import { UNTYPED, type EntityType } from '../../corpus/corpus.ts';

/** A tag of any of the family: BILOU's L and U are IOBES's E and S. */
export type IobTag =
  { readonly prefix: 'O' } | { readonly prefix: 'B' | 'I' | 'E' | 'S'; readonly entityType: EntityType };

/** The tag of a token outside any mention. */
export const OUTSIDE: IobTag = { prefix: 'O' };

export type IobScheme = 'IOB1' | 'IOB2' | 'IOBES';

/** Token indices, both inclusive. */
export interface TagChunk {
  readonly first: number;
  readonly last: number;
  readonly entityType: EntityType;
}

const TAG = /^([BIESLU])(?:[-_](.*))?$/isu;

const PREFIXES: Readonly<Record<string, 'B' | 'I' | 'E' | 'S'>> = { B: 'B', I: 'I', E: 'E', S: 'S', L: 'E', U: 'S' };

/** "B-Disease", "b_Disease", "S", "O" …; undefined for what is no tag. The type begins behind the first "-" or "_". */
export function parseIobTag(text: string): IobTag | undefined {
  if (text === 'O' || text === 'o') return OUTSIDE;
  const match = TAG.exec(text);
  if (!match) return undefined;
  const entityType = match[2] === undefined || match[2] === '' ? UNTYPED : match[2];
  const prefix = PREFIXES[(match[1] ?? '').toUpperCase()];
  return prefix && { prefix, entityType };
}

/**
 * Chunks as seqeval reads them by default (and conlleval): a chunk starts at B and S, at I or E after O, E or S, and
 * at any change of type; so an I that no B opens starts a chunk.
 */
export function readChunks(tags: readonly IobTag[]): TagChunk[] {
  const chunks: TagChunk[] = [];
  /** Where the open chunk starts; -1 while there is none. */
  let first = -1;
  let openType: EntityType = UNTYPED;
  const closeBefore = (index: number): void => {
    if (first !== -1) chunks.push({ first, last: index - 1, entityType: openType });
    first = -1;
  };
  for (let index = 0; index < tags.length; index += 1) {
    const tag = tags[index];
    if (tag === undefined || tag.prefix === 'O') {
      closeBefore(index);
      continue;
    }
    const continues = first !== -1 && openType === tag.entityType && (tag.prefix === 'I' || tag.prefix === 'E');
    if (!continues) {
      closeBefore(index);
      first = index;
      openType = tag.entityType;
    }
    if (tag.prefix === 'E' || tag.prefix === 'S') closeBefore(index + 1);
  }
  closeBefore(tags.length);
  return chunks;
}

/** Undefined stands for the edge of a sentence. */
export function isLegalTransition(
  before: IobTag | undefined,
  tag: IobTag | undefined,
  scheme: 'IOB2' | 'IOBES',
): boolean {
  const isInside = tag?.prefix === 'I' || tag?.prefix === 'E';
  if (scheme === 'IOB2') return !isInside || typeOf(before) === typeOf(tag);
  const isOpen = before?.prefix === 'B' || before?.prefix === 'I';
  return isOpen ? isInside && typeOf(before) === typeOf(tag) : !isInside;
}

function typeOf(tag: IobTag | undefined): EntityType | undefined {
  return tag === undefined || tag.prefix === 'O' ? undefined : tag.entityType;
}
