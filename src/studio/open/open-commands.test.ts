import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createStudioFixture, PUBTATOR, pubtatorFile } from '../../testing/studio/studio-fixture.ts';
import { DEMONSTRATION_FILE, DEMONSTRATION_PROJECT } from '../corpus/demonstration.ts';
import type { StudioState } from '../state/state.ts';
import { mergeInto, startTwoCurators } from '../../testing/studio/two-curators.ts';

function ready(state: StudioState): Extract<StudioState['corpus'], { kind: 'ready' }> {
  if (state.corpus.kind !== 'ready') throw new Error(`the corpus is ${state.corpus.kind}`);
  return state.corpus;
}

describe('openCorpus', () => {
  it('shows documents, samples and what each file was read as', async () => {
    const { commands, state } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const corpus = ready(state.getState());
    expect(corpus.summary).toMatchObject({ documents: 2, samples: 4, positives: 2, negatives: 2, mentions: 4 });
    expect(corpus.sources).toMatchObject([{ file: 'cdr.txt', format: 'PubTator', documents: 2, samples: 4 }]);
    expect(state.getState().sampleOptions.entityTypes).toEqual(['Chemical', 'Disease']);
    expect(state.getState().sampleView?.rule.counts).toMatchObject({ positives: 2, negatives: 2 });
    expect(state.getState().save).toEqual({ kind: 'saved' });
  });

  it('adds further files to what is there', async () => {
    const { commands, state, whole } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const { corpus } = state.getState();
    const { samples } = await whole();
    await commands.openCorpus([pubtatorFile()]);
    const after = ready(state.getState());
    expect(after.sources.map(({ file }) => file)).toEqual(['cdr.txt', 'cdr.txt (2)']);
    const all = await whole();
    expect(all.corpus.documents.map(({ id }) => id)).toEqual(['1', '2', '1#2', '2#2']);
    expect(all.samples.slice(0, 4)).toEqual(samples);
    expect(corpus.kind === 'ready' && after.version > corpus.version).toBe(true);
    expect(state.getState().issues).toMatchObject([{ code: 'duplicate-document' }, { code: 'duplicate-document' }]);
  });

  it('keeps what is there when nothing usable comes in, and says why, once', async () => {
    const { commands, state } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const before = state.getState();
    const bad = [new File([], 'empty.txt'), new File(['no format of ours'], 'odd.txt')];
    await commands.openCorpus(bad);
    await commands.openCorpus(bad);
    const after = state.getState();
    expect(after.corpus).toBe(before.corpus);
    expect(after.sampleView).toBe(before.sampleView);
    expect(after.issues.map(({ code, file }) => [code, file])).toEqual([
      ['empty-file', 'empty.txt'],
      ['unknown-format', 'odd.txt'],
    ]);
  });

  it('asks for types that come in later unless the person chose types', async () => {
    const gene = PUBTATOR.replaceAll('Chemical', 'Gene');
    const all = await createStudioFixture();
    await all.commands.openCorpus([pubtatorFile()]);
    await all.commands.openCorpus([pubtatorFile('gene.txt', gene)]);
    expect(all.state.getState().sampleOptions.entityTypes).toEqual(['Chemical', 'Disease', 'Gene']);

    const chosen = await createStudioFixture();
    await chosen.commands.openCorpus([pubtatorFile()]);
    const options = chosen.state.getState().sampleOptions;
    await chosen.commands.setSampleOptions({ ...options, entityTypes: ['Disease'] });
    await chosen.commands.openCorpus([pubtatorFile('gene.txt', gene)]);
    expect(chosen.state.getState().sampleOptions.entityTypes).toEqual(['Disease']);
  });

  it('shows progress by file', async () => {
    const { commands, state } = await createStudioFixture();
    const seen: unknown[] = [];
    state.subscribe(({ corpus }) => {
      if (corpus.kind === 'opening' && seen.at(-1) !== corpus.doneCount) seen.push(corpus.doneCount);
    });
    await commands.openCorpus([pubtatorFile('a.txt'), pubtatorFile('b.txt')]);
    expect(seen).toEqual([0, 1, 2]);
  });
});

it('stops opening when asked, and what was there stays', async () => {
  const { commands, state } = await createStudioFixture();
  await commands.openCorpus([pubtatorFile()]);
  const { corpus, issues } = state.getState();
  const unsubscribe = state.subscribe(({ corpus: now }) => {
    if (now.kind === 'opening' && now.doneCount === 2) commands.cancelOpening();
  });
  await commands.openCorpus(Array.from({ length: 20 }, (_, index) => pubtatorFile(`${index}.txt`)));
  unsubscribe();
  expect(state.getState().corpus).toBe(corpus);
  expect(state.getState().issues).toEqual(issues);
  await commands.openCorpus([pubtatorFile('later.txt')]);
  expect(ready(state.getState()).sources.map(({ file }) => file)).toEqual(['cdr.txt', 'later.txt']);
});

it('opens what is in archives under the name of the archive, and says which of it is refused', async () => {
  const { commands, state } = await createStudioFixture();
  const inner = zipSync({ 'x.txt': strToU8('x') });
  const zip = zipSync({ 'set/a.txt': strToU8(PUBTATOR), 'set/inner.zip': inner });
  const gzip = gzipSync(strToU8(PUBTATOR));
  await commands.openCorpus([new File([new Uint8Array(zip)], 'c.zip'), new File([new Uint8Array(gzip)], 'b.txt.gz')]);
  expect(ready(state.getState()).sources.map(({ file }) => file)).toEqual(['c.zip/set/a.txt', 'b.txt']);
  expect(state.getState().issues.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'archive-refused', file: 'c.zip/set/inner.zip' },
  ]);
});

it('reads a file again as another format, and goes back where that gives nothing', async () => {
  const { commands, state, whole } = await createStudioFixture();
  const columns = 'aspirin\tO\nhelps\tB-Verb\n';
  await commands.openCorpus([pubtatorFile(), new File([columns], 'odd.tsv')]);
  const before = ready(state.getState());
  const { documents } = (await whole()).corpus;
  expect(await commands.peekSource('odd.tsv', { format: 'pubtator' })).toMatchObject({
    documentCount: 0,
    issueCount: 2,
  });
  expect(await commands.peekSource('odd.tsv', {})).toMatchObject({ documentCount: 1, mentionCount: 1 });
  expect(await commands.peekSource('never seen', {})).toBeUndefined();
  // At hand, and yet not read: which is not the same.
  expect(await commands.peekSource('odd.tsv', {}, AbortSignal.abort())).toMatchObject({
    documentCount: 0,
    issues: [{ code: 'read-failed', file: 'odd.tsv' }],
  });

  await commands.readSourceAs('odd.tsv', { format: 'pubtator' });
  expect(state.getState().corpus).toBe(before);
  expect(state.getState().issues.map(({ code, file }) => [code, file])).toEqual([
    ['malformed-line', 'odd.tsv'],
    ['malformed-line', 'odd.tsv'],
  ]);
  await commands.readSourceAs('odd.tsv', { format: 'conll' });
  const after = ready(state.getState());
  expect(after.sources.map(({ file, evidence }) => [file, evidence])).toEqual([
    ['cdr.txt', 'line 1 is "1|t|Aspirin and headache."'],
    ['odd.tsv', 'chosen by hand'],
  ]);
  expect((await whole()).corpus.documents).toEqual(documents);
  expect(state.getState().issues).toEqual([]);
});

it('decisions on sentences go over to the sample that they become when the file is read again, on the screen too', async () => {
  const { commands, state, whole } = await createStudioFixture();
  const table = 'text,from,to\nCultures grew E coli. Klebsiella was absent.,14,32\n';
  await commands.openCorpus([new File([table], 'a.csv')]);
  const apart = (await whole()).samples.map(({ id }) => id);
  expect(apart).toEqual(['a.csv/1/text/0-21', 'a.csv/1/text/22-44']);
  await commands.decide(apart.slice(0, 1), 'approved');
  await commands.decide(apart.slice(1), 'rejected');
  await commands.readSourceAs('a.csv', {
    format: 'csv',
    hints: { columns: { text: 'text', start: 'from', end: 'to' } },
  });
  const [joined, ...others] = (await whole()).samples;
  expect([joined?.id, others.length]).toEqual(['a.csv/1/text/0-44', 0]);
  expect([...state.getState().decisions.values()]).toMatchObject([
    { sampleId: 'a.csv/1/text/0-44', verdict: 'unsure', reason: expect.stringContaining('Klebsiella was absent.”') },
  ]);
});

describe('the demonstration corpus', () => {
  const opfs = { storage: { kind: 'opfs' } } as const;

  it('opens in a project that holds nothing', async () => {
    const { commands, state, restartCount } = await createStudioFixture(opfs);
    await commands.openDemonstration();
    await commands.openDemonstration();
    expect(ready(state.getState()).sources).toMatchObject([{ file: DEMONSTRATION_FILE }]);
    expect(restartCount()).toBe(0);
  });

  it('has a project of its own beside files of a person’s own, the same one each time', async () => {
    const { commands, state, storage, restartedFor } = await createStudioFixture(opfs);
    await commands.openCorpus([pubtatorFile()]);
    await commands.openDemonstration();
    expect(ready(state.getState()).sources).toMatchObject([{ file: 'cdr.txt' }]);
    expect(restartedFor()).toBe('demonstration');
    const created = storage.calls.filter(({ name }) => name === 'projects.create');
    expect(created).toEqual([{ name: 'projects.create', args: [DEMONSTRATION_PROJECT] }]);
  });

  it('does not come beside work that waits for a removed file', async () => {
    const { commands, state, restartedFor, whole } = await createStudioFixture(opfs);
    await commands.openCorpus([pubtatorFile()]);
    const [first] = (await whole()).samples;
    await commands.decide([first?.id ?? ''], 'approved');
    await commands.removeFile('cdr.txt');
    await commands.openDemonstration();
    expect(state.getState().corpus.kind).toBe('empty');
    expect(restartedFor()).toBe('demonstration');
  });

  it('changes nothing in a tab without a disk that holds something', async () => {
    const { commands, state, restartCount } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    await commands.openDemonstration();
    expect(ready(state.getState()).sources).toMatchObject([{ file: 'cdr.txt' }]);
    expect(restartCount()).toBe(0);
  });
});

it('setSampleOptions builds the samples anew', async () => {
  const { commands, state, whole } = await createStudioFixture();
  await commands.openCorpus([pubtatorFile()]);
  await commands.setSampleOptions({ ...state.getState().sampleOptions, unit: 'passage', entityTypes: ['Disease'] });
  expect((await whole()).samples.map(({ answer }) => answer)).toEqual([
    '[{"entity": "Disease", "name": "headache"}]',
    '[]',
    '[{"entity": "Disease", "name": "mania"}]',
  ]);
  expect(state.getState().sampleView?.rule.counts).toMatchObject({ positives: 2, negatives: 1 });
});

it('closeCorpus takes the conflicts of a merge along', async () => {
  const [ann, ben] = await startTwoCurators(pubtatorFile());
  const { commands, state } = ann;
  const ids = (await ann.whole()).samples.map(({ id }) => id);
  await commands.decide(ids.slice(0, 2), 'approved');
  await ben.commands.decide(ids.slice(0, 2), 'rejected');
  await mergeInto(ann, ben);
  const [conflict] = state.getState().conflicts;
  if (conflict === undefined) throw new Error('no conflict');
  await commands.settleConflict(conflict, 'standing');
  await commands.closeCorpus();
  expect(state.getState()).toMatchObject({ conflicts: [], settledConflicts: [], mergeReport: undefined });
});

it('closeCorpus empties the screen and the disk but keeps what is not of the corpus', async () => {
  const { commands, state, db, whole } = await createStudioFixture();
  await commands.openCorpus([pubtatorFile()]);
  const [sample] = (await whole()).samples;
  await commands.decide([sample?.id ?? ''], 'approved');
  await commands.setSelectionOptions({ ...state.getState().selectionOptions, keepRatio: 0.3 });
  await commands.closeCorpus();
  expect(state.getState()).toMatchObject({ corpus: { kind: 'empty' }, sampleView: undefined, issues: [], undo: [] });
  const reloaded = await createStudioFixture({ db });
  await reloaded.restore();
  expect(reloaded.state.getState()).toMatchObject({ corpus: { kind: 'empty' }, undo: [] });
  expect(reloaded.state.getState().decisions.size).toBe(0);
  expect(reloaded.state.getState().selectionOptions.keepRatio).toBe(0.3);
});

it('a file that is read again brings no type that was left out', async () => {
  const { commands, state, whole } = await createStudioFixture();
  await commands.openCorpus([pubtatorFile()]);
  await commands.setSampleOptions({ ...state.getState().sampleOptions, entityTypes: ['Disease'] });
  const { documents } = (await whole()).corpus;
  const changes = documents.flatMap(({ id, passages }) =>
    passages.flatMap((passage) =>
      passage.mentions
        .filter(({ entityType }) => entityType === 'Chemical')
        .map((before) => ({
          passage: { documentId: id, passageId: passage.id },
          mentionId: before.id,
          before,
          after: undefined,
        })),
    ),
  );
  // The corpus as it is edited has the types asked for and no other.
  await commands.edit({ label: 'Delete', changes });
  await commands.readSourceAs('cdr.txt', {});
  expect(state.getState().sampleOptions.entityTypes).toEqual(['Disease']);
});
