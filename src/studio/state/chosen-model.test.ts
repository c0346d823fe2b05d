import { describe, expect, test } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import type { ChosenModel } from './slices/model-slice.ts';
import { measuredCount } from './selectors.ts';

const HUB = { kind: 'hub', name: 'Qwen/Qwen3-0.6B', revision: 'main' } as const;

/** A folder that the browser lets be opened again: of its handle only the name is asked for. */
function folderModel(name: string): ChosenModel {
  const folder: Pick<FileSystemDirectoryHandle, 'kind' | 'name'> = { kind: 'directory', name };
  return { kind: 'given', name, folder: Object.create(folder) };
}

/** Scored for a quarter by a model, and then left. */
async function leaveHalfScored(source: ChosenModel): Promise<StudioFixture> {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  await studio.commands.loadModel(source);
  void studio.commands.scoreSamples();
  await studio.scorer.started(1);
  studio.scorer.deliver(1);
  await studio.until(({ save }) => save.kind === 'saved');
  return studio;
}

describe('a model from a folder', () => {
  test('is opened again after a reload, and scoring goes on with it', async () => {
    const { db, folders } = await leaveHalfScored(folderModel('mine'));
    const studio = await createStudioFixture({ db, folders });
    await studio.restore();
    await studio.scorer.started(1);
    expect(studio.scorer.loads).toMatchObject([{ kind: 'files', name: 'mine', folderKey: 'mine' }]);
    expect(studio.scorer.runs[0]).toHaveLength(3);
    studio.scorer.deliver();
    await studio.until((state) => state.scoring.kind === 'idle' && measuredCount(state) === 4);
  });

  test('that the browser may not read waits for the person, and for no other model', async () => {
    const { db, folders } = await leaveHalfScored(folderModel('mine'));
    const opening = folders.openings.get('mine');
    folders.openings.set('mine', { kind: 'not-allowed' });
    const studio = await createStudioFixture({ db, folders });
    await studio.restore();
    const { model } = await studio.until(({ scoring }) => scoring.kind === 'stopped');
    expect(model).toMatchObject({ failure: { code: 'model-not-at-hand', name: 'mine', reason: 'not-allowed' } });
    for (const work of [studio.commands.scoreSamples(), studio.commands.predictCorpus()]) await work;
    await studio.commands.preview('Aspirin helps.', ['Chemical']);
    expect(studio.state.getState().preview).toMatchObject({ failure: { code: 'model-not-at-hand' } });
    expect(studio.scorer.loads).toEqual([]);
    if (opening === undefined || model.kind !== 'failed') throw new Error('nothing to answer');
    folders.openings.set('mine', opening);
    void studio.commands.answerForModel(model.source);
    await studio.scorer.started(1);
    expect(studio.scorer.loads).toMatchObject([{ name: 'mine' }]);
  });

  test('is the one of a new project too', async () => {
    const { folders } = await leaveHalfScored(folderModel('mine'));
    const studio = await createStudioFixture({ folders });
    await studio.restore();
    expect(studio.state.getState().nextModel).toMatchObject({ kind: 'folder', name: 'mine' });
    await studio.commands.openCorpus([pubtatorFile()]);
    void studio.commands.scoreSamples();
    await studio.scorer.started(1);
    expect(studio.scorer.loads).toMatchObject([{ name: 'mine' }]);
  });

  test('is not taken for another of the same name', async () => {
    const { db } = await leaveHalfScored({ kind: 'files', name: 'mine', files: [] });
    db.exec("UPDATE setting SET value = replace(value, 'hash of mine', 'another hash') WHERE key = 'modelSource'");
    db.exec("UPDATE scoring SET model_hash = 'another hash'");
    const studio = await createStudioFixture({ db });
    await studio.restore();
    await studio.until(({ scoring }) => scoring.kind === 'stopped');
    await studio.commands.answerForModel({ kind: 'files', name: 'mine', files: [] });
    expect(studio.state.getState()).toMatchObject({
      model: { kind: 'ready', isOther: true },
      scoring: { kind: 'stopped', failure: { code: 'scoring-model-other', name: 'mine' } },
    });
    expect(studio.scorer.runs).toHaveLength(0);
  });

  test('is left for another one when the person says so', async () => {
    const { db } = await leaveHalfScored({ kind: 'files', name: 'mine', files: [] });
    const studio = await createStudioFixture({ db });
    await studio.restore();
    await studio.until(({ scoring }) => scoring.kind === 'stopped');
    void studio.commands.answerForModel({
      kind: 'bundled',
      name: 'bioselect-weak',
      baseUrl: '/models/bioselect-weak/',
    });
    await studio.scorer.started(1);
    // Anew: what the other model scored stands in a scoring of its own.
    expect(studio.scorer.runs[0]).toHaveLength(4);
    expect(studio.state.getState().scorings.map(({ modelName }) => modelName)).toEqual(['mine', 'bioselect-weak']);
  });

  test('goes on with its own scoring after another was loaded in the same visit', async () => {
    const studio = await leaveHalfScored(folderModel('mine'));
    studio.commands.cancelScoring();
    await studio.until(({ scoring }) => scoring.kind === 'idle');
    await studio.commands.loadModel({ kind: 'bundled', name: 'bioselect-weak', baseUrl: '/models/bioselect-weak/' });
    void studio.commands.scoreSamples();
    await studio.scorer.started(2);
    expect(studio.scorer.loads.map(({ name }) => name)).toEqual(['mine', 'bioselect-weak', 'mine']);
    expect(studio.scorer.runs[1]).toHaveLength(3);
  });

  test('of a project that an older studio left is known by the name in its scores', async () => {
    const { db } = await leaveHalfScored({ kind: 'files', name: 'mine', files: [] });
    db.exec("DELETE FROM setting WHERE key IN ('modelSource', 'scoringRuns')");
    db.exec('UPDATE scoring SET model_source = NULL');
    const studio = await createStudioFixture({ db });
    await studio.restore();
    await studio.commands.scoreSamples();
    expect(studio.scorer.loads).toEqual([]);
    expect(studio.state.getState().model).toMatchObject({ failure: { name: 'mine', reason: 'not-kept' } });
  });

  test('that was trained here is asked for, and no new project begins with it', async () => {
    const { db, folders } = await leaveHalfScored({ kind: 'files', name: 'mine', files: [], isMadeHere: true });
    const studio = await createStudioFixture({ db, folders });
    await studio.restore();
    await studio.until(({ scoring }) => scoring.kind === 'stopped');
    expect(studio.state.getState().model).toMatchObject({ failure: { name: 'mine', reason: 'made-here' } });
    const fresh = await createStudioFixture({ folders });
    await fresh.restore();
    expect(fresh.state.getState().nextModel).toBeUndefined();
  });
});

describe('a model of the hub that is not on the disk', () => {
  test('is asked for by name; it is neither fetched nor replaced', async () => {
    const { db } = await leaveHalfScored(HUB);
    const studio = await createStudioFixture({ db });
    await studio.restore();
    await studio.until(({ scoring }) => scoring.kind === 'stopped');
    expect(studio.scorer.loads).toEqual([]);
    const failure = { code: 'model-not-at-hand', name: HUB.name, reason: 'not-downloaded' };
    expect(studio.state.getState()).toMatchObject({ scoring: { failure }, model: { failure } });
    await studio.commands.trainHere({ epochs: 1, maxUpdates: 1, seed: 1 });
    void studio.commands.answerForModel(HUB);
    await studio.scorer.started(1);
    expect(studio.scorer.loads).toEqual([HUB]);
  });
});
