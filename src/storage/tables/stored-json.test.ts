import { describe, expect, it } from 'vitest';
import { readStored } from '../database/stored-json.ts';
import {
  PASSAGE,
  readListedConflicts,
  readStoredConflict,
  readStoredConflictState,
  readStoredEdit,
} from './stored-conflicts.ts';
import { readStoredCopies } from './stored-copies.ts';
import {
  readStoredDecision,
  readStoredMark,
  readStoredMention,
  readStoredNote,
  readStoredRule,
  readStoredSelection,
  readStoredText,
} from './stored-review.ts';
import { readStoredVersions } from './stored-versions.ts';

const decision = { sampleId: 's1', verdict: 'approved', decidedAtMs: 5, author: 'Ada', authorId: 'b1', reason: 'so' };
const note = { sampleId: 's1', text: 'look', author: 'Ada', authorId: 'b1', writtenAtMs: 6 };
const mark = { sampleId: 's1', author: 'Ada', markedAtMs: 7 };
const rule = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'eligible-positives',
  ifdCeiling: 1,
  negativeRatio: 0.1,
  seed: 3,
};
const selection = { id: 1, rule, scoringId: 2, madeAtMs: 8 };
const mention = {
  id: 'm1',
  entityType: 'Chemical',
  quote: 'lead',
  span: { start: 0, end: 4 },
  fragments: [{ start: 0, end: 4 }],
  conceptIds: ['D007854'],
};
const passage = { documentId: 'd1', passageId: 'p1' };
const put = { kind: 'put', mention };
const sides = { standing: { copyId: 'c1', author: 'Ada' }, other: { copyId: 'c2' } };
const conflicts = [
  { kind: 'decision', sampleId: 's1', standing: decision, other: decision, sides },
  { kind: 'note', sampleId: 's1', standing: note, other: undefined },
  { kind: 'mention', passage, mentionId: 'm1', standing: put, other: { kind: 'deleted' } },
  { kind: 'overlap', passage, one: mention, other: mention },
] as const;
const settled = { kind: 'settled', choice: 'both', author: 'Ada', authorId: 'b1', atMs: 9, reason: 'so' };
const versions = {
  times: [{ copyId: 'c1' }, { copyId: 'c2', epoch: 4 }],
  came: [
    {
      kind: 'decision',
      target: 's1',
      versions: [
        { copyId: 'c1', epoch: 1, value: '{}' },
        { copyId: 'c1', epoch: 2, value: undefined },
      ],
    },
  ],
};

type Reader = (value: unknown) => unknown;

const readers: readonly (readonly [string, Reader, object])[] = [
  ['decision', readStoredDecision, decision],
  ['note', readStoredNote, note],
  ['mark', readStoredMark, mark],
  ['rule', readStoredRule, rule],
  ['selection', readStoredSelection, selection],
  ['mention', readStoredMention, mention],
  ['edit', readStoredEdit, put],
  ['passage', (value) => readStored(PASSAGE, value), passage],
  ...conflicts.map((conflict) => [`conflict: ${conflict.kind}`, readStoredConflict, conflict] as const),
  ['state', (value) => readStoredConflictState(value, { kind: 'decision' }), settled],
  ['versions', readStoredVersions, versions],
];

describe('what the project holds as JSON', () => {
  it.each(readers)('%s: comes back as it was written, without what is not known', (_, read, value) => {
    const stored: object = JSON.parse(JSON.stringify(value));
    expect(read(stored)).toEqual(value);
    expect(read({ ...stored, unknown: 1 })).toEqual(value);
  });

  it.each(readers)('%s: refuses what is no object', (_, read) => {
    for (const value of [null, undefined, 'text', 4]) expect(() => read(value)).toThrow('expected a JSON object');
  });

  it.each([
    [readStoredDecision, { ...decision, sampleId: 4 }, 'expected text as sampleId'],
    [readStoredDecision, { ...decision, sampleId: undefined }, 'expected text as sampleId'],
    [readStoredDecision, { ...decision, verdict: 'maybe' }, 'a decision without a verdict'],
    [readStoredDecision, { ...decision, verdict: undefined }, 'a decision without a verdict'],
    [readStoredDecision, { ...decision, decidedAtMs: 0.5 }, 'expected a whole number as decidedAtMs'],
    [readStoredDecision, { ...decision, author: null }, 'expected text as author'],
    [readStoredNote, { ...note, text: undefined }, 'expected text as text'],
    [readStoredMark, { ...mark, markedAtMs: '7' }, 'expected a whole number as markedAtMs'],
    [readStoredRule, { ...rule, strategy: 'best' }, 'a rule without a strategy'],
    [readStoredRule, { ...rule, keepRatio: '0.5' }, 'expected a number in a column, found string'],
    [readStoredRule, { ...rule, ifdCeiling: undefined }, 'expected a number in a column, found undefined'],
    [readStoredRule, { ...rule, seed: 1.5 }, 'expected a whole number as seed'],
    [readStoredSelection, { ...selection, rule: undefined }, 'expected a JSON object'],
    [readStoredSelection, { ...selection, scoringId: 'x' }, 'expected a whole number as scoringId'],
    [readStoredMention, { ...mention, span: { start: 0 } }, 'expected a whole number as end'],
    [readStoredMention, { ...mention, fragments: {} }, 'expected a JSON array'],
    [readStoredMention, { ...mention, conceptIds: ['a', 4] }, 'expected text as conceptIds'],
    [readStoredEdit, { kind: 'put' }, 'expected a JSON object'],
    [readStoredEdit, {}, 'expected text as kind'],
    [(value) => readStored(PASSAGE, value), { documentId: 'd1' }, 'expected text as passageId'],
    [readStoredConflict, { ...conflicts[0], kind: 'quarrel' }, 'a conflict of the unknown kind quarrel'],
    [readStoredConflict, { ...conflicts[0], kind: undefined }, 'expected text as kind'],
    [readStoredConflict, { ...conflicts[0], standing: undefined }, 'expected a JSON object'],
    [readStoredConflict, { ...conflicts[0], sides: { standing: {}, other: {} } }, 'expected text as copyId'],
    [readStoredVersions, { ...versions, times: undefined }, 'expected a JSON array'],
    [readStoredVersions, { ...versions, times: [{ copyId: 'c1', epoch: 'x' }] }, 'expected a whole number as epoch'],
  ] satisfies readonly (readonly [Reader, unknown, string])[])('%o %j: %s', (read, value, words) => {
    const stored: unknown = JSON.parse(JSON.stringify(value));
    expect(() => read(stored)).toThrow(new TypeError(words));
  });

  it('of a rule without a base takes the base that older studios had', () => {
    expect(readStoredRule({ ...rule, base: undefined })).toMatchObject({ base: 'all-positives' });
    expect(readStoredRule({ ...rule, base: 'other' })).toMatchObject({ base: 'all-positives' });
  });

  it('of a selection knows that it may have no scoring', () => {
    expect(readStoredSelection({ ...selection, scoringId: null })).toEqual({ ...selection, scoringId: undefined });
  });

  it('reads a text by its key', () => {
    expect(readStoredText(decision, 'sampleId')).toBe('s1');
    expect(() => readStoredText({}, 'sampleId')).toThrow(new TypeError('expected text as sampleId'));
  });

  it('reads the two choices of older studios', () => {
    const choiceOf = (kind: 'decision' | 'overlap', choice: string) =>
      readStoredConflictState({ ...settled, choice }, { kind });
    expect(choiceOf('decision', 'keep')).toMatchObject({ choice: 'standing' });
    expect(choiceOf('overlap', 'keep')).toMatchObject({ choice: 'both' });
    expect(choiceOf('overlap', 'take')).toMatchObject({ choice: 'other' });
    expect(() => choiceOf('decision', 'neither of them')).toThrow(new TypeError('a decided conflict without a choice'));
  });

  it('reads an open conflict, and when it was opened again', () => {
    expect(readStoredConflictState({ kind: 'open' }, { kind: 'decision' })).toEqual({ kind: 'open' });
    const again = { kind: 'open', reopenedAtMs: 3 };
    expect(readStoredConflictState(again, { kind: 'decision' })).toEqual(again);
  });

  it('leaves out conflicts and copies that cannot be read, and keeps the others', () => {
    const { kind: _, ...settlement } = settled;
    const listed = readListedConflicts(
      new Map<string, unknown>([
        ['conflicts', [conflicts[2], { kind: 'quarrel' }, null]],
        ['settledConflicts', [{ conflict: conflicts[3], ...settlement }, { conflict: conflicts[3] }]],
      ]),
    );
    expect(listed.map(({ conflict }) => conflict.kind)).toEqual(['mention', 'overlap']);
    const copy = { name: 'copy', mentionEdits: [{ passage, mentionId: 'm1', state: put }] };
    expect(readStoredCopies([copy, { name: 'without edits' }, 4])).toEqual([copy]);
    expect(readStoredCopies('copies')).toEqual([]);
  });
});
