import { describe, expect, test } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

const OPTIONS = { epochs: 1, maxUpdates: undefined, seed: 1 };

async function withSelection(): Promise<StudioFixture> {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  const { samples } = await studio.whole();
  await studio.commands.decide(
    samples.slice(0, 2).map(({ id }) => id),
    'approved',
  );
  return studio;
}

describe('training here', () => {
  test('learns the kept samples with the default model, and its result can be put in the place of it', async () => {
    const studio = await withSelection();
    const run = studio.commands.trainHere(OPTIONS);
    expect(studio.isAwake()).toBe(true);
    await studio.trainer.started(1);
    expect(studio.trainer.runs[0]?.source).toMatchObject({ kind: 'bundled', name: 'bioselect-weak' });
    const approved = (await studio.whole()).samples.slice(0, 2);
    expect(studio.trainer.runs[0]?.rows).toEqual(
      expect.arrayContaining(approved.map(({ id }) => expect.objectContaining({ id }))),
    );
    studio.trainer.step(2.5);
    studio.trainer.step(1.5);
    expect(studio.state.getState().training).toMatchObject({
      kind: 'running',
      losses: [2.5, 1.5],
      progress: { update: 2, total: 4, remainingMs: 2000 },
    });
    studio.trainer.finish();
    await run;
    expect(studio.isAwake()).toBe(false);
    expect(studio.state.getState().training).toMatchObject({ kind: 'done', losses: [2.5, 1.5] });

    await studio.commands.useTrained();
    expect(studio.scorer.loads.at(-1)).toMatchObject({ kind: 'files', name: 'bioselect-weak-trained' });
    expect(studio.state.getState().model).toMatchObject({ kind: 'ready' });
    expect((await studio.commands.packTrained('adapter'))?.name).toBe('bioselect-weak-trained-adapter.zip');
    expect((await studio.commands.packTrained('model'))?.name).toBe('bioselect-weak-trained.zip');
  });

  test('that is stopped is done with what it has learnt', async () => {
    const studio = await withSelection();
    const run = studio.commands.trainHere(OPTIONS);
    await studio.trainer.started(1);
    studio.trainer.step(2);
    studio.commands.stopTraining();
    await run;
    expect(studio.state.getState().training).toMatchObject({ kind: 'done', trained: { updates: 1, isStopped: true } });
  });

  test('that fails says why, and can be begun again', async () => {
    const studio = await withSelection();
    const run = studio.commands.trainHere(OPTIONS);
    await studio.trainer.started(1);
    studio.trainer.fail({ code: 'out-of-memory', detail: 'full' });
    await run;
    expect(studio.state.getState().training).toEqual({
      kind: 'failed',
      failure: { code: 'out-of-memory', detail: 'full' },
    });
    const again = studio.commands.trainHere(OPTIONS);
    await studio.trainer.started(2);
    expect(studio.trainer.runs).toHaveLength(2);
    studio.trainer.finish();
    await again;
  });

  test('does nothing where nothing is kept', async () => {
    const studio = await createStudioFixture();
    await studio.commands.trainHere(OPTIONS);
    expect(studio.trainer.runs).toHaveLength(0);
    expect(studio.state.getState().training).toEqual({ kind: 'idle' });
  });
});
