import { expect, test } from 'vitest';
import {
  createStudioFixture,
  PUBTATOR,
  pubtatorFile,
  type StudioFixture,
} from '../../testing/studio/studio-fixture.ts';
import type { StudioState } from '../state/state.ts';

const ORGANS = `7|t|The heart of lithium.
7|a|
7\t4\t9\theart\tAnatomy\tD006321
7\t13\t20\tlithium\tChemical\tD008094
`;

const organs = (): File => pubtatorFile('organs.txt', ORGANS);
/** Of "Aspirin and headache." and "The heart of lithium." */
const ASPIRIN = '1/title/0-21';
const HEART = '7/title/0-21';

async function openTwo(options: Parameters<typeof createStudioFixture>[0] = {}): Promise<StudioFixture> {
  const studio = await createStudioFixture(options);
  await studio.commands.openCorpus([pubtatorFile(), organs()]);
  const { commands } = studio;
  await commands.decide([ASPIRIN], 'approved');
  await commands.decide([HEART], 'rejected');
  await commands.note(HEART, 'which heart?');
  const { samples } = await studio.whole();
  const heart = samples.find(({ id }) => id === HEART)?.mentions[0];
  if (heart === undefined) throw new Error('the heart is gone');
  const passage = { documentId: '7', passageId: 'title' };
  const change = { passage, mentionId: heart.id, before: heart, after: undefined };
  await commands.edit({ label: 'Delete “heart”', changes: [change] });
  return studio;
}

async function reload({ db }: StudioFixture): Promise<StudioFixture> {
  const again = await createStudioFixture({ db });
  await again.restore();
  return again;
}

const filesOf = ({ corpus }: StudioState): readonly string[] =>
  corpus.kind === 'ready' ? corpus.sources.map(({ file }) => file) : [];

/** What a person sees of the project, to be compared. */
async function shown(studio: StudioFixture) {
  const { decisions, notes, edits, undo, sampleOptions } = studio.state.getState();
  const { rows } = await studio.whole();
  return {
    files: filesOf(studio.state.getState()),
    rows: rows.map(({ sample, verdict }) => [sample.id, sample.answer, verdict]),
    decisions: [...decisions.keys()],
    notes: [...notes.keys()],
    edits: [...edits.keys()],
    undo: undo.map(({ label }) => label),
    sampleOptions,
  };
}

test('a removed file takes its samples along and leaves the others as they were, over a reload too', async () => {
  const studio = await openTwo();
  expect(await studio.commands.fileWork('organs.txt')).toEqual({ decisions: 1, notes: 1, marks: 0, edits: 1 });
  expect(await studio.commands.fileWork('cdr.txt')).toEqual({ decisions: 1, notes: 0, marks: 0, edits: 0 });
  await studio.commands.removeFile('organs.txt');

  for (const each of [studio, await reload(studio)]) {
    const state = each.state.getState();
    expect(filesOf(state)).toEqual(['cdr.txt']);
    const { rows, imported } = await each.whole();
    expect(imported.documents.map(({ id }) => id)).toEqual(['1', '2']);
    expect(rows.map(({ verdict }) => verdict)).toEqual(['approved', 'undecided', 'undecided', 'undecided']);
    expect(state.sampleView?.counts).toMatchObject({ samples: 4, byVerdict: { approved: 1, rejected: 0 } });
    expect(state.undo.map(({ label }) => label)).toEqual(['Approve 1 sample']);
    // Nobody could leave it out: no file has it.
    expect(state.sampleOptions.entityTypes).toEqual(['Chemical', 'Disease']);
  }
});

test('the same file brings back what was done on it, in a later session too, and it is said', async () => {
  const studio = await openTwo();
  const before = await shown(studio);
  await studio.commands.removeFile('organs.txt');
  expect(studio.state.getState().fileNotice).toEqual({
    kind: 'removed',
    file: 'organs.txt',
    work: { decisions: 1, notes: 1, marks: 0, edits: 1 },
    isHeld: true,
  });
  const later = await reload(studio);
  await later.commands.openCorpus([pubtatorFile('organs.txt', ORGANS)]);
  expect(later.state.getState().fileNotice).toEqual({
    kind: 'back',
    files: ['organs.txt'],
    work: { decisions: 1, notes: 1, marks: 0, edits: 1 },
  });
  expect(await shown(later)).toEqual({ ...before, undo: ['Approve 1 sample'] });
  expect(later.state.getState().putAside).toEqual([]);
});

test('another text under the id of a removed one gets nothing of what was said of that', async () => {
  const studio = await openTwo();
  await studio.commands.removeFile('organs.txt');
  await studio.commands.openCorpus([
    pubtatorFile('other.txt', ORGANS.replace('heart', 'liver').replace('heart', 'liver')),
  ]);
  const { rows } = await studio.whole();
  const liver = rows.find(({ sample }) => sample.input.includes('liver'));
  expect(liver).toMatchObject({ verdict: 'undecided', sample: { documentId: '7#2' } });
  expect(liver?.sample.answer).toContain('liver');
  await studio.commands.openCorpus([organs()]);
  const heart = (await studio.whole()).rows.find(({ sample }) => sample.input.includes('heart'));
  expect(heart).toMatchObject({ verdict: 'rejected', sample: { documentId: '7' } });
});

test('a removed file is put back as it was, undo list and order included', async () => {
  const studio = await openTwo();
  const before = await shown(studio);
  for (const file of ['cdr.txt', 'organs.txt']) {
    await studio.commands.removeFile(file);
    await studio.commands.putFileBack();
    expect(await shown(studio)).toEqual(before);
    expect(studio.state.getState()).toMatchObject({ putAside: [], fileNotice: undefined });
  }
  expect(await shown(await reload(studio))).toEqual(before);
});

test('the only file can be removed: the project is then empty, and the file brings the work back', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([organs()]);
  await studio.commands.decide([HEART], 'approved');
  await studio.commands.removeFile('organs.txt');
  expect(studio.state.getState().corpus.kind).toBe('empty');
  const later = await reload(studio);
  expect(later.state.getState().corpus.kind).toBe('empty');
  await later.commands.openCorpus([organs()]);
  expect((await later.whole()).rows[0]).toMatchObject({ verdict: 'approved' });
  expect(later.state.getState().sampleOptions.entityTypes).toEqual(['Anatomy', 'Chemical']);
});

test('a file that could not be read is named until it is dismissed, over a reload too, or until it is read', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  const picture = new File([Uint8Array.from([137, 80, 78, 71, 0, 1, 2, 3])], 'heart.png');
  await studio.commands.openCorpus([picture]);
  await studio.commands.openCorpus([new File([''], 'organs.txt')]);
  const unread = ({ state }: StudioFixture) =>
    state.getState().issues.flatMap(({ file, severity }) => (severity === 'error' ? [file] : []));
  expect(unread(studio)).toEqual(['heart.png', 'organs.txt']);
  const later = await reload(studio);
  expect(unread(later)).toEqual(['heart.png', 'organs.txt']);
  await later.commands.openCorpus([organs()]);
  expect(unread(later)).toEqual(['heart.png']);
  await later.commands.dismissFiles(['heart.png', 'cdr.txt']);
  expect(unread(later)).toEqual([]);
  expect(filesOf(later.state.getState())).toEqual(['cdr.txt', 'organs.txt']);
  expect(unread(await reload(later))).toEqual([]);
});

test('ids with slashes are of the longest document that is there', async () => {
  const studio = await createStudioFixture();
  const nested = PUBTATOR.replaceAll(/^1/gmu, '1/0');
  await studio.commands.openCorpus([pubtatorFile(), pubtatorFile('nested.txt', nested)]);
  await studio.commands.decide(['1/0/title/0-21'], 'approved');
  expect(await studio.commands.fileWork('cdr.txt')).toEqual({ decisions: 0, notes: 0, marks: 0, edits: 0 });
  expect(await studio.commands.fileWork('nested.txt')).toEqual({ decisions: 1, notes: 0, marks: 0, edits: 0 });
});

test('the only file is put back with its samples', async () => {
  const { commands, state } = await createStudioFixture();
  await commands.openCorpus([organs()]);
  await commands.removeFile('organs.txt');
  expect(state.getState()).toMatchObject({ corpus: { kind: 'empty' }, sampleView: undefined });
  await commands.putFileBack();
  expect(state.getState()).toMatchObject({ corpus: { kind: 'ready' }, sampleView: { counts: { samples: 1 } } });
});

test('scores and selection wait for the only file over a reload', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([organs()]);
  const { samples } = await studio.whole();
  await studio.saveScores(samples.map(({ contentHash }) => ({ contentHash, ifd: 0.5 })));
  await studio.commands.applyRule();
  const { selection, shownScoringId } = studio.state.getState();
  await studio.commands.removeFile('organs.txt');
  const again = await reload(studio);
  expect(again.state.getState()).toMatchObject({ corpus: { kind: 'empty' }, selection, shownScoringId });
  await again.commands.openCorpus([organs()]);
  expect((await again.whole()).rows).toMatchObject([{ ifd: 0.5, pick: { kept: true } }]);
});
