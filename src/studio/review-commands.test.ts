import { describe, expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../testing/studio-fixture.ts';
import { decisionCounts, finalPicks, keptByType } from './selectors.ts';

async function openedStudio(): Promise<StudioFixture & { readonly sampleIds: readonly string[] }> {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  return { ...studio, sampleIds: studio.state.getState().samples.map(({ id }) => id) };
}

describe('decide', () => {
  it('makes one step of many samples and leaves out those decided so already', async () => {
    const { commands, state, sampleIds } = await openedStudio();
    await commands.decide(sampleIds.slice(0, 1), 'approved');
    await commands.decide([...sampleIds, ...sampleIds], 'approved');
    expect(state.getState().undo.map(({ label }) => label)).toEqual(['Approve 1 sample', 'Approve 3 samples']);
    expect(decisionCounts(state.getState())).toEqual({ approved: 4, rejected: 0, unsure: 0, undecided: 0 });
    await commands.decide(sampleIds, 'approved');
    expect(state.getState().undo).toHaveLength(2);
  });

  it('overrules the filter and is taken back by undo, again by redo', async () => {
    const { commands, state, sampleIds } = await openedStudio();
    const filter = finalPicks(state.getState());
    const dropped = filter.filter(({ kept }) => !kept).map(({ sampleId }) => sampleId);
    expect(dropped).toHaveLength(2);
    await commands.decide(dropped, 'approved');
    expect(finalPicks(state.getState()).every(({ kept }) => kept)).toBe(true);
    expect(keptByType(state.getState())).toMatchObject([
      { entityType: 'Chemical', mentions: 2, keptMentions: 2 },
      { entityType: 'Disease', mentions: 2, keptMentions: 2 },
    ]);
    await commands.undo();
    expect(finalPicks(state.getState())).toEqual(filter);
    await commands.redo();
    expect(finalPicks(state.getState()).every(({ kept }) => kept)).toBe(true);
    await commands.undo();
    await commands.decide(sampleIds.slice(0, 1), 'rejected');
    expect(state.getState().redo).toEqual([]);
  });

  it('undo of a changed mind gives back the mind before', async () => {
    const { commands, state, sampleIds, advance } = await openedStudio();
    const [sampleId = ''] = sampleIds;
    await commands.decide([sampleId], 'approved');
    const approved = state.getState().decisions.get(sampleId);
    advance(1000);
    await commands.decide([sampleId], 'rejected');
    await commands.decide([sampleId], 'undecided');
    expect(state.getState().decisions.size).toBe(0);
    await commands.undo();
    await commands.undo();
    expect(state.getState().decisions.get(sampleId)).toEqual(approved);
  });

  it('survives a reload with its history, and a change of samples', async () => {
    const first = await openedStudio();
    await first.commands.decide(first.sampleIds.slice(0, 2), 'rejected');
    await first.commands.decide(first.sampleIds.slice(2, 3), 'approved');
    await first.commands.undo();
    const second = await createStudioFixture({ db: first.db });
    await second.restore();
    const { decisions, undo, redo } = first.state.getState();
    expect(second.state.getState()).toMatchObject({ undo, redo });
    expect(second.state.getState().decisions).toEqual(decisions);
    await second.commands.undo();
    await second.commands.redo();
    expect(second.state.getState().decisions).toEqual(decisions);

    const options = second.state.getState().sampleOptions;
    await second.commands.setSampleOptions({ ...options, unit: 'passage' });
    expect(decisionCounts(second.state.getState()).rejected).toBeLessThan(2);
    await second.commands.setSampleOptions(options);
    expect(decisionCounts(second.state.getState()).rejected).toBe(2);
  });
});

describe('a disk that refuses', () => {
  it('is said, loses nothing, and catches up with the next save', async () => {
    const { commands, state, db, sampleIds } = await openedStudio();
    db.exec('PRAGMA query_only = ON');
    await commands.decide(sampleIds.slice(0, 1), 'approved');
    expect(state.getState().save).toMatchObject({ kind: 'failed', failure: { code: 'storage-unavailable' } });
    await commands.decide(sampleIds.slice(1, 2), 'rejected');
    expect(decisionCounts(state.getState())).toEqual({ approved: 1, rejected: 1, unsure: 0, undecided: 2 });
    db.exec('PRAGMA query_only = OFF');
    await commands.setSelectionOptions({ ...state.getState().selectionOptions, keepRatio: 0.7 });
    expect(state.getState().save).toEqual({ kind: 'saved' });
    const reloaded = await createStudioFixture({ db });
    await reloaded.restore();
    expect(reloaded.state.getState().decisions).toEqual(state.getState().decisions);
    expect(reloaded.state.getState().undo).toEqual(state.getState().undo);
  });

  it('can be asked again', async () => {
    const { commands, state, db, sampleIds } = await openedStudio();
    db.exec('PRAGMA query_only = ON');
    await commands.decide(sampleIds, 'approved');
    await commands.retrySave();
    expect(state.getState().save.kind).toBe('failed');
    db.exec('PRAGMA query_only = OFF');
    await commands.retrySave();
    expect(state.getState().save).toEqual({ kind: 'saved' });
  });
});
