import { expect, it } from 'vitest';
import { takeSuggestions } from '../../core/annotations/take-suggestions.ts';
import { asOtherCopy } from '../../testing/studio/two-curators.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { type ColumnId, columnsOf, mentionsOfColumn } from '../state/columns.ts';
import { sampleCount } from '../state/selectors.ts';
import { collectSuggestions } from './suggestions.ts';

const FIRST = 'Lead harms. So does zinc.';
const SECOND = 'Iron helps.';

interface Range {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function result(label: string, range: Range, score?: number) {
  return {
    type: 'labels',
    to_name: 'text',
    value: { ...range, labels: [label] },
    ...(score !== undefined && { score }),
  };
}

const LEAD = { start: 0, end: 4, text: 'Lead' };
const ZINC = { start: 20, end: 24, text: 'zinc' };
const IRON = { start: 0, end: 4, text: 'Iron' };

/** One annotated task, and one that only models have read. */
function tasksFile(name = 'tasks.json'): File {
  const tasks = [
    {
      id: 1,
      data: { text: FIRST },
      annotations: [{ result: [result('Drug', LEAD)] }],
      predictions: [
        { model_version: 'v1', result: [result('Drug', LEAD, 0.9), result('Drug', ZINC, 0.8)] },
        { model_version: 'v2', result: [] },
      ],
    },
    { id: 2, data: { text: SECOND }, annotations: [], predictions: [{ result: [result('Drug', IRON)] }] },
  ];
  return new File([JSON.stringify(tasks)], name);
}

function columns({ state }: StudioFixture): readonly string[] {
  return columnsOf(state.getState()).map(({ id, label }) => `${id} = ${label}`);
}

/** What a column says of each sample: its quotes, or undefined where it has no say. */
async function quotes({ state, commands }: StudioFixture, id: ColumnId): Promise<readonly (string | undefined)[]> {
  const models = state.getState().predictedBy.map(({ modelHash }) => modelHash);
  const count = sampleCount(state.getState());
  const opened = await commands.readSamples(
    Array.from({ length: count }, (_, place) => place),
    models,
  );
  return opened.map((each) =>
    mentionsOfColumn(state.getState(), each, id)
      ?.map(({ quote }) => quote)
      .join(),
  );
}

const COLUMNS = [
  'current = Current',
  'imported = As imported',
  'model:file:v1 = Prediction: v1',
  'model:file:v2 = Prediction: v2',
  'model:file:predictions in tasks.json = Predictions in tasks.json',
];

async function expectSuggestions(studio: StudioFixture): Promise<void> {
  expect(columns(studio)).toEqual(COLUMNS);
  expect(await quotes(studio, 'current')).toEqual(['Lead', '', '']);
  expect(await quotes(studio, 'imported')).toEqual(['Lead', '', '']);
  expect(await quotes(studio, 'model:file:v1')).toEqual(['Lead', 'zinc', undefined]);
  expect(await quotes(studio, 'model:file:v2')).toEqual(['', '', undefined]);
  expect(await quotes(studio, 'model:file:predictions in tasks.json')).toEqual([undefined, undefined, 'Iron']);
  expect((await studio.whole()).rows.map(({ state }) => state)).toEqual(['positive', 'negative', 'unannotated']);
}

it('predictions of a file are a column for each model version, never annotations, also after a reload', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([tasksFile()]);
  await expectSuggestions(studio);
  const notes = studio.state.getState().issues.filter(({ code }) => code === 'predictions-beside');
  expect(notes.map(({ found }) => found)).toEqual([
    'v1: 2 mentions in 1 text',
    'v2: 0 mentions in 1 text',
    'predictions in tasks.json: 1 mention in 1 text',
  ]);

  const again = await createStudioFixture({ db: studio.db });
  await again.restore();
  await expectSuggestions(again);
  studio.db.close();
});

it('they stay with their file when others come, and go and come back with it', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  expect(columns(studio)).toEqual(COLUMNS.slice(0, 2));
  await studio.commands.openCorpus([tasksFile()]);
  await studio.commands.openCorpus([pubtatorFile('more.txt', '9|t|Gold.\n9|a|\n')]);
  expect(columns(studio)).toEqual(COLUMNS);
  expect((await quotes(studio, 'model:file:v1')).filter((each) => each !== undefined)).toEqual(['Lead', 'zinc']);
  await studio.commands.removeFile('tasks.json');
  expect(columns(studio)).toEqual(COLUMNS.slice(0, 2));
  await studio.commands.openCorpus([tasksFile()]);
  expect(columns(studio)).toEqual(COLUMNS);
  studio.db.close();
});

it('they are in a copy of the project', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([tasksFile()]);
  const copy = await studio.commands.copyProject();
  const other = await createStudioFixture({ db: await asOtherCopy(new Uint8Array(copy?.bytes ?? [])) });
  await other.restore();
  await expectSuggestions(other);
  for (const { db } of [studio, other]) db.close();
});

it('what a version suggests is taken above its confidence, and without one where any is enough', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([tasksFile()]);
  const take = async (modelHash: string, minConfidence: number) => {
    const collected = collectSuggestions(studio.state.getState(), modelHash);
    collected.add(await studio.commands.readSamples([0, 1, 2], [modelHash]));
    return takeSuggestions(collected.passages(), { minConfidence, subject: modelHash });
  };
  expect((await take('file:v1', 0.85)).taken).toEqual([]);
  const found = await take('file:v1', 0.5);
  expect([found.taken.map(({ quote }) => quote), found.alreadyThere]).toEqual([['zinc'], 1]);
  const unsure = 'file:predictions in tasks.json';
  expect((await take(unsure, 0.5)).taken).toEqual([]);
  const iron = await take(unsure, 0);
  expect(iron.taken.map(({ quote }) => quote)).toEqual(['Iron']);
  if (found.outcome.kind !== 'edit' || iron.outcome.kind !== 'edit') throw new Error('nothing to take');
  await studio.commands.edit(found.outcome.edit);
  expect(await quotes(studio, 'current')).toEqual(['Lead', 'zinc', '']);
  expect(await quotes(studio, 'model:file:v1')).toEqual(['Lead', 'zinc', undefined]);
  studio.db.close();
});

it('a model that is asked here stands beside one of the same name in a file', async () => {
  const studio = await createStudioFixture();
  const text = JSON.stringify([
    { data: { text: FIRST }, annotations: [], predictions: [{ model_version: 'bioselect-weak', result: [] }] },
  ]);
  await studio.commands.openCorpus([new File([text], 'a.json')]);
  await studio.commands.predictCorpus();
  expect(
    columns(studio)
      .slice(2)
      .map((each) => each.replace(/.* = /u, '')),
  ).toEqual(['Prediction: bioselect-weak (hash of )', 'Prediction: bioselect-weak (from the file)']);
  studio.db.close();
});
