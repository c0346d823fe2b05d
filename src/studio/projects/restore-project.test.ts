import { expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../testing/studio/studio-fixture.ts';

it('brings back corpus, samples, options and selection as they were', async () => {
  const first = await createStudioFixture();
  await first.commands.openCorpus([pubtatorFile(), new File([], 'empty.txt')]);
  await first.commands.setSampleOptions({ ...first.state.getState().sampleOptions, entityTypes: ['Disease'] });
  await first.commands.setSelectionOptions({ ...first.state.getState().selectionOptions, keepRatio: 0.25 });
  await first.commands.setDevice('wasm');
  const before = first.state.getState();
  const whole = await first.whole();

  const second = await createStudioFixture({ db: first.db });
  await second.restore();
  const after = second.state.getState();
  expect(await second.whole()).toEqual(whole);
  expect(after.sampleView).toMatchObject({
    counts: before.sampleView?.counts,
    selected: before.sampleView?.selected,
  });
  expect(after.issues).toEqual(before.issues);
  expect(after.device).toBe('wasm');
  expect(after.sampleOptions).toEqual(before.sampleOptions);
  const corpus = { kind: 'ready', version: expect.any(Number) };
  expect(after.corpus).toEqual({ ...before.corpus, ...corpus });
});

it('of an empty project gives an empty studio', async () => {
  const studio = await createStudioFixture();
  const before = studio.state.getState();
  await studio.restore();
  await studio.until(({ projects }) => projects !== undefined);
  expect({ ...studio.state.getState(), projects: undefined, workPlace: undefined }).toEqual(before);
});

it('files dropped while the project still loads are added to it', async () => {
  const first = await createStudioFixture();
  await first.commands.openCorpus([pubtatorFile('first.txt')]);
  const second = await createStudioFixture({ db: first.db });
  await Promise.all([second.restore(), second.commands.openCorpus([pubtatorFile('second.txt')])]);
  expect(second.state.getState().corpus).toMatchObject({
    kind: 'ready',
    sources: [{ file: 'first.txt' }, { file: 'second.txt' }],
  });
});

it('a project that cannot be read is never written over', async () => {
  const first = await createStudioFixture();
  await first.commands.openCorpus([pubtatorFile('first.txt')]);
  first.db.exec('ALTER TABLE decision RENAME TO hidden');
  const second = await createStudioFixture({ db: first.db });
  await second.restore();
  expect(second.state.getState()).toMatchObject({
    notice: { code: 'project-unread' },
    save: { kind: 'saved' },
    corpus: { kind: 'empty' },
  });
  await second.commands.openCorpus([pubtatorFile('second.txt')]);
  expect(second.state.getState().corpus.kind).toBe('empty');
  first.db.exec('ALTER TABLE hidden RENAME TO decision');
  await second.commands.openCorpus([pubtatorFile('second.txt')]);
  expect(second.state.getState().corpus).toMatchObject({ sources: [{ file: 'first.txt' }, { file: 'second.txt' }] });
});

it('settings that no studio wrote become the defaults', async () => {
  const first = await createStudioFixture();
  const { selectionOptions, device } = first.state.getState();
  first.db.exec(`INSERT INTO setting VALUES ('selectionOptions', '{"keepRatio": -3, "strategy": "best"}'),
    ('device', '"abacus"'), ('sampleOptions', '7'), ('modelSource', '{"kind": "files"}')`);
  const second = await createStudioFixture({ db: first.db });
  await second.restore();
  expect(second.state.getState()).toMatchObject({ selectionOptions, device });
});
