import { describe, expect, it } from 'vitest';
import {
  createStudioFixture,
  PUBTATOR,
  pubtatorFile,
  type StudioFixture,
} from '../../testing/studio/studio-fixture.ts';
import { measuredCount, sampleCount } from '../state/selectors.ts';
import type { CachedModel } from '../../browser/model-cache.ts';
import type { StudioState } from '../state/state.ts';

/** Samples without a score. */
function leftToScore(state: StudioState): number {
  return sampleCount(state) - measuredCount(state);
}

function cachedModel({ name, revision }: { readonly name: string; readonly revision: string }): CachedModel {
  return { name, revision, cachedBytes: 1, isWhole: true, licence: undefined, parameterCount: 1, hash: undefined };
}

const HUB = { kind: 'hub', name: 'Qwen/Qwen3-0.6B', revision: 'main' } as const;

describe('scoreSamples', () => {
  it('loads the default model and scores every content once', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile(), pubtatorFile('again.txt')]);
    expect(sampleCount(state.getState())).toBe(8);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    expect(scorer.loads).toMatchObject([{ name: 'bioselect-weak' }]);
    expect(scorer.runs[0]).toHaveLength(4);
    scorer.deliver();
    await scoring;
    expect(state.getState().scoring).toEqual({ kind: 'idle' });
    expect(leftToScore(state.getState())).toBe(0);
    const { counts, selected } = state.getState().sampleView ?? {};
    expect(counts?.byOutcome['one-token-answer']).toEqual({ positives: 0, negatives: 4 });
    expect(selected?.counts.keptPositives).toBe(2);
    await commands.scoreSamples();
    expect(scorer.runs).toHaveLength(1);
  });

  it('scores what is opened after the corpus was closed, and says so', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const first = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver();
    await first;
    await commands.closeCorpus();
    await commands.openCorpus([pubtatorFile('next.txt', PUBTATOR.replaceAll('Lithium', 'Caffein'))]);
    expect(leftToScore(state.getState())).toBe(4);
    const second = commands.scoreSamples();
    await scorer.started(2);
    scorer.deliver();
    await second;
    expect(scorer.loads).toHaveLength(1);
    expect(leftToScore(state.getState())).toBe(0);
    expect(state.getState().sampleView?.selected?.counts.keptPositives).toBe(1);
  });

  it('is done again for all when asked, and loads the model again for another precision', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver();
    await scoring;
    await commands.setPrecision('f32');
    expect(scorer.loads).toHaveLength(2);
    expect(measuredCount(state.getState())).toBe(4);
    const again = commands.rescoreSamples();
    await scorer.started(2);
    expect(scorer.runs[1]).toHaveLength(4);
    expect(measuredCount(state.getState())).toBe(4);
    scorer.deliver();
    await again;
    expect(measuredCount(state.getState())).toBe(4);
  });

  describe('anew', () => {
    /** Scored by what is gone by now: every score says another version. */
    async function scoredBefore(): Promise<StudioFixture> {
      const studio = await createStudioFixture();
      await studio.commands.openCorpus([pubtatorFile()]);
      const scoring = studio.commands.scoreSamples();
      await studio.scorer.started(1);
      studio.scorer.deliver();
      await scoring;
      studio.db.exec(`UPDATE score SET ifd = 0.5 WHERE kind = 'scored'`);
      const [shown] = studio.state.getState().scorings;
      await studio.samples.showScoring(shown?.id);
      return studio;
    }

    async function ifds({ whole }: StudioFixture): Promise<readonly (number | undefined)[]> {
      return (await whole()).rows.map(({ ifd }) => ifd);
    }

    it('leaves every sample its score until the new one is there, also where it is stopped', async () => {
      const studio = await scoredBefore();
      const { commands, scorer, state, until } = studio;
      const before = await ifds(studio);
      expect(before).toEqual([0.5, undefined, undefined, 0.5]);
      const again = commands.rescoreSamples();
      await scorer.started(2);
      expect(scorer.runs[1]).toHaveLength(4);
      expect(await ifds(studio)).toEqual(before);
      studio.advance(1000);
      scorer.deliver(1);
      await until(({ scoring }) => 'progress' in scoring && scoring.progress.doneCount === 1);
      expect(state.getState().scoring).toMatchObject({ progress: { isAnew: true, totalCount: 4 } });
      commands.cancelScoring();
      await again;
      const [first, ...others] = await ifds(studio);
      expect(first).not.toBe(0.5);
      expect(others).toEqual(before.slice(1));
      expect(state.getState().scoring).toEqual({ kind: 'idle', endedEarly: { doneCount: 1, totalCount: 4 } });
      expect(leftToScore(state.getState())).toBe(0);
    });

    it('does so where it fails, and after a reload', async () => {
      const studio = await scoredBefore();
      const { commands, scorer, state } = studio;
      const again = commands.rescoreSamples();
      await scorer.started(2);
      scorer.deliver(1);
      const failure = { code: 'device-lost', detail: 'gone' } as const;
      scorer.fail(failure);
      await again;
      const endedEarly = { doneCount: 1, totalCount: 4 };
      expect(state.getState().scoring).toEqual({ kind: 'stopped', failure, endedEarly });
      const after = await ifds(studio);
      expect(after.slice(1)).toEqual([undefined, undefined, 0.5]);
      void commands.rescoreSamples();
      await scorer.started(3);
      await studio.until(({ save }) => save.kind === 'saved');
      const reloaded = await createStudioFixture({ db: studio.db });
      await reloaded.restore();
      expect(await ifds(reloaded)).toEqual(after);
      expect(reloaded.scorer.loads).toEqual([]);
      expect(reloaded.state.getState().scoring.kind).toBe('idle');
    });

    it('reads the files that come in meanwhile, and nothing twice', async () => {
      const { commands, scorer, state } = await scoredBefore();
      const again = commands.rescoreSamples();
      await scorer.started(2);
      scorer.deliver(1);
      await commands.openCorpus([pubtatorFile('more.txt', PUBTATOR.replaceAll('Lithium', 'Caffein'))]);
      await scorer.started(3);
      expect(scorer.runs[2]).toHaveLength(4);
      scorer.deliver();
      await again;
      expect(state.getState().scoring).toEqual({ kind: 'idle' });
      expect(leftToScore(state.getState())).toBe(0);
    });
  });

  it('says how far it is a few times a second at most, and has all scores at the end', async () => {
    const { commands, state, scorer, advance, until } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver(1);
    const { scoring: first } = state.getState();
    expect(first).toMatchObject({ kind: 'running', progress: { doneCount: 1, totalCount: 4 } });
    scorer.deliver(1);
    expect(state.getState().scoring).toBe(first);
    advance(250);
    scorer.deliver(1);
    expect(state.getState().scoring).toMatchObject({ kind: 'running', progress: { doneCount: 3 } });
    await until((now) => measuredCount(now) === 3);
    scorer.deliver();
    await scoring;
    await until((now) => measuredCount(now) === 4);
  });

  it('can be paused, which counts as done once the batch at hand has come, and resumed', async () => {
    const { commands, state, scorer, until } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver(1);
    let end = (): void => undefined;
    scorer.batchAtHand = new Promise((resolve) => {
      end = resolve;
    });
    commands.pauseScoring();
    expect(state.getState().scoring.kind).toBe('pausing');
    expect(scorer.isPaused).toBe(true);
    scorer.deliver(1);
    expect(state.getState().scoring).toMatchObject({ kind: 'pausing', progress: { doneCount: 2 } });
    end();
    const paused = await until((now) => now.scoring.kind === 'paused');
    expect(measuredCount(paused)).toBe(2);
    commands.resumeScoring();
    expect(state.getState().scoring.kind).toBe('running');
    expect(scorer.isPaused).toBe(false);
    scorer.deliver();
    await scoring;
    expect(state.getState().scoring.kind).toBe('idle');
  });

  it('holds too where a pause comes while the model loads', async () => {
    const { commands, state, scorer, until } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    commands.pauseScoring();
    await until((now) => now.scoring.kind === 'paused' && now.model.kind === 'ready');
    expect(scorer.runs).toHaveLength(0);
    commands.resumeScoring();
    await scorer.started(1);
    scorer.deliver();
    await scoring;
    expect(leftToScore(state.getState())).toBe(0);
  });

  it('pauses when the disk refuses a score, whatever the reason, and loses none', async () => {
    const { commands, state, scorer, db, until } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    db.exec('PRAGMA query_only = ON');
    scorer.deliver(1);
    await until((now) => now.scoring.kind === 'paused');
    await until(({ save }) => save.kind === 'failed' && save.failure.code === 'storage-unavailable');
    expect(scorer.isPaused).toBe(true);
    db.exec('PRAGMA query_only = OFF');
    await commands.retrySave();
    expect(state.getState().save).toEqual({ kind: 'saved' });
    commands.resumeScoring();
    scorer.deliver();
    await scoring;
    expect(leftToScore(state.getState())).toBe(0);
  });

  it('keeps the scores that are there when it is cancelled, and goes on from them', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver(1);
    scorer.deliver(1);
    commands.cancelScoring();
    expect(state.getState().scoring.kind).toBe('stopping');
    await scoring;
    expect(state.getState().scoring.kind).toBe('idle');
    expect(leftToScore(state.getState())).toBe(2);
    const again = commands.scoreSamples();
    await scorer.started(2);
    expect(scorer.runs[1]).toHaveLength(2);
    scorer.deliver();
    await again;
    expect(leftToScore(state.getState())).toBe(0);
  });

  it('stops with the reason when the device is lost', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver(1);
    scorer.fail({ code: 'device-lost', detail: 'gone' });
    await scoring;
    expect(state.getState().scoring).toEqual({ kind: 'stopped', failure: { code: 'device-lost', detail: 'gone' } });
    expect(measuredCount(state.getState())).toBe(1);
  });

  it('says so when the model cannot be loaded', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    scorer.loadFailure = { code: 'no-backend', detail: 'none' };
    await commands.scoreSamples();
    expect(state.getState()).toMatchObject({
      model: { kind: 'failed', failure: { code: 'no-backend' } },
      scoring: { kind: 'stopped', failure: { code: 'no-backend' } },
    });
    scorer.loadFailure = undefined;
  });

  it('leaves a way back to the model that worked', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    const good = { kind: 'files', name: 'good', files: [] } as const;
    const bad = { kind: 'files', name: 'bad', files: [] } as const;
    await commands.loadModel(good);
    scorer.loadFailure = { code: 'model-file-missing', file: 'tokenizer.json', folder: 'bad' };
    await commands.loadModel(bad);
    await commands.loadModel(bad);
    expect(state.getState().model).toMatchObject({ kind: 'failed', source: bad, previous: good });
    await commands.loadModel(good);
    expect(state.getState().model).toMatchObject({ kind: 'failed', source: good, previous: undefined });
    scorer.loadFailure = undefined;
  });

  it('reads what is edited while it runs after all others, and then makes the first selection', async () => {
    const { commands, state, scorer, whole } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver(1);
    const [document] = (await whole()).corpus.documents;
    const [passage] = document?.passages ?? [];
    const [mention] = passage?.mentions ?? [];
    if (document === undefined || passage === undefined || mention === undefined) throw new Error('nothing to edit');
    const ref = { documentId: document.id, passageId: passage.id };
    await commands.edit({
      label: 'Delete',
      changes: [{ passage: ref, mentionId: mention.id, before: mention, after: undefined }],
    });
    scorer.deliver();
    await scorer.started(2);
    expect(scorer.runs[1]).toHaveLength(1);
    expect(state.getState().selection).toBeUndefined();
    scorer.deliver();
    await scoring;
    expect(leftToScore(state.getState())).toBe(0);
    expect(state.getState().selection).toBeDefined();
  });

  it('takes in files that are opened while it runs', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver(1);
    await commands.openCorpus([pubtatorFile('more.txt', PUBTATOR.replaceAll('Lithium', 'Caffein'))]);
    await scorer.started(2);
    expect(scorer.runs[1]).toHaveLength(4);
    scorer.deliver();
    await scoring;
    expect(leftToScore(state.getState())).toBe(0);
  });
});

describe('models', () => {
  it('that are loaded change neither the scores that are shown nor the selection', async () => {
    const { commands, state, scorer, whole } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver();
    await scoring;
    const { selection, shownScoringId, sampleView } = state.getState();
    const before = await whole();
    await commands.loadModel(HUB);
    expect(state.getState().model.kind).toBe('ready');
    expect(state.getState()).toMatchObject({ selection, shownScoringId, sampleView });
    expect(await whole()).toEqual(before);
    expect(leftToScore(state.getState())).toBe(0);
  });

  it('score beside each other, each in a scoring of its own, and the selection stays', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const first = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver();
    await first;
    const { selection } = state.getState();
    await commands.loadModel(HUB);
    const second = commands.scoreWithLoadedModel();
    await scorer.started(2);
    expect(scorer.runs[1]).toHaveLength(4);
    scorer.deliver();
    await second;
    const { scorings, shownScoringId } = state.getState();
    expect(scorings.map(({ modelName }) => modelName)).toEqual(['bioselect-weak', HUB.name]);
    expect(shownScoringId).toBe(scorings[1]?.id);
    expect(state.getState().selection).toEqual(selection);
    await commands.showScoring(scorings[0]?.id ?? 0);
    expect(leftToScore(state.getState())).toBe(0);
    expect(state.getState().shownScoringId).toBe(scorings[0]?.id);
  });

  it('of a scoring come back for it: no other one takes their place', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const run = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver(1);
    commands.cancelScoring();
    await run;
    await commands.loadModel(HUB);
    const rest = commands.scoreSamples();
    await scorer.started(2);
    expect(scorer.loads.map(({ name }) => name)).toEqual(['bioselect-weak', HUB.name, 'bioselect-weak']);
    expect(scorer.runs[1]).toHaveLength(3);
    scorer.deliver();
    await rest;
    expect(state.getState().scorings).toHaveLength(1);
  });

  it('are loaded again on another device, and scoring goes on', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    void commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver(1);
    const changing = commands.setDevice('wasm');
    await scorer.started(2);
    expect(scorer.loads).toHaveLength(2);
    expect(scorer.runs[1]).toHaveLength(3);
    scorer.deliver();
    await changing;
    expect(state.getState()).toMatchObject({ device: 'wasm', scoring: { kind: 'idle' } });
  });
});

describe('the precision of a scoring', () => {
  /** All scored; one edited since. */
  async function editedOne(studio: StudioFixture): Promise<void> {
    const { commands, scorer, samples } = studio;
    await commands.openCorpus([pubtatorFile()]);
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver();
    await scoring;
    const { documents } = (await studio.whole()).corpus;
    const [passage] = documents[0]?.passages ?? [];
    const [mention] = passage?.mentions ?? [];
    if (passage === undefined || mention === undefined) throw new Error('nothing to edit');
    const ref = { documentId: documents[0]?.id ?? '', passageId: passage.id };
    const change = { passage: ref, mentionId: mention.id, before: mention, after: undefined };
    await commands.edit({ label: 'Delete', changes: [change] });
    expect(await samples.unscored(0, 10)).toHaveLength(1);
  }

  it('comes back for what was edited, and nothing else is scored', async () => {
    const studio = await createStudioFixture();
    const { commands, scorer, state } = studio;
    await editedOne(studio);
    await commands.setPrecision('int8');
    expect(state.getState().model).toMatchObject({ model: { dtype: 'int8' } });
    const rest = commands.scoreSamples();
    await scorer.started(2);
    expect(scorer.runs[1]).toHaveLength(1);
    scorer.deliver();
    await rest;
    expect(state.getState()).toMatchObject({ precision: 'f32', model: { model: { dtype: 'f32' } } });
    expect(state.getState().scorings.map(({ dtype }) => dtype)).toEqual(['f32']);
    expect(leftToScore(state.getState())).toBe(0);
  });

  it('comes back where the device now chooses another, which stays free to choose', async () => {
    const first = await createStudioFixture();
    first.scorer.autoDtype = 'f16';
    await editedOne(first);
    const { commands, scorer, state, restore } = await createStudioFixture({ db: first.db });
    await restore();
    const rest = commands.scoreSamples();
    await scorer.started(1);
    expect(scorer.runs[0]).toHaveLength(1);
    expect(scorer.loads).toHaveLength(2);
    scorer.deliver();
    await rest;
    expect(state.getState()).toMatchObject({ precision: 'auto', model: { model: { dtype: 'f16' } } });
    expect(state.getState().scorings).toHaveLength(1);
  });

  it('is missed in words where the model does not load in it', async () => {
    const first = await createStudioFixture();
    first.scorer.autoDtype = 'f16';
    await editedOne(first);
    const { commands, scorer, state, restore } = await createStudioFixture({ db: first.db });
    await restore();
    scorer.onlyDtype = 'f32';
    await commands.scoreSamples();
    expect(scorer.runs).toEqual([]);
    const failure = { code: 'scoring-precision-other', name: 'bioselect-weak', wanted: 'f16', dtype: 'f32' };
    expect(state.getState().scoring).toMatchObject({ kind: 'stopped', failure });
    const anew = commands.scoreWithLoadedModel();
    await scorer.started(1);
    expect(scorer.runs[0]).toHaveLength(4);
    scorer.deliver();
    await anew;
    expect(state.getState().scorings.map(({ dtype }) => dtype)).toEqual(['f16', 'f32']);
  });
});

describe('after a reload', () => {
  it('scoring that was running goes on by itself with what is left', async () => {
    const first = await createStudioFixture();
    await first.commands.openCorpus([pubtatorFile()]);
    await first.commands.loadModel(HUB);
    void first.commands.scoreSamples();
    await first.scorer.started(1);
    first.scorer.deliver(1);
    first.scorer.deliver(1);
    await first.until((state) => state.save.kind === 'saved');

    const second = await createStudioFixture({ db: first.db });
    second.cachedModels.push(cachedModel(HUB));
    await second.restore();
    expect(measuredCount(second.state.getState())).toBe(2);
    await second.scorer.started(1);
    expect(second.scorer.loads).toEqual([HUB]);
    expect(second.scorer.runs[0]).toHaveLength(2);
    second.scorer.deliver();
    await second.until((state) => state.scoring.kind === 'idle' && measuredCount(state) === 4);
  });

  it('scoring that was paused waits for the person', async () => {
    const first = await createStudioFixture();
    await first.commands.openCorpus([pubtatorFile()]);
    void first.commands.scoreSamples();
    await first.scorer.started(1);
    first.scorer.deliver(1);
    first.commands.pauseScoring();
    await first.until((state) => state.save.kind === 'saved');

    const second = await createStudioFixture({ db: first.db });
    await second.restore();
    expect(second.state.getState().scoring).toEqual({ kind: 'idle' });
    expect(second.scorer.loads).toEqual([]);
    expect(leftToScore(second.state.getState())).toBe(3);
  });

  it('a model that came from files is not replaced by another behind the back', async () => {
    const first = await createStudioFixture();
    await first.commands.openCorpus([pubtatorFile()]);
    await first.commands.loadModel({ kind: 'files', name: 'mine', files: [] });
    void first.commands.scoreSamples();
    await first.scorer.started(1);
    first.scorer.deliver(1);
    await first.until((state) => state.save.kind === 'saved');

    const second = await createStudioFixture({ db: first.db });
    await second.restore();
    await second.until(({ scoring }) => scoring.kind === 'stopped');
    expect(second.scorer.loads).toEqual([]);
    const failure = { code: 'model-not-at-hand', name: 'mine', reason: 'not-kept' };
    expect(second.state.getState()).toMatchObject({ scoring: { failure }, model: { kind: 'failed', failure } });
    expect(measuredCount(second.state.getState())).toBe(1);
    await second.commands.scoreSamples();
    expect(second.scorer.loads).toEqual([]);
    // The person chooses its folder, and what waited for it goes on.
    void second.commands.answerForModel({ kind: 'files', name: 'mine', files: [] });
    await second.scorer.started(1);
    expect(second.scorer.runs[0]).toHaveLength(3);
    second.scorer.deliver();
    await second.until((state) => state.scoring.kind === 'idle' && measuredCount(state) === 4);
  });
});
