import { beforeEach, describe, expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

let studio: StudioFixture;
const places = new Uint32Array([0, 1]);
beforeEach(async () => {
  studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
});

describe('an act that cannot be done', () => {
  it('is said until it is done, whatever is saved meanwhile, and is no matter of saving', async () => {
    const { commands, state, db } = studio;
    db.exec('ALTER TABLE sample RENAME TO hidden');
    await commands.decideAll(places, 'approved');
    expect(state.getState()).toMatchObject({ notice: { code: 'act-failed' }, save: { kind: 'saved' } });
    expect(state.getState().decisions.size).toBe(0);
    await commands.setAuthor('Ann');
    expect(state.getState()).toMatchObject({ notice: { code: 'act-failed' }, save: { kind: 'saved' } });
    db.exec('ALTER TABLE hidden RENAME TO sample');
    await commands.decideAll(places, 'approved');
    expect(state.getState()).toMatchObject({ notice: undefined, save: { kind: 'saved' } });
    expect(state.getState().decisions.size).toBe(2);
  });

  it('goes when the person has read it', async () => {
    const { commands, state, db } = studio;
    db.exec('ALTER TABLE sample RENAME TO hidden');
    await commands.decideAll(places, 'approved');
    commands.dismissNotice();
    expect(state.getState().notice).toBeUndefined();
  });
});

describe('what cannot be read', () => {
  it('is read again where the person asks for it, and told anew where it fails again', async () => {
    const { commands, state, db } = studio;
    db.exec('ALTER TABLE sample RENAME TO hidden');
    await commands.openSamples([0]);
    expect(state.getState()).toMatchObject({ notice: { code: 'read-failed' }, save: { kind: 'saved' } });
    const before = state.getState().sampleView?.rowVersion;
    db.exec('ALTER TABLE hidden RENAME TO sample');
    await commands.readAgain();
    expect(state.getState().notice).toBeUndefined();
    expect(state.getState().sampleView?.rowVersion).not.toBe(before);
  });

  it('of the losses of tokens is told, and not as if a sample had none', async () => {
    const { commands, state, db, samples, scorer } = studio;
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    scorer.deliver();
    await scoring;
    const [row] = await samples.rows([0]);
    if (row?.score === undefined) throw new Error('the first sample has no score');
    expect(await commands.tokenLosses(row.score)).toBeDefined();
    db.exec('ALTER TABLE token_losses RENAME TO hidden');
    expect(await commands.tokenLosses(row.score)).toBeUndefined();
    expect(state.getState()).toMatchObject({ notice: { code: 'read-failed' }, save: { kind: 'saved' } });
  });

  it('of a project as a whole, is read again too', async () => {
    studio.db.exec('ALTER TABLE decision RENAME TO hidden');
    const again = await createStudioFixture({ db: studio.db });
    await again.restore();
    expect(again.state.getState().notice).toMatchObject({ code: 'project-unread' });
    await again.commands.readAgain();
    expect(again.state.getState().notice).toMatchObject({ code: 'project-unread' });
    studio.db.exec('ALTER TABLE hidden RENAME TO decision');
    await again.commands.readAgain();
    expect(again.state.getState()).toMatchObject({ notice: undefined, corpus: { kind: 'ready' } });
  });
});

describe('a corpus that could not be saved', () => {
  it('is not brought in by a later act, but by the request to try again', async () => {
    const { commands, state, db } = studio;
    const [first] = (await studio.whole()).samples;
    db.exec('PRAGMA query_only = ON');
    await commands.openCorpus([pubtatorFile('more.txt')]);
    expect(state.getState()).toMatchObject({ save: { kind: 'failed' }, corpus: { sources: [{ file: 'cdr.txt' }] } });
    db.exec('PRAGMA query_only = OFF');
    await commands.decide([first?.id ?? ''], 'approved');
    expect(state.getState()).toMatchObject({
      save: { kind: 'failed', changeCount: 1 },
      corpus: { sources: [{ file: 'cdr.txt' }] },
    });
    await commands.retrySave();
    expect(state.getState()).toMatchObject({
      save: { kind: 'saved' },
      corpus: { sources: [{ file: 'cdr.txt' }, { file: 'more.txt' }] },
    });
  });
});
