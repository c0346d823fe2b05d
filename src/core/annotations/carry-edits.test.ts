import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Mention, Passage } from '../corpus/corpus.ts';
import { carryEdits, originalsOf } from './carry-edits.ts';
import { currentPassage, type MentionEdit, type PassageEdits } from './current-corpus.ts';
import { standMention } from './stand-mention.ts';

const TEXT = 'Lead, zinc and iron harm mice.';
const WORDS = ['Lead', 'zinc', 'iron', 'mice'].map((word) => {
  const start = TEXT.indexOf(word);
  return { start, end: start + word.length };
});

function mention(id: string, word: number, entityType: string): Mention {
  const piece = WORDS[word];
  if (piece === undefined) throw new Error(`no word ${word}`);
  return standMention(TEXT, { id, entityType, pieces: [piece] });
}

function passageOf(mentions: readonly Mention[]): Passage {
  return { id: 'text', kind: 'text', text: TEXT, mentions };
}

function said(passage: Passage): readonly string[] {
  return passage.mentions.map(({ quote, entityType }) => `${quote} ${entityType}`).toSorted();
}

it('an edit follows its mention to the id that the next reading gives it', () => {
  const before = passageOf([mention('m1', 0, 'Drug'), mention('m2', 1, 'Drug')]);
  const after = passageOf([mention('m1', 2, 'Drug'), mention('m2', 0, 'Drug'), mention('m3', 1, 'Drug')]);
  const edits: PassageEdits = new Map<string, MentionEdit>([
    ['m1', { kind: 'put', mention: mention('m1', 0, 'Metal') }],
    ['m2', { kind: 'deleted' }],
  ]);
  const carried = carryEdits(after, edits, originalsOf(before, edits));
  expect([...carried.keys()]).toEqual(['m2', 'm3']);
  expect(said(currentPassage(after, carried))).toEqual(['Lead Metal', 'iron Drug']);
});

const MENTIONS = fc
  .uniqueArray(fc.tuple(fc.nat(3), fc.constantFrom('Drug', 'Metal')), { selector: String })
  .map((all) => all.map(([word, type], at) => mention(`m${at + 1}`, word, type)));

it('another reading and back gives what was there, and nothing that was deleted takes another mention with it', () => {
  fc.assert(
    fc.property(MENTIONS, MENTIONS, fc.array(fc.nat(5)), fc.array(fc.nat(3)), (one, other, deleted, added) => {
      const [before, between] = [passageOf(one), passageOf(other)];
      const edits = new Map<string, MentionEdit>();
      for (const at of deleted) {
        const id = one[at]?.id;
        if (id !== undefined) edits.set(id, { kind: 'deleted' });
      }
      for (const word of added) edits.set(`e${word}`, { kind: 'put', mention: mention(`e${word}`, word, 'Other') });
      const there = carryEdits(between, edits, originalsOf(before, edits));
      const gone = new Set(said(passageOf(one.filter(({ id }) => edits.has(id)))));
      const expected = [
        ...said(between).filter((each) => !gone.has(each)),
        ...new Set(added.map((word) => said(passageOf([mention('e', word, 'Other')])).join())),
      ];
      expect(said(currentPassage(between, there))).toEqual(expected.toSorted());
      const back = carryEdits(before, there, originalsOf(between, there));
      expect(said(currentPassage(before, back))).toEqual(said(currentPassage(before, edits)));
    }),
  );
});
