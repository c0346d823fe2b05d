import { afterEach, beforeEach, expect, it } from 'vitest';
import { standMention } from '../../core/annotations/stand-mention.ts';
import type { ParseHints } from '../../core/formats/common/parse-hints.ts';
import { createStudioFixture, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

let studio: StudioFixture;

beforeEach(async () => {
  studio = await createStudioFixture();
});
afterEach(() => {
  studio.db.close();
});

/** Two texts of equal length a row, and two readings of what is marked in the first. */
const TABLE = [
  'id,title,body,first,second,broken',
  '1,"Lead harms mice.","Zinc heals cats.","[[0,4,""Drug""]]","[[11,15,""Animal""]]","[[0,4,""Drug""]]"',
  '2,"Iron helps rats.","Gold harms dogs.","[]","[[0,4,""Drug""]]",[[0',
  '',
].join('\n');

function hints(text: string, mentions?: string): { readonly format: 'csv'; readonly hints: ParseHints } {
  return { format: 'csv', hints: { columns: { id: 'id', text, ...(mentions !== undefined && { mentions }) } } };
}

const TITLES = hints('title', 'first');
const BODIES = hints('body');
const OTHER_MARKS = hints('title', 'second');

const [FIRST, SECOND] = ['1/text/0-16', '2/text/0-16'] as const;

/** The table read by its titles, with work of every kind on both rows, and a selection. */
async function openWithWork(): Promise<void> {
  const { commands } = studio;
  await commands.openCorpus([new File([TABLE], 'a.csv')]);
  await commands.readSourceAs('a.csv', TITLES);
  await commands.addEntityType('Animal');
  await commands.decide([FIRST], 'approved');
  await commands.decide([SECOND], 'rejected');
  await commands.note(FIRST, 'Which mice?');
  await edit('1', 'Lead harms mice.', [{ from: 'm1' }, { start: 11, end: 15, entityType: 'Animal' }]);
  const { samples } = await studio.whole();
  await studio.saveScores(samples.map(({ contentHash }, index) => ({ contentHash, ifd: 0.5 + index / 10 })));
  await commands.setSelectionOptions({ ...studio.state.getState().selectionOptions, keepRatio: 1 });
  await commands.applyRule();
}

interface NewMention {
  readonly start: number;
  readonly end: number;
  readonly entityType: string;
}

async function edit(
  documentId: string,
  text: string,
  acts: readonly (NewMention | { readonly from: string })[],
): Promise<void> {
  const { corpus } = await studio.whole();
  const [passage] = corpus.documents.find(({ id }) => id === documentId)?.passages ?? [];
  const changes = acts.map((act) => {
    const ref = { documentId, passageId: 'text' };
    if ('from' in act) {
      const before = passage?.mentions.find(({ id }) => id === act.from);
      if (before === undefined) throw new Error(`no mention ${act.from}`);
      return { passage: ref, mentionId: before.id, before, after: { ...before, entityType: 'Metal' } };
    }
    const after = standMention(text, { id: `e${act.start}`, entityType: act.entityType, pieces: [act] });
    return { passage: ref, mentionId: after.id, before: undefined, after };
  });
  await studio.commands.edit({ label: 'Edit', changes });
}

/** What is in the corpus now, and what of a person's work is on it. */
async function shown() {
  const { decisions, notes, selection, undo } = studio.state.getState();
  const { rows, corpus } = await studio.whole();
  return {
    samples: rows.map(({ sample, pick }) => [
      sample.id,
      sample.input,
      decisions.get(sample.id)?.verdict,
      notes.get(sample.id)?.text,
      pick?.kept,
    ]),
    mentions: corpus.documents
      .flatMap(({ passages }) =>
        passages.flatMap(({ mentions }) => mentions.map(({ entityType, quote }) => `${quote} ${entityType}`)),
      )
      .toSorted(),
    selection: selection?.id,
    undo: undo.map(({ label }) => label),
  };
}

it('what was said of one text is not said of another under its id, and is back with its text', async () => {
  await openWithWork();
  const before = await shown();
  expect(before.samples.map(([, , verdict, note]) => [verdict, note])).toEqual([
    ['approved', 'Which mice?'],
    ['rejected', undefined],
  ]);
  expect(before.mentions).toEqual(['Lead Metal', 'mice Animal']);
  await studio.commands.readSourceAs('a.csv', BODIES);
  const other = await shown();
  expect(other.samples.map(([, input, ...said]) => [input, ...said])).toEqual([
    ['Zinc heals cats.', undefined, undefined, false],
    ['Gold harms dogs.', undefined, undefined, false],
  ]);
  expect(other.mentions).toEqual([]);
  expect(other.selection).toBe(before.selection);
  expect(studio.state.getState().fileNotice).toMatchObject({
    kind: 'read-again',
    file: 'a.csv',
    work: { decisions: 2, notes: 1, edits: 2 },
  });
  // Nothing on the undo list acts on what is not on the screen: the selection's step is left.
  expect([before.undo.length, other.undo]).toEqual([5, before.undo.slice(-1)]);

  await studio.commands.readSourceAs('a.csv', TITLES);
  const again = await shown();
  expect(again.samples).toEqual(before.samples);
  expect(again.mentions).toEqual(before.mentions);
  expect(again.selection).toBe(before.selection);
  expect(studio.state.getState().fileNotice).toMatchObject({ kind: 'back', work: { decisions: 2, edits: 2 } });
});

it('edits stay with the mention that they are of when the same text is read with other mentions', async () => {
  await openWithWork();
  await studio.commands.readSourceAs('a.csv', OTHER_MARKS);
  // `m1` of the file is another mention now; the one that was relabelled, and the one that was added, stay.
  expect((await shown()).mentions).toEqual(['Iron Drug', 'Lead Metal', 'mice Animal']);
  const { rows } = await studio.whole();
  expect(rows.map(({ sample }) => studio.state.getState().decisions.get(sample.id)?.verdict)).toEqual([
    'approved',
    'rejected',
  ]);
  expect(studio.state.getState().fileNotice).toMatchObject({ kind: 'read-again', changedDecisions: 2 });
  const reloaded = await createStudioFixture({ db: studio.db });
  await reloaded.restore();
  const { corpus } = await reloaded.whole();
  expect(corpus.documents.flatMap(({ passages }) => passages.map(({ mentions }) => mentions.length))).toEqual([2, 1]);
  await studio.commands.readSourceAs('a.csv', TITLES);
  expect((await shown()).mentions).toEqual(['Lead Metal', 'mice Animal']);
});

it('a mention that was deleted stays deleted where the file still has it, and takes no other with it', async () => {
  const { commands } = studio;
  await commands.openCorpus([new File([TABLE], 'a.csv')]);
  await commands.readSourceAs('a.csv', TITLES);
  const remove = async () => {
    const { corpus } = await studio.whole();
    const [before] = corpus.documents[0]?.passages[0]?.mentions ?? [];
    if (before === undefined) throw new Error('there is no mention');
    const change = { passage: { documentId: '1', passageId: 'text' }, mentionId: before.id, before, after: undefined };
    await commands.edit({ label: 'Delete', changes: [change] });
  };
  await remove();
  expect((await shown()).mentions).toEqual([]);
  await commands.readSourceAs('a.csv', { ...TITLES, hints: { ...TITLES.hints, exactOffsets: true } });
  expect((await shown()).mentions).toEqual([]);
  await commands.readSourceAs('a.csv', OTHER_MARKS);
  expect((await shown()).mentions).toEqual(['Iron Drug', 'mice Animal']);
});

it('a mark that an annotation is complete goes where the file’s annotation is another now', async () => {
  const { commands, state } = studio;
  await commands.openCorpus([new File([TABLE], 'a.csv')]);
  await commands.readSourceAs('a.csv', { ...TITLES, hints: { ...TITLES.hints, noMentions: 'unannotated' } });
  await commands.markComplete([SECOND]);
  expect(state.getState().marks.has(SECOND)).toBe(true);
  // The cell cannot be read: something is lost, which nobody has looked at.
  await commands.readSourceAs('a.csv', hints('title', 'broken'));
  expect((await studio.whole()).rows.map((row) => row.state)).toEqual(['positive', 'lost']);
  expect(state.getState().fileNotice).toMatchObject({ kind: 'read-again', droppedMarks: 1 });
  await commands.undo();
  expect((await studio.whole()).rows.map((row) => row.state)).toEqual(['positive', 'lost']);
});

it('the selection is a list that no reading moves; what it would give now is said', async () => {
  await openWithWork();
  const listed = () => studio.db.selectArrays('SELECT place, sample_key FROM selection_entry ORDER BY list_id, place');
  const before = listed();
  expect(before.length).toBeGreaterThan(0);
  await studio.commands.readSourceAs('a.csv', OTHER_MARKS);
  await studio.commands.readSourceAs('a.csv', BODIES);
  expect(listed()).toEqual(before);
  const { selection } = studio.state.getState();
  expect(selection?.id).toBe(Number(studio.db.selectValue(`SELECT value FROM setting WHERE key = 'selectionId'`)));
});

it('an edit goes to its own mention when a removed file comes back with its annotation corrected', async () => {
  const { commands } = studio;
  const fileOf = (spans: readonly (readonly [number, number, string])[]) =>
    new File([JSON.stringify({ id: 1, text: 'Lead harms mice.', label: spans })], 'b.jsonl');
  await commands.openCorpus([fileOf([[0, 4, 'Drug']])]);
  const { corpus } = await studio.whole();
  const [before] = corpus.documents[0]?.passages[0]?.mentions ?? [];
  if (before === undefined) throw new Error('there is no mention');
  const passage = { documentId: corpus.documents[0]?.id ?? '', passageId: 'text' };
  await commands.edit({
    label: 'Delete',
    changes: [{ passage, mentionId: before.id, before, after: undefined }],
  });
  await commands.removeFile('b.jsonl');
  await commands.openCorpus([fileOf([[11, 15, 'Animal']])]);
  expect((await shown()).mentions).toEqual(['mice Animal']);
  const reloaded = await createStudioFixture({ db: studio.db });
  await reloaded.restore();
  await reloaded.commands.removeFile('b.jsonl');
  await reloaded.commands.openCorpus([
    fileOf([
      [11, 15, 'Animal'],
      [0, 4, 'Drug'],
    ]),
  ]);
  const now = await reloaded.whole();
  expect(now.corpus.documents[0]?.passages[0]?.mentions.map(({ quote }) => quote)).toEqual(['mice']);
});
