import { describe, expect, it } from 'vitest';
import { deleteMention } from '../../core/annotations/change-mention.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { keptCount } from '../state/selectors.ts';
import type { StudioState } from '../state/state.ts';
import { openPassages } from '../../testing/open-passages.ts';

async function openedStudio(): Promise<StudioFixture & { readonly sampleIds: readonly string[] }> {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  return { ...studio, sampleIds: (await studio.whole()).samples.map(({ id }) => id) };
}

/** Of the samples there are; decisions on others wait for their return. */
function decisionCounts({ sampleView }: StudioState): unknown {
  return sampleView?.counts.byVerdict;
}

/** Ids of what goes out. */
async function keptIds({ samples, whole }: StudioFixture): Promise<readonly string[]> {
  const order = { column: 'position', descending: false } as const;
  const places = await samples.find({ filter: { outcome: 'kept' }, text: '', order });
  const all = (await whole()).samples;
  return Array.from(places, (place) => all[place]?.id ?? '');
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
    const studio = await openedStudio();
    const { commands, state, sampleIds, samples } = studio;
    await commands.applyRule();
    const byFilter = await keptIds(studio);
    const dropped = sampleIds.filter((id) => !byFilter.includes(id));
    expect(dropped).toHaveLength(2);
    await commands.decide(dropped, 'approved');
    expect(await keptIds(studio)).toEqual(sampleIds);
    expect(keptCount(state.getState())).toBe(4);
    expect(await samples.keptByType(undefined, new AbortController().signal)).toMatchObject([
      { entityType: 'Chemical', mentions: 2, keptMentions: 2 },
      { entityType: 'Disease', mentions: 2, keptMentions: 2 },
    ]);
    await commands.undo();
    expect(await keptIds(studio)).toEqual(byFilter);
    await commands.redo();
    expect(await keptIds(studio)).toEqual(sampleIds);
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
    expect(decisionCounts(second.state.getState())).toMatchObject({ rejected: 1 });
    await second.commands.setSampleOptions(options);
    expect(decisionCounts(second.state.getState())).toMatchObject({ rejected: 2 });
  });
});

describe('an act that reads before it is written', () => {
  it('is not called saved while the samples of a bulk decision are looked up', async () => {
    const { commands, state, samples } = await openedStudio();
    const order = { column: 'position', descending: false } as const;
    const places = await samples.find({ filter: {}, text: '', order });
    const deciding = commands.decideAll(places, 'approved');
    expect(state.getState().save).toEqual({ kind: 'saving' });
    await deciding;
    expect(state.getState().save).toEqual({ kind: 'saved' });
    expect(decisionCounts(state.getState())).toMatchObject({ approved: 4 });
  });

  it('is not called saved while the passages of an edit that is undone are read', async () => {
    const { commands, state, whole } = await openedStudio();
    const [passage] = openPassages((await whole()).corpus);
    const outcome = passage && deleteMention(passage, passage.mentions[0]?.id ?? '');
    if (outcome?.kind !== 'edit') throw new Error('the first passage has no mention');
    await commands.edit(outcome.edit);
    const undoing = commands.undo();
    expect(state.getState().save).toEqual({ kind: 'saving' });
    // Of a list that is empty when its turn comes.
    const undoingMore = commands.undo();
    await Promise.all([undoing, undoingMore]);
    expect(state.getState().save).toEqual({ kind: 'saved' });
    expect(state.getState().edits.size).toBe(0);
  });
});

describe('a disk that refuses', () => {
  it('is said, loses nothing, and catches up with the next save', async () => {
    const { commands, state, db, sampleIds } = await openedStudio();
    db.exec('PRAGMA query_only = ON');
    await commands.decide(sampleIds.slice(0, 1), 'approved');
    expect(state.getState().save).toMatchObject({ kind: 'failed', failure: { code: 'storage-unavailable' } });
    await commands.decide(sampleIds.slice(1, 2), 'rejected');
    const verdicts = [...state.getState().decisions.values()].map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['approved', 'rejected']);
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
