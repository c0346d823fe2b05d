import { describe, expect, it } from 'vitest';
import { relabelMention } from '../../core/annotations/change-mention.ts';
import type { SampleRow } from '../../storage/contract/sample-answers.ts';
import {
  createStudioFixture,
  PUBTATOR,
  pubtatorFile,
  type StudioFixture,
} from '../../testing/studio/studio-fixture.ts';
import { openPassages } from '../../testing/open-passages.ts';

/** A scored corpus of two positives and two negatives, half of the positives selected. */
async function scoredStudio(db?: StudioFixture['db']): Promise<StudioFixture> {
  const studio = await createStudioFixture(db === undefined ? {} : { db });
  await studio.commands.openCorpus([pubtatorFile()]);
  const scoring = studio.commands.scoreSamples();
  await studio.scorer.started(1);
  studio.scorer.deliver();
  await scoring;
  return studio;
}

async function keptIds({ samples }: StudioFixture): Promise<readonly string[]> {
  const order = { column: 'position', descending: false } as const;
  const places = await samples.find({ filter: { outcome: 'kept' }, text: '', order });
  return samples.ids(places);
}

async function positivesOf(studio: StudioFixture): Promise<readonly SampleRow[]> {
  return (await studio.whole()).rows.filter(({ state }) => state === 'positive');
}

function labels({ state }: StudioFixture): readonly string[] {
  return state.getState().undo.map(({ label }) => label);
}

/** Relabels the first mention of the first passage. */
async function editFirst(studio: StudioFixture, entityType: string): Promise<void> {
  const [passage] = openPassages((await studio.whole()).corpus);
  const outcome = passage && relabelMention(passage, passage.mentions[0]?.id ?? '', entityType);
  if (outcome?.kind !== 'edit') throw new Error('the first passage has no mention');
  await studio.commands.edit(outcome.edit);
}

describe('the selection', () => {
  it('is made when all is scored and by nothing before, which is no act of the person that undo takes back', async () => {
    const studio = await createStudioFixture();
    await studio.commands.openCorpus([pubtatorFile()]);
    await studio.commands.setSelectionOptions({ ...studio.state.getState().selectionOptions, keepRatio: 0.6 });
    expect(studio.state.getState().selection).toBeUndefined();
    expect(await keptIds(studio)).toEqual([]);
    const scoring = studio.commands.scoreSamples();
    await studio.scorer.started(1);
    studio.scorer.deliver(2);
    expect(studio.state.getState().selection).toBeUndefined();
    studio.scorer.deliver();
    await scoring;
    expect(studio.state.getState().selection).toMatchObject({ rule: { keepRatio: 0.6 }, scoringId: 1 });
    expect(await keptIds(studio)).toHaveLength(3);
    expect(labels(studio)).toEqual([]);
    await studio.commands.undo();
    expect(await keptIds(studio)).toHaveLength(3);
    const reloaded = await createStudioFixture({ db: studio.db });
    await reloaded.restore();
    expect(await keptIds(reloaded)).toHaveLength(3);
  });

  it('that scoring makes leaves what was taken back to be done again, but for another selection', async () => {
    const studio = await createStudioFixture();
    const { commands, scorer, state } = studio;
    await commands.openCorpus([pubtatorFile()]);
    const [first] = await positivesOf(studio);
    await commands.decide([first?.sample.id ?? ''], 'rejected');
    await commands.undo();
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver();
    await scoring;
    expect(state.getState().redo.map(({ label }) => label)).toEqual(['Reject 1 sample']);
    await commands.redo();
    expect(state.getState().decisions.size).toBe(1);

    const other = await createStudioFixture();
    await other.commands.openCorpus([pubtatorFile()]);
    await other.commands.applyRule();
    await other.commands.undo();
    const scoringOther = other.commands.scoreSamples();
    await other.scorer.started(1);
    other.scorer.deliver();
    await scoringOther;
    const { selection, redo } = other.state.getState();
    expect(selection?.scoringId).toBe(1);
    expect(redo).toEqual([]);
    await other.commands.redo();
    expect(other.state.getState().selection).toEqual(selection);
  });

  it('moves with the cut, as one act for each time it stands still, and back by undo', async () => {
    const studio = await scoredStudio();
    const { commands, state } = studio;
    const before = await keptIds(studio);
    expect(before).toHaveLength(3);
    const rule = state.getState().selectionOptions;
    const moves = [0.6, 0.8, 1].map((keepRatio) => commands.setSelectionOptions({ ...rule, keepRatio }));
    expect(state.getState().save).toEqual({ kind: 'saving' });
    await Promise.all(moves);
    expect(labels(studio)).toHaveLength(1);
    expect(await keptIds(studio)).toHaveLength(4);
    await commands.undo();
    expect(await keptIds(studio)).toEqual(before);
    expect(state.getState().selectionOptions).toEqual(rule);
    await commands.redo();
    expect(await keptIds(studio)).toHaveLength(4);
    const reloaded = await createStudioFixture({ db: studio.db });
    await reloaded.restore();
    expect(reloaded.state.getState().selection).toEqual(state.getState().selection);
    expect(await keptIds(reloaded)).toEqual(await keptIds(studio));
    await reloaded.commands.undo();
    expect(await keptIds(reloaded)).toEqual(before);
  });

  it('of a rule that still moves is settled before undo takes it back', async () => {
    const studio = await scoredStudio();
    const before = await keptIds(studio);
    const moving = studio.commands.setSelectionOptions({ ...studio.state.getState().selectionOptions, keepRatio: 1 });
    await Promise.all([moving, studio.commands.undo()]);
    expect(await keptIds(studio)).toEqual(before);
    expect(labels(studio)).toHaveLength(0);
  });

  it('stays with an edit: the sample keeps score, rank and pick until it is scored and the rule applied', async () => {
    const studio = await scoredStudio();
    const { commands, samples, scorer, state } = studio;
    const [first] = await positivesOf(studio);
    await commands.decide([first?.sample.id ?? ''], 'undecided');
    const kept = await keptIds(studio);
    await editFirst(studio, 'Disease');
    const [edited] = await positivesOf(studio);
    expect(edited?.sample.answer).not.toBe(first?.sample.answer);
    expect(edited).toMatchObject({ stale: true, ifd: first?.ifd, pick: first?.pick });
    expect(edited?.score).toEqual(first?.score);
    expect(await keptIds(studio)).toEqual(kept);
    expect(state.getState().sampleView?.counts.stale).toBe(1);
    expect((await samples.unscored(0, 10)).map(({ sample }) => sample.id)).toEqual([first?.sample.id]);
    const again = commands.scoreSamples();
    await scorer.started(2);
    scorer.deliver();
    await again;
    const [rescored] = await positivesOf(studio);
    expect(rescored).toMatchObject({ stale: false, pick: first?.pick });
    expect(rescored?.ifd).not.toBe(first?.ifd);
    expect(await keptIds(studio)).toEqual(kept);
    await commands.undo();
    const [undone] = await positivesOf(studio);
    expect(undone).toMatchObject({ stale: false, ifd: first?.ifd, pick: first?.pick });
  });

  it('keeps an edited sample’s last score over several edits, a reload and new sample options', async () => {
    const studio = await scoredStudio();
    const [first] = await positivesOf(studio);
    await editFirst(studio, 'Disease');
    await editFirst(studio, 'Gene');
    const reloaded = await createStudioFixture({ db: studio.db });
    await reloaded.restore();
    const options = reloaded.state.getState().sampleOptions;
    await reloaded.commands.setSampleOptions({ ...options, unit: 'passage' });
    await reloaded.commands.setSampleOptions(options);
    const [edited] = await positivesOf(reloaded);
    expect(edited).toMatchObject({ stale: true, ifd: first?.ifd, pick: first?.pick });
  });

  it('shows no score from under another instruction, of an edited sample as little as of any other', async () => {
    const studio = await scoredStudio();
    await editFirst(studio, 'Disease');
    const options = studio.state.getState().sampleOptions;
    const counts = () => studio.state.getState().sampleView?.counts;
    expect(counts()).toMatchObject({ stale: 1, byOutcome: { 'not-scored-yet': { positives: 0, negatives: 0 } } });
    await studio.commands.setSampleOptions({ ...options, instructionTemplate: 'Find {types}.' });
    expect(counts()).toMatchObject({ stale: 0, byOutcome: { 'not-scored-yet': { positives: 2, negatives: 2 } } });
    await editFirst(studio, 'Chemical');
    expect(counts()).toMatchObject({ stale: 0, byOutcome: { 'not-scored-yet': { positives: 2, negatives: 2 } } });
    await studio.commands.undo();
    await studio.commands.setSampleOptions(options);
    expect(counts()).toMatchObject({ stale: 1, byOutcome: { 'not-scored-yet': { positives: 0, negatives: 0 } } });
  });

  it('leaves out what comes after it, and says what the rule would now give', async () => {
    const studio = await scoredStudio();
    const { commands, state, whole } = studio;
    const kept = await keptIds(studio);
    await commands.openCorpus([pubtatorFile('more.txt')]);
    expect(await keptIds(studio)).toEqual(kept);
    const { rows } = await whole();
    expect(rows.slice(4).map(({ pick }) => pick?.reason.kind)).toEqual(Array(4).fill('not-in-selection'));
    // The texts are the same, and so are their scores.
    expect(state.getState().sampleView?.rule).toMatchObject({ inCount: 3, outCount: 0 });
    await commands.applyRule();
    expect(await keptIds(studio)).toHaveLength(6);
    expect(state.getState().sampleView?.rule).toMatchObject({ inCount: 0, outCount: 0 });
    await commands.undo();
    expect(await keptIds(studio)).toEqual(kept);
  });

  it('stays as it is when a cut was taken back before a reload, whatever is exported or undone then', async () => {
    const studio = await scoredStudio();
    const before = await keptIds(studio);
    const rule = studio.state.getState().selectionOptions;
    await studio.commands.setSelectionOptions({ ...rule, keepRatio: 1 });
    await studio.commands.undo();
    const reloaded = await createStudioFixture({ db: studio.db });
    await reloaded.restore();
    expect(reloaded.state.getState().selectionOptions).toEqual(rule);
    await reloaded.commands.exportZip({ devRatio: 0, seed: 1 });
    expect(await keptIds(reloaded)).toEqual(before);
    expect(labels(reloaded)).toEqual(labels(studio));
  });

  it('keeps the places of a removed file for its own texts: another file with the same ids gets none', async () => {
    const studio = await scoredStudio();
    const { commands } = studio;
    const texts = async () => (await studio.whole()).rows.map(({ sample, pick }) => [sample.input, pick?.kept]);
    const before = await texts();
    await commands.openCorpus([
      pubtatorFile(
        'rest.txt',
        PUBTATOR.replaceAll('Lithium', 'Insulin').replaceAll('2\t', '3\t').replaceAll('2|', '3|'),
      ),
    ]);
    await commands.removeFile('cdr.txt');
    await commands.openCorpus([pubtatorFile('other.txt', PUBTATOR.replaceAll('It is cheap.', 'It is clear.'))]);
    const others = (await studio.whole()).rows.filter(({ sample }) => sample.documentId.startsWith('1'));
    expect(others.map(({ pick }) => pick?.reason.kind)).toEqual(others.map(() => 'not-in-selection'));
    await commands.openCorpus([pubtatorFile()]);
    expect(await texts()).toEqual(expect.arrayContaining(before));
    expect(await keptIds(studio)).toHaveLength(3);
    expect(studio.state.getState().fileNotice).toBeUndefined();
  });

  it('is made by a rule that was moved in the moment before a reload, as an act that can be taken back', async () => {
    const studio = await scoredStudio();
    const before = await keptIds(studio);
    const moved = { ...studio.state.getState().selectionOptions, keepRatio: 1 };
    studio.db.exec(`INSERT OR REPLACE INTO setting VALUES ('selectionOptions', ?)`, { bind: [JSON.stringify(moved)] });
    const reloaded = await createStudioFixture({ db: studio.db });
    await reloaded.restore();
    expect(reloaded.state.getState().selection?.rule).toEqual(moved);
    expect(await keptIds(reloaded)).toHaveLength(4);
    await reloaded.commands.undo();
    expect(await keptIds(reloaded)).toEqual(before);
    expect(reloaded.state.getState().selectionOptions).toEqual({ ...moved, keepRatio: 0.5 });
  });

  it('that left out a text nobody had annotated leaves it out once it is, and Review and Export say why', async () => {
    const studio = await createStudioFixture();
    await studio.commands.openCorpus([pubtatorFile(), new File(['The patient felt well again.'], 'note.txt')]);
    const scoring = studio.commands.scoreSamples();
    await studio.scorer.started(1);
    studio.scorer.deliver();
    await scoring;
    const kept = await keptIds(studio);
    const note = (await studio.whole()).rows.at(-1);
    expect(note?.pick?.reason).toEqual({ kind: 'not-annotated', gap: 'unannotated' });
    await studio.commands.markComplete([note?.sample.id ?? '']);
    const now = (await studio.whole()).rows.at(-1);
    expect(now).toMatchObject({ state: 'negative', pick: { kept: false, reason: { kind: 'not-in-selection' } } });
    expect(await keptIds(studio)).toEqual(kept);
    expect(await studio.commands.exportZip({ devRatio: 0, seed: 1 })).toBeDefined();
  });

  it('of a project of an older studio is made as it was shown there', async () => {
    const studio = await scoredStudio();
    const kept = await keptIds(studio);
    studio.db.exec(`DELETE FROM setting WHERE key = 'selectionId'; DELETE FROM history_step; DELETE FROM selection;
      INSERT INTO setting VALUES ('selectionDue', 'true')`);
    const reloaded = await createStudioFixture({ db: studio.db });
    await reloaded.restore();
    expect(await keptIds(reloaded)).toEqual(kept);
    expect(reloaded.db.selectValue(`SELECT count(*) FROM setting WHERE key = 'selectionDue'`)).toBe(0);
  });
});
