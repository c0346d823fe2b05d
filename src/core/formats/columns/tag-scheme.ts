import { UNTYPED } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { isLegalTransition, type IobScheme, type IobTag } from './iob-tags.ts';

/** Learns a file's scheme sentence by sentence; what is illegal can be said only once it is known. */
export interface TagScheme {
  /** @param lines of the tokens, 1-based; more of them than tags where the list is used again */
  add(tags: readonly IobTag[], lines: readonly number[]): void;
  finish(file: string): { readonly scheme: IobScheme; readonly dialect: string; readonly issues: readonly DataIssue[] };
}

/**
 * IOB1 opens a chunk with I and uses B only right behind a chunk of the same type, IOB2 opens each with B; a file that
 * does both is what it does more often. Only IOBES ends one with E or S.
 */
export function createTagScheme(): TagScheme {
  let openedByI = 0;
  let openedByB = 0;
  let isIobes = false;
  let sentenceCount = 0;
  let isTyped = false;
  const illegal = { IOB2: createTransitions(), IOBES: createTransitions() };

  const count = (tag: IobTag, before: IobTag | undefined): void => {
    if (tag.prefix === 'O') return;
    if (tag.entityType !== UNTYPED) isTyped = true;
    if (tag.prefix === 'E' || tag.prefix === 'S') isIobes = true;
    const followsSameType = before !== undefined && before.prefix !== 'O' && before.entityType === tag.entityType;
    if (followsSameType) return;
    if (tag.prefix === 'I') openedByI += 1;
    else openedByB += 1;
  };

  return {
    add: (tags, lines) => {
      sentenceCount += 1;
      for (let index = 0; index <= tags.length; index += 1) {
        const before = tags[index - 1];
        const tag = tags[index];
        // Between tokens outside everything is legal, and most are.
        if (before?.prefix === 'O' && tag?.prefix === 'O') continue;
        if (tag) count(tag, before);
        const line = lines[Math.min(index, tags.length - 1)] ?? 1;
        if (!isIobes && !isLegalTransition(before, tag, 'IOB2')) illegal.IOB2.add({ before, tag, line });
        if (!isLegalTransition(before, tag, 'IOBES')) illegal.IOBES.add({ before, tag, line });
      }
    },
    finish: (file) => {
      const scheme = schemeOf({ isIobes, openedByI, openedByB });
      const issues = scheme === 'IOB1' ? [] : illegal[scheme].list().map((each) => transitionIssue(file, each, scheme));
      return { scheme, dialect: sentenceCount > 0 && !isTyped ? `${scheme}, untyped` : scheme, issues };
    },
  };
}

function schemeOf(seen: { isIobes: boolean; openedByI: number; openedByB: number }): IobScheme {
  if (seen.isIobes) return 'IOBES';
  return seen.openedByI > seen.openedByB ? 'IOB1' : 'IOB2';
}

/** A tag that cannot follow the one before it; undefined stands for the edge of the sentence. */
interface Transition {
  readonly before: IobTag | undefined;
  readonly tag: IobTag | undefined;
  readonly line: number;
}

/** In the scheme that a file does not follow nearly every mention is illegal: the list has to be small. */
function createTransitions(): { add(transition: Transition): void; list(): Transition[] } {
  const lines: number[] = [];
  const tags: (IobTag | undefined)[] = [];
  return {
    add: ({ before, tag, line }) => {
      lines.push(line);
      tags.push(before, tag);
    },
    list: () => lines.map((line, index) => ({ before: tags[2 * index], tag: tags[2 * index + 1], line })),
  };
}

function transitionIssue(file: string, { before, tag, line }: Transition, scheme: IobScheme): DataIssue {
  return {
    code: 'illegal-tag-transition',
    severity: 'warning',
    file,
    line,
    found: `${showTag(tag)} after ${showTag(before)}`,
    expected: `a legal ${scheme} sequence; read as seqeval does by default`,
  };
}

function showTag(tag: IobTag | undefined): string {
  if (tag === undefined) return 'the edge of the sentence';
  if (tag.prefix === 'O') return 'O';
  return tag.entityType === UNTYPED ? tag.prefix : `${tag.prefix}-${tag.entityType}`;
}
