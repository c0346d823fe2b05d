import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mention } from '../corpus/corpus.ts';
import { type DifferenceKind, mentionDifferences } from './mention-differences.ts';
import { standMention, isSameMention } from './stand-mention.ts';
import { takeMentions } from './take-mentions.ts';

const TEXT = 'Injuries of lung and left heart after aspirin, again.';

function mention(id: string, entityType: string, ...quotes: readonly string[]): Mention {
  const pieces = quotes.map((quote) => {
    const start = TEXT.indexOf(quote);
    return { start, end: start + quote.length };
  });
  return standMention(TEXT, { id, entityType, pieces });
}

const lung = mention('a', 'Disease', 'lung');
const heart = mention('b', 'Disease', 'left heart');
const both = mention('c', 'Disease', 'lung and left heart');

describe('two lists of mentions', () => {
  it.each<[string, readonly Mention[], readonly Mention[], readonly DifferenceKind[]]>([
    ['the same', [lung, both], [both, { ...lung, id: 'z' }], []],
    ['one that only they have', [], [lung], ['missing']],
    ['one that only I have', [lung], [], ['spurious']],
    ['another type', [lung], [{ ...lung, entityType: 'Organ' }], ['type']],
    ['another start', [mention('a', 'Disease', 'heart')], [heart], ['start']],
    ['another end', [mention('a', 'Disease', 'left')], [heart], ['end']],
    ['other edges', [mention('a', 'Disease', 'and left')], [heart], ['both-edges']],
    ['another type and place', [mention('a', 'Organ', 'left')], [heart], ['type-and-place']],
    ['one of mine is two of theirs', [both], [lung, heart], ['split']],
    ['two of mine are one of theirs', [lung, heart], [both], ['merged']],
    ['a part less', [mention('a', 'Disease', 'Injuries')], [mention('b', 'Disease', 'Injuries', 'heart')], ['parts']],
    ['one inside another', [both, heart], [both], ['spurious']],
    ['far from each other', [lung], [mention('a', 'Chemical', 'aspirin')], ['spurious', 'missing']],
  ])('%s', (_, mine, theirs, kinds) => {
    expect(mentionDifferences(mine, theirs).map(({ kind }) => kind)).toEqual(kinds);
  });
});

const TURNED: Readonly<Partial<Record<DifferenceKind, DifferenceKind>>> = {
  missing: 'spurious',
  spurious: 'missing',
  split: 'merged',
  merged: 'split',
};

const span = fc.tuple(fc.nat(TEXT.length - 6), fc.integer({ min: 1, max: 5 }));

const list = fc
  .array(fc.tuple(fc.constantFrom('A', 'B'), fc.array(span, { minLength: 1, maxLength: 2 })), { maxLength: 5 })
  .map((rows) =>
    rows.flatMap(([entityType, spans], index) => {
      const pieces = spans
        .map(([start, length]) => ({ start, end: start + length }))
        .sort((a, b) => a.start - b.start)
        .filter((piece, place, all) => place === 0 || piece.start > (all[place - 1]?.end ?? 0));
      return [standMention(TEXT, { id: `m${index}`, entityType, pieces })];
    }),
  )
  .map((mentions) =>
    mentions.filter((one, index) => mentions.findIndex((other) => isSameMention(one, other)) === index),
  );

describe('any two lists', () => {
  it('hold each mention that differs exactly once', () => {
    fc.assert(
      fc.property(list, list, (mine, theirs) => {
        const found = mentionDifferences(mine, theirs);
        const own = found.flatMap((difference) => difference.mine);
        const others = found.flatMap((difference) => difference.theirs);
        expect(new Set(own)).toEqual(new Set(mine.filter((one) => !theirs.some((other) => isSameMention(one, other)))));
        expect(new Set(others)).toEqual(
          new Set(theirs.filter((other) => !mine.some((one) => isSameMention(one, other)))),
        );
        expect([own.length, others.length]).toEqual([new Set(own).size, new Set(others).size]);
      }),
    );
  });

  it('with one on each side differ in the same way, seen from either', () => {
    const one = list.filter(({ length }) => length === 1);
    fc.assert(
      fc.property(one, one, (mine, theirs) => {
        const there = mentionDifferences(theirs, mine).map(({ kind }) => TURNED[kind] ?? kind);
        expect(
          mentionDifferences(mine, theirs)
            .map(({ kind }) => kind)
            .toSorted(),
        ).toEqual(there.toSorted());
      }),
    );
  });

  it('are one when every difference is taken from the other side', () => {
    fc.assert(
      fc.property(list, list, (start, theirs) => {
        let mine: readonly Mention[] = start;
        for (let count = 0; count < 12; count += 1) {
          const [difference] = mentionDifferences(mine, theirs);
          if (difference === undefined) break;
          const open = {
            ref: { documentId: 'd', passageId: 'p' },
            text: TEXT,
            mentions: mine,
            within: { start: 0, end: TEXT.length },
          };
          const exchange = { mine: difference.mine.map(({ id }) => id), theirs: difference.theirs };
          const outcome = takeMentions(open, exchange, 'the file');
          if (outcome.kind === 'refused') throw new Error(outcome.reason);
          for (const { mentionId, after } of outcome.edit.changes) {
            mine = [...mine.filter(({ id }) => id !== mentionId), ...(after ? [after] : [])];
          }
        }
        expect(mentionDifferences(mine, theirs)).toEqual([]);
      }),
    );
  });
});
