import { afterEach, beforeEach, expect, it } from 'vitest';
import { standMention } from '../../core/annotations/stand-mention.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { type ColumnId, columnsOf, mentionsOfColumn } from './columns.ts';
import { asOtherCopy } from '../../testing/studio/two-curators.ts';

let ann: StudioFixture;

beforeEach(async () => {
  ann = await createStudioFixture();
  await ann.commands.openCorpus([pubtatorFile()]);
});
afterEach(() => {
  ann.db.close();
});

async function quotes({ state, commands }: StudioFixture, id: ColumnId): Promise<readonly string[] | undefined> {
  const models = state.getState().predictedBy.map(({ modelHash }) => modelHash);
  const [first] = await commands.readSamples([0], models);
  return first && mentionsOfColumn(state.getState(), first, id)?.map(({ quote }) => quote);
}

function ids({ state }: StudioFixture): readonly string[] {
  return columnsOf(state.getState()).map(({ id }) => id);
}

/** Labels a stretch of the first sample. */
async function add({ whole, commands }: StudioFixture, start: number, end: number): Promise<void> {
  const [first] = (await whole()).samples;
  if (first === undefined) throw new Error('there is no sample');
  const { input, documentId, passageId } = first;
  const after = standMention(input, { id: `n${start}`, entityType: 'Chemical', pieces: [{ start, end }] });
  const change = { passage: { documentId, passageId }, mentionId: after.id, before: undefined, after };
  await commands.edit({ label: 'Label', changes: [change] });
}

it('the current mentions and those of the file are columns of every project', async () => {
  const imported = await quotes(ann, 'imported');
  expect(ids(ann)).toEqual(['current', 'imported']);
  expect(await quotes(ann, 'current')).toEqual(imported);
  await add(ann, 8, 11);
  expect(await quotes(ann, 'imported')).toEqual(imported);
  expect(await quotes(ann, 'current')).toHaveLength((imported?.length ?? 0) + 1);
});

it('each model that was asked is a column, also after another one was asked and after a reload', async () => {
  await ann.commands.predictCorpus();
  expect(ids(ann)).toEqual(['current', 'imported', 'model:hash of bioselect-weak']);
  await ann.commands.loadModel({ kind: 'bundled', name: 'tuned', baseUrl: '/tuned/' });
  await ann.commands.predictCorpus();
  const both = ['current', 'imported', 'model:hash of tuned', 'model:hash of bioselect-weak'];
  expect(ids(ann)).toEqual(both);
  expect(await quotes(ann, 'model:hash of bioselect-weak')).toHaveLength(1);

  const again = await createStudioFixture({ db: ann.db });
  await again.restore();
  expect(ids(again)).toEqual(both);
  expect(columnsOf(again.state.getState()).find(({ id }) => id === 'model:hash of tuned')?.label).toBe(
    'Prediction: tuned',
  );
  expect(await quotes(again, 'model:hash of tuned')).toHaveLength(1);
  expect(await quotes(again, 'model:hash of bioselect-weak')).toHaveLength(1);
});

it('both sides of a merge are columns that stay as they were', async () => {
  const copy = await ann.commands.copyProject();
  const ben = await createStudioFixture({ db: await asOtherCopy(new Uint8Array(copy?.bytes ?? [])) });
  await ben.restore();
  await add(ann, 8, 11);
  await add(ben, 12, 20);
  const theirs = await ben.commands.copyProject();
  await ann.commands.setAuthor('Ann');
  await ann.commands.mergeProjectFile(new File([new Uint8Array(theirs?.bytes ?? [])], 'Ben.sqlite3'));
  const imported = (await quotes(ann, 'imported')) ?? [];
  expect(ids(ann)).toEqual(['current', 'imported', 'copy:Before “Ben”', 'copy:Ben']);
  expect(await quotes(ann, 'copy:Before “Ben”')).toHaveLength(imported.length + 1);
  expect(await quotes(ann, 'copy:Ben')).toEqual(await quotes(ben, 'current'));

  const again = await createStudioFixture({ db: ann.db });
  await again.restore();
  expect(await quotes(again, 'copy:Ben')).toEqual(await quotes(ben, 'current'));
  ben.db.close();
});
