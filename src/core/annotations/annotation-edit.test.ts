import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Corpus, Mention, Passage } from '../corpus/corpus.ts';
import { type AnnotationEdit, type EditOutcome, type MentionChange, type OpenPassage } from './annotation-edit.ts';
import { applyChanges } from './apply-changes.ts';
import { deleteMention, relabelMention, setConceptIds } from './change-mention.ts';
import { createMention } from './create-mention.ts';
import { type CorpusEdits, currentCorpus, NO_EDITS } from './current-corpus.ts';
import { labelIdentical } from './label-identical.ts';
import { addPart, removePart } from './mention-parts.ts';
import { moveEdge } from './move-edge.ts';
import { standMention, standsIn } from './stand-mention.ts';
import { takeMentions } from './take-mentions.ts';
import { openPassages } from '../../testing/open-passages.ts';

const TEXTS = [
  'Lung and left heart injuries, IL-2 and il-2 (IL-2) in 𝛼-synuclein rats.',
  'Ate\u0301 β-catenin 👩\u200D🔬 β-catenin;  aspirin\r\naspirin-like.',
] as const;

function corpusOf(texts: readonly string[]): Corpus {
  const passages = texts.map((text, index): Passage => ({
    id: `p${index}`,
    kind: 'abstract',
    text,
    mentions: [
      standMention(text, { id: 'm1', entityType: 'Disease', pieces: [{ start: 0, end: 3 }] }),
      standMention(text, {
        id: 'm2',
        entityType: 'Gene',
        conceptIds: ['D1'],
        pieces: [
          { start: 0, end: 3 },
          { start: 9, end: 12 },
        ],
      }),
      // Formats take ids as they come.
      standMention(text, { id: 'm1', entityType: 'Chemical', pieces: [{ start: 5, end: 8 }] }),
    ],
  }));
  return { documents: [{ id: 'd', source: 'a.txt', boundaries: 'given', passages }] };
}

function importedOf(corpus: Corpus) {
  return (ref: MentionChange['passage']): Passage | undefined =>
    corpus.documents.find(({ id }) => id === ref.documentId)?.passages.find(({ id }) => id === ref.passageId);
}

const offset = fc.nat(80);
const entityType = fc.constantFrom('Disease', 'Chemical', 'Gene');

type Act = (open: readonly OpenPassage[]) => EditOutcome;

const act: fc.Arbitrary<Act> = fc
  .record({
    kind: fc.constantFrom('create', 'exact', 'relabel', 'delete', 'move', 'add', 'remove', 'ids', 'same', 'take'),
    passage: fc.nat(TEXTS.length - 1),
    place: fc.nat(5),
    start: offset,
    end: offset,
    entityType,
    edge: fc.constantFrom('start' as const, 'end' as const),
  })
  .map(({ kind, passage, place, start, end, entityType: type, edge }): Act => (open) => {
    const at = open[passage];
    const [first] = open;
    if (at === undefined || first === undefined) throw new Error('no passage');
    const span = { start, end };
    const mention = at.mentions[place % Math.max(1, at.mentions.length)];
    const id = mention?.id ?? 'none';
    switch (kind) {
      case 'create':
      case 'exact':
        return createMention(at, span, { entityType: type, exact: kind === 'exact' });
      case 'relabel':
        return relabelMention(at, id, type);
      case 'delete':
        return deleteMention(at, id);
      case 'move':
        return moveEdge(at, id, { edge, to: start });
      case 'add':
        return addPart(at, id, span);
      case 'remove':
        return removePart(at, id, start);
      case 'ids':
        return setConceptIds(at, id, start % 3 === 0 ? [] : [`D${start}`, ' ']);
      case 'same':
        return mention === undefined
          ? { kind: 'refused', reason: 'no-such-mention' }
          : labelIdentical(open, mention, { matchCase: start % 2 === 0, wholeWord: end % 2 === 0 }).outcome;
      case 'take':
        return takeMentions(at, { mine: mention ? [id] : [], theirs: start % 2 === 0 ? [] : first.mentions }, 'gold');
      default:
        return kind satisfies never;
    }
  });

interface Played {
  readonly edits: CorpusEdits;
  readonly done: readonly AnnotationEdit[];
}

function play(corpus: Corpus, acts: readonly Act[]): Played {
  let edits = NO_EDITS;
  const done: AnnotationEdit[] = [];
  for (const next of acts) {
    const outcome = next(openPassages(currentCorpus(corpus, edits).corpus));
    if (outcome.kind === 'refused') continue;
    done.push(outcome.edit);
    edits = applyChanges(edits, outcome.edit.changes, importedOf(corpus)).edits;
  }
  return { edits, done };
}

describe('any sequence of acts', () => {
  const corpus = corpusOf(TEXTS);

  it('leaves every quote equal to the text at its place, and cuts no character', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        const { corpus: now, issues } = currentCorpus(corpus, play(corpus, acts).edits);
        expect(issues).toEqual([]);
        for (const { text, mentions } of openPassages(now)) {
          expect(mentions.filter((mention) => !standsIn(text, mention))).toEqual([]);
          expect(mentions.filter(({ quote }) => /\p{Cs}/u.test(quote))).toEqual([]);
        }
      }),
    );
  });

  it('taken back gives what was imported, done again gives the same', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        const { edits, done } = play(corpus, acts);
        let back = edits;
        for (const edit of done.toReversed()) {
          back = applyChanges(back, reverseChanges(edit.changes), importedOf(corpus)).edits;
        }
        expect(back).toEqual(NO_EDITS);
        expect(currentCorpus(corpus, back).corpus).toBe(corpus);
        let again = back;
        for (const edit of done) again = applyChanges(again, edit.changes, importedOf(corpus)).edits;
        expect(again).toEqual(edits);
        expect(currentCorpus(corpus, again)).toEqual(currentCorpus(corpus, edits));
      }),
    );
  });
});

/** The changes that take `changes` back: the last one first, since two may be about one mention. */
function reverseChanges(changes: readonly MentionChange[]): MentionChange[] {
  return changes.toReversed().map((change) => ({ ...change, before: change.after, after: change.before }));
}

const TEXT = 'Injuries of lung and left heart (acute), IL-2, il-2 and IL-21; (−)-nicotine.';

function open(mentions: readonly Mention[] = []): OpenPassage {
  return {
    ref: { documentId: 'd', passageId: 'p' },
    text: TEXT,
    mentions,
    within: { start: 0, end: TEXT.length },
  };
}

function spanOf(words: string, from = 0) {
  const start = TEXT.indexOf(words, from);
  return { start, end: start + words.length };
}

function mentionOf(id: string, words: string, type = 'Disease'): Mention {
  return standMention(TEXT, { id, entityType: type, pieces: [spanOf(words)] });
}

function afterOf(outcome: EditOutcome): (Mention | undefined)[] {
  return outcome.kind === 'edit' ? outcome.edit.changes.map(({ after }) => after) : [];
}

describe('labelling', () => {
  it('trims blanks and punctuation, but keeps what belongs to the name', () => {
    const label = (words: string) => afterOf(createMention(open(), spanOf(words), { entityType: 'X' }))[0]?.quote;
    expect(label(' heart (acute), ')).toBe('heart (acute)');
    expect(label(' IL-2,')).toBe('IL-2');
    expect(label(' (−)-nicotine.')).toBe('(−)-nicotine');
  });

  it('takes single characters as they were chosen', () => {
    const outcome = createMention(open(), spanOf('IL-2, '), { entityType: 'Gene', exact: true });
    expect(afterOf(outcome)[0]?.quote).toBe('IL-2,');
  });

  it('says why not', () => {
    const there = mentionOf('m1', 'lung');
    expect(createMention(open([there]), spanOf('lung'), { entityType: 'Disease' })).toEqual({
      kind: 'refused',
      reason: 'same-mention-there',
    });
    expect(createMention(open(), spanOf(', '), { entityType: 'X' })).toMatchObject({ reason: 'only-punctuation' });
    expect(createMention(open(), { start: 5, end: 5 }, { entityType: 'X' })).toMatchObject({
      reason: 'nothing-selected',
    });
    expect(createMention({ ...open(), within: spanOf('lung') }, spanOf('left'), { entityType: 'X' })).toMatchObject({
      reason: 'outside-text',
    });
  });
});

describe('a mention in parts', () => {
  it('is made by adding one, keeps its id, and is whole again without it', () => {
    const lung = mentionOf('m1', 'Injuries');
    const [apart] = afterOf(addPart(open([lung]), 'm1', spanOf('left heart')));
    expect(apart).toMatchObject({ id: 'm1', quote: 'Injuries left heart', span: { start: 0, end: 31 } });
    expect(apart?.fragments).toHaveLength(2);
    const whole = afterOf(removePart(open(apart ? [apart] : []), 'm1', spanOf('left').start))[0];
    expect(whole).toEqual(lung);
  });

  it('grows the part that it touches', () => {
    const outcome = addPart(open([mentionOf('m1', 'left ')]), 'm1', spanOf('heart'));
    expect(afterOf(outcome)[0]).toEqual({ ...mentionOf('m1', 'left heart') });
  });

  it('has no one text to look for', () => {
    const apart = afterOf(addPart(open([mentionOf('m1', 'Injuries')]), 'm1', spanOf('heart')))[0];
    if (apart === undefined) throw new Error('no part was added');
    expect(labelIdentical([open([apart])], apart, { matchCase: true, wholeWord: true }).outcome).toEqual({
      kind: 'refused',
      reason: 'in-several-parts',
    });
  });
});

describe('moving an edge', () => {
  it('keeps id, type and concept ids', () => {
    const before = { ...mentionOf('m7', 'heart', 'Organ'), conceptIds: ['D1'] };
    const outcome = moveEdge(open([before]), 'm7', { edge: 'start', to: spanOf('left').start });
    expect(afterOf(outcome)).toEqual([{ ...mentionOf('m7', 'left heart', 'Organ'), conceptIds: ['D1'] }]);
  });

  it('leaves at least a character, and stays in the text', () => {
    const at = open([mentionOf('m1', 'lung')]);
    expect(moveEdge(at, 'm1', { edge: 'end', to: spanOf('lung').start })).toMatchObject({ reason: 'edge-past-other' });
    expect(moveEdge(at, 'm1', { edge: 'end', to: 500 })).toMatchObject({ reason: 'outside-text' });
  });
});

describe('labelling what is identical', () => {
  const seed = mentionOf('m1', 'IL-2', 'Gene');

  it.each([
    [{ matchCase: true, wholeWord: true }, []],
    [{ matchCase: false, wholeWord: true }, ['il-2']],
    [{ matchCase: false, wholeWord: false }, ['il-2', 'IL-2']],
  ])('counts and labels with %o', (options, quotes) => {
    const { toLabel, alreadyLabelled, outcome } = labelIdentical([open([seed])], seed, options);
    expect(afterOf(outcome).map((mention) => mention?.quote)).toEqual(quotes);
    expect({ toLabel, alreadyLabelled }).toEqual({ toLabel: quotes.length, alreadyLabelled: 1 });
  });

  it('leaves a place alone that carries another label', () => {
    const other = mentionOf('m2', 'il-2', 'Chemical');
    const { toLabel, alreadyLabelled } = labelIdentical([open([seed, other])], seed, {
      matchCase: false,
      wholeWord: true,
    });
    expect({ toLabel, alreadyLabelled }).toEqual({ toLabel: 0, alreadyLabelled: 2 });
  });
});

describe('taking the other side', () => {
  it('moves mine to where theirs is, and keeps its id', () => {
    const mine = mentionOf('m1', 'heart');
    const theirs = mentionOf('t9', 'left heart');
    const outcome = takeMentions(open([mine]), { mine: ['m1'], theirs: [theirs] }, 'the file');
    expect(afterOf(outcome)).toEqual([{ ...theirs, id: 'm1' }]);
  });

  it('splits, joins, adds and deletes', () => {
    const [left, heart, both] = [mentionOf('a', 'left'), mentionOf('b', 'heart'), mentionOf('c', 'left heart')];
    const quotes = (outcome: EditOutcome) => afterOf(outcome).map((mention) => mention?.quote);
    expect(quotes(takeMentions(open([left, heart]), { mine: ['a', 'b'], theirs: [both] }, 'x'))).toEqual([
      'left heart',
      undefined,
    ]);
    expect(quotes(takeMentions(open([both]), { mine: ['c'], theirs: [left, heart] }, 'x'))).toEqual(['left', 'heart']);
    expect(quotes(takeMentions(open(), { mine: [], theirs: [both] }, 'x'))).toEqual(['left heart']);
    expect(quotes(takeMentions(open([both]), { mine: ['c'], theirs: [] }, 'x'))).toEqual([undefined]);
  });
});

describe('edits on a file that was read anew', () => {
  it('do not fit and are listed; those that fit hold', () => {
    const corpus = corpusOf(TEXTS);
    const { edits } = play(corpus, [
      ([first]) =>
        first
          ? createMention(first, { start: 30, end: 34 }, { entityType: 'Gene' })
          : { kind: 'refused', reason: 'no-such-mention' },
      ([, second]) => (second ? deleteMention(second, 'm1') : { kind: 'refused', reason: 'no-such-mention' }),
    ]);
    const changed = corpusOf([`Other ${TEXTS[0]}`, TEXTS[1]]);
    const { corpus: now, issues } = currentCorpus(changed, edits);
    expect(issues).toMatchObject([{ code: 'quote-mismatch', file: 'a.txt', documentId: 'd' }]);
    expect(now.documents[0]?.passages.map(({ mentions }) => mentions.length)).toEqual([3, 2]);
  });

  it('a row whose own answer was made of the mentions gets a new one', () => {
    const corpus = corpusOf([TEXTS[0]]);
    const [document] = corpus.documents;
    const [passage] = document?.passages ?? [];
    if (document === undefined || passage === undefined) throw new Error('no passage');
    const given = { instruction: 'Find.', answer: '[{"entity": "Disease", "name": "Lun"}]' };
    const rows: Corpus = { documents: [{ ...document, passages: [{ ...passage, mentions: [], given }] }] };
    const { edits } = play(rows, [
      ([at]) =>
        at
          ? createMention(at, { start: 30, end: 34 }, { entityType: 'Gene' })
          : { kind: 'refused', reason: 'no-such-mention' },
    ]);
    expect(currentCorpus(rows, edits).corpus.documents[0]?.passages[0]?.given).toEqual({
      instruction: 'Find.',
      answer: '[{"entity": "Gene", "name": "IL-2"}]',
    });
  });
});
