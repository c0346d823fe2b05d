import { UNTYPED, type EntityType } from '../corpus/corpus.ts';

/** A tag of any of the family: BILOU's L and U are IOBES's E and S. */
export type IobTag =
  { readonly prefix: 'O' } | { readonly prefix: 'B' | 'I' | 'E' | 'S'; readonly entityType: EntityType };

/** Of every token that is no part of a mention. */
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
  let open: TagChunk | undefined;
  const close = () => {
    if (open) chunks.push(open);
    open = undefined;
  };
  for (const [index, tag] of tags.entries()) {
    if (tag.prefix === 'O') {
      close();
      continue;
    }
    const continues = open?.entityType === tag.entityType && (tag.prefix === 'I' || tag.prefix === 'E');
    const first = continues && open ? open.first : index;
    if (!continues) close();
    open = { first, last: index, entityType: tag.entityType };
    if (tag.prefix === 'E' || tag.prefix === 'S') close();
  }
  close();
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
