import { describe, expect, it, vi } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../testing/studio/studio-fixture.ts';

const HUB = { kind: 'hub', name: 'Qwen/Qwen3-0.6B', revision: 'main' } as const;
const CACHED = {
  name: HUB.name,
  revision: HUB.revision,
  cachedBytes: 5,
  isWhole: true,
  licence: 'apache-2.0',
  parameterCount: 1,
  hash: 'ab',
};

describe('models of the hub', () => {
  it('are listed with the disk they take', async () => {
    const { commands, state, cachedModels } = await createStudioFixture();
    cachedModels.push(CACHED);
    await commands.listModels();
    expect(state.getState().modelCache).toEqual({
      kind: 'ready',
      cached: [CACHED],
      disk: { usedBytes: 10, quotaBytes: 100 },
    });
  });

  it('that are deleted are not fetched again by the next session', async () => {
    const first = await createStudioFixture();
    first.cachedModels.push(CACHED);
    await first.commands.loadModel(HUB);
    await first.commands.deleteCachedModel(HUB);
    expect(first.state.getState().modelCache).toMatchObject({ kind: 'ready', cached: [] });

    const second = await createStudioFixture({ db: first.db });
    await second.restore();
    await second.commands.openCorpus([pubtatorFile()]);
    await second.commands.scoreSamples();
    // Nor does another one take their place.
    expect(second.scorer.loads).toEqual([]);
    expect(second.state.getState().scoring).toMatchObject({
      failure: { code: 'model-not-at-hand', name: HUB.name, reason: 'not-downloaded' },
    });
  });
});

describe('while scoring', () => {
  it('the screen stays awake, and no longer than that', async () => {
    const { commands, scorer, isAwake } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    expect(isAwake()).toBe(false);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    expect(isAwake()).toBe(true);
    commands.pauseScoring();
    expect(isAwake()).toBe(false);
    commands.resumeScoring();
    expect(isAwake()).toBe(true);
    scorer.deliver();
    await scoring;
    expect(isAwake()).toBe(false);
  });

  it('batches reach the disk though no timer and no frame of the page ever comes, as in a background tab', async () => {
    const { commands, scorer, db } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    vi.useFakeTimers({
      toFake: ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback'],
    });
    try {
      scorer.deliver(2);
      scorer.deliver(1);
      await vi.waitFor(() => {
        expect(db.selectValue('SELECT count(*) FROM score')).toBe(3);
      });
    } finally {
      vi.useRealTimers();
    }
    scorer.deliver();
    await scoring;
  });
});
