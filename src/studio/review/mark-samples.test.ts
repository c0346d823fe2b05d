import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createMention } from '../../core/annotations/create-mention.ts';
import { labelIdentical } from '../../core/annotations/label-identical.ts';
import type { EditOutcome } from '../../core/annotations/annotation-edit.ts';
import { isAnnotated, sampleState } from '../../core/samples/sample-state.ts';
import { openMemoryDatabase } from '../../testing/storage/node-sqlite.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { openPassages } from '../../testing/open-passages.ts';

const NOTE = 'The patient took aspirin for a headache. He felt well. Aspirin was stopped later.';
/** Names a mention that does not stand in its text, beside one that does. */
const BROKEN = `{"instruction": "Find.", "input": "Lithium in mania.", "output": "[{\\"entity\\": \\"Chemical\\", \\"name\\": \\"gold\\"}, {\\"entity\\": \\"Chemical\\", \\"name\\": \\"Lithium\\"}]"}\n`;

async function openedNote(): Promise<StudioFixture> {
  const studio = await createStudioFixture({ db: await openMemoryDatabase() });
  await studio.commands.openCorpus([new File([NOTE], 'note.txt')]);
  await studio.commands.addEntityType('Chemical');
  return studio;
}

/** What the samples are, as the thread's rows, its counts, its facts and samples built in memory say it. */
async function states(studio: StudioFixture): Promise<readonly string[]> {
  const { rows, samples } = await studio.whole();
  const said = rows.map(({ state }) => state);
  expect(samples.map(sampleState)).toEqual(said);
  const { sampleView, corpus } = studio.state.getState();
  const counts = {
    positives: said.filter((state) => state === 'positive').length,
    negatives: said.filter((state) => state === 'negative').length,
    notAnnotated: said.filter((state) => state !== 'positive' && state !== 'negative').length,
  };
  expect(sampleView?.counts).toMatchObject(counts);
  expect(sampleView?.rule.counts).toMatchObject(counts);
  if (corpus.kind === 'ready') expect(corpus.summary).toMatchObject(counts);
  return said;
}

async function exported(studio: StudioFixture): Promise<Readonly<Record<'train' | 'dropped', readonly unknown[]>>> {
  const zip = await studio.commands.exportZip({ devRatio: 0, seed: 1 });
  const files = unzipSync(zip?.bytes ?? new Uint8Array());
  const rowsOf = (name: string): readonly unknown[] =>
    strFromU8(files[name] ?? new Uint8Array())
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  return { train: rowsOf('train.jsonl'), dropped: rowsOf('dropped.jsonl') };
}

async function perform(studio: StudioFixture, outcome: EditOutcome, settles?: string): Promise<void> {
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  await studio.commands.edit(outcome.edit, undefined, settles);
}

const idsOf = async ({ whole }: StudioFixture): Promise<readonly string[]> =>
  (await whole()).samples.map(({ id }) => id);

describe('a note that nobody annotated', () => {
  it('gives no row of the training data, whatever is approved, and its instruction has no hole', async () => {
    const studio = await createStudioFixture();
    await studio.commands.openCorpus([new File([NOTE], 'note.txt')]);
    expect(await states(studio)).toEqual(['unannotated', 'unannotated', 'unannotated']);
    const [first] = (await studio.whole()).samples;
    expect(first?.instruction).toMatch(/^Extract all entities from/u);
    for (const strategy of ['hybrid', 'superfiltering', 'random', 'full'] as const) {
      await studio.commands.setSelectionOptions({ ...studio.state.getState().selectionOptions, strategy });
      await studio.commands.decide(await idsOf(studio), 'approved');
      const { train, dropped } = await exported(studio);
      expect(train).toEqual([]);
      expect(dropped).toHaveLength(3);
      const words = 'Dropped: nobody annotated this text yet.';
      for (const row of dropped) expect(row).toMatchObject({ reason: 'not-annotated', explanation: words, output: '' });
      await studio.commands.undo();
    }
  });

  it('is not scored', async () => {
    const studio = await openedNote();
    expect(await studio.samples.unscored(0, 10)).toEqual([]);
    expect((await studio.samples.scoreDetails()).waitingCount).toBe(0);
    await studio.commands.markComplete((await idsOf(studio)).slice(0, 1));
    expect(await studio.samples.unscored(0, 10)).toHaveLength(1);
    expect((await studio.samples.scoreDetails()).waitingCount).toBe(1);
  });

  it('is annotated sentence by sentence: by an edit, by a mark, and each is one step of the undo list', async () => {
    const db = await openMemoryDatabase();
    const studio = await createStudioFixture({ db });
    await studio.commands.openCorpus([new File([NOTE], 'note.txt')]);
    await studio.commands.addEntityType('Chemical');
    const [first = '', second = ''] = await idsOf(studio);
    const [passage] = openPassages((await studio.whole()).corpus);
    if (passage === undefined) throw new Error('no passage');
    await perform(studio, createMention(passage, { start: 17, end: 24 }, { entityType: 'Chemical' }), first);
    expect(await states(studio)).toEqual(['positive', 'unannotated', 'unannotated']);
    await studio.commands.markComplete([second], true);
    expect(await states(studio)).toEqual(['positive', 'negative', 'unannotated']);
    const { train, dropped } = await exported(studio);
    // The positive has no score yet, which is another matter; the negative was approved.
    expect(train).toMatchObject([{ id: second, output: '[]' }]);
    expect(dropped).toHaveLength(2);

    const again = await createStudioFixture({ db });
    await again.restore();
    expect(await states(again)).toEqual(['positive', 'negative', 'unannotated']);
    await again.commands.undo();
    expect(await states(again)).toEqual(['positive', 'unannotated', 'unannotated']);
    expect(again.state.getState().decisions.size).toBe(0);
    await again.commands.undo();
    expect(await states(again)).toEqual(['unannotated', 'unannotated', 'unannotated']);
    await again.commands.redo();
    await again.commands.redo();
    expect(await states(again)).toEqual(['positive', 'negative', 'unannotated']);
    await again.commands.unmark([second]);
    expect(await states(again)).toEqual(['positive', 'unannotated', 'unannotated']);
  });

  it('is not settled by an act on many, which changes the mentions alone', async () => {
    const studio = await openedNote();
    const [first = ''] = await idsOf(studio);
    const [passage] = openPassages((await studio.whole()).corpus);
    if (passage === undefined) throw new Error('no passage');
    await perform(studio, createMention(passage, { start: 17, end: 24 }, { entityType: 'Chemical' }), first);
    const open = openPassages((await studio.whole()).corpus);
    const [mention] = open[0]?.mentions ?? [];
    if (mention === undefined) throw new Error('no mention');
    await perform(studio, labelIdentical(open, mention, { matchCase: false, wholeWord: true }).outcome);
    const { samples } = await studio.whole();
    expect(samples.map(({ mentions }) => mentions.length)).toEqual([1, 0, 1]);
    expect(await states(studio)).toEqual(['positive', 'unannotated', 'unannotated']);
    expect((await exported(studio)).train).toEqual([]);
  });

  it('is passed over by a bulk approval, unless that marks it too, in one step', async () => {
    const studio = await openedNote();
    await studio.commands.openCorpus([pubtatorFile()]);
    const { rows } = await studio.whole();
    const all = Uint32Array.from(rows, ({ place }) => place);
    const decision = await studio.samples.bulkDecision(all, 'approved');
    const annotated = rows.filter(({ sample }) => isAnnotated(sample)).map(({ place }) => place);
    expect([...decision.places]).toEqual(annotated);
    expect([...decision.passedOver]).toEqual(
      rows.map(({ place }) => place).filter((each) => !annotated.includes(each)),
    );
    expect(decision.passedOverWithMentions).toBe(0);
    await studio.commands.decideAll(decision.places, 'approved', decision.passedOver);
    expect((await states(studio)).filter((state) => state === 'unannotated')).toEqual([]);
    expect((await exported(studio)).train).toHaveLength(rows.length);
    await studio.commands.undo();
    expect((await states(studio)).filter((state) => state === 'unannotated')).toHaveLength(3);
    expect(studio.state.getState().decisions.size).toBe(0);
    await studio.commands.markAllComplete(decision.passedOver);
    expect(studio.state.getState().undo.at(-1)?.label).toBe('Mark 3 samples as annotated in full');
    expect((await states(studio)).filter((state) => state === 'negative')).toHaveLength(5);
  });
});

it('has its score again when it was not annotated while all others were scored anew', async () => {
  const studio = await openedNote();
  const { commands, scorer, state } = studio;
  const [first = ''] = await idsOf(studio);
  await commands.markAllComplete(Uint32Array.of(0, 1, 2));
  const scoring = commands.scoreSamples();
  await scorer.started(1);
  scorer.deliver();
  await scoring;
  await commands.unmark([first]);
  const again = commands.rescoreSamples();
  await scorer.started(2);
  scorer.deliver();
  await again;
  await commands.markComplete([first]);
  expect(state.getState().sampleView?.counts.byOutcome['one-token-answer']).toEqual({ positives: 0, negatives: 3 });
});

describe('a row of which something was lost', () => {
  it('stays out with its issue; marked, it goes out with the mentions that stand', async () => {
    const studio = await createStudioFixture();
    await studio.commands.openCorpus([new File([BROKEN], 'rows.jsonl')]);
    expect(await states(studio)).toEqual(['lost']);
    const [row] = (await studio.whole()).rows;
    expect(row?.sample.gaps).toMatchObject([
      { kind: 'lost', issue: { code: 'name-not-in-text', file: 'rows.jsonl', line: 1 } },
    ]);
    await studio.commands.markComplete([row?.sample.id ?? ''], true);
    expect(await states(studio)).toEqual(['positive']);
    const { train } = await exported(studio);
    expect(train).toMatchObject([{ output: '[{"entity": "Chemical", "name": "Lithium"}]' }]);
    await studio.commands.undo();
    expect(await states(studio)).toEqual(['lost']);
    expect((await exported(studio)).dropped).toMatchObject([{ reason: 'not-annotated' }]);
  });
});

describe('a written corpus', () => {
  it('has the text of what is not annotated, and says so; rows for training leave it out', async () => {
    const studio = await openedNote();
    const textsOf = async (format: 'pubtator' | 'alpaca'): Promise<Readonly<Record<string, string>>> => {
      const written = await studio.commands.writeCorpus({ format, scope: 'whole' });
      const files = Object.entries(unzipSync(written?.bytes ?? new Uint8Array()));
      return Object.fromEntries(files.map(([name, bytes]) => [name, strFromU8(bytes)]));
    };
    const pubtator = await textsOf('pubtator');
    expect(pubtator['corpus.pubtator.txt']).toContain('The patient took aspirin');
    expect(pubtator['corpus.pubtator.txt.losses.txt']).toContain('1 text is not annotated');
    const rows = await textsOf('alpaca');
    expect(rows['corpus.alpaca.jsonl']).toBe('');
    await studio.commands.markComplete(await idsOf(studio));
    const settled = await textsOf('alpaca');
    expect(settled['corpus.alpaca.jsonl']).toContain('"output":"[]"');
    expect(settled['corpus.alpaca.jsonl.losses.txt']).not.toContain('annotated');
  });
});
