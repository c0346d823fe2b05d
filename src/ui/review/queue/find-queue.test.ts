import { beforeEach, expect, test } from 'vitest';
import { deleteMention, relabelMention } from '../../../core/annotations/change-mention.ts';
import type { SampleOrder } from '../../../core/selection/find-samples.ts';
import { openPassageOf } from '../../../studio/review/review-passage.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../../testing/studio/studio-fixture.ts';
import type { ComparisonSide } from '../compare/comparison-sides.ts';
import { findQueue } from './find-queue.ts';
import { AUDIT_COUNT, openFilter, type ReviewFilter } from './review-filter.ts';

const IN_ORDER: SampleOrder = { column: 'position', descending: false };

let studio: StudioFixture;
let ids: readonly string[] = [];

/** 0 "Aspirin and headache." 1 "Aspirin helps." 2 "It is cheap." 3 "Lithium in mania."; the first and the last have mentions. */
beforeEach(async () => {
  studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  ids = (await studio.whole()).samples.map(({ id }) => id);
});

async function shown(
  filter: Partial<ReviewFilter>,
  { side = 'imported', order = IN_ORDER }: { readonly side?: ComparisonSide; readonly order?: SampleOrder } = {},
): Promise<readonly number[]> {
  const places = await findQueue({ ...openFilter, ...filter }, order, {
    samples: studio.samples,
    readSamples: (places, models) => studio.commands.readSamples(places, models),
    state: studio.state.getState(),
    side,
    signal: new AbortController().signal,
  });
  return [...places];
}

async function score(ifds: readonly (number | undefined)[]): Promise<void> {
  const { samples } = await studio.whole();
  await studio.saveScores(
    samples.flatMap(({ contentHash }, place) => {
      const ifd = ifds[place];
      return ifd === undefined ? [] : [{ contentHash, ifd }];
    }),
  );
  await studio.commands.applyRule();
}

async function edit(place: number, kind: 'relabel' | 'delete'): Promise<void> {
  const [open] = await studio.commands.readSamples([place], []);
  const [mention] = open?.passage.mentions ?? [];
  if (open === undefined || mention === undefined) throw new Error('there is nothing to edit');
  const passage = openPassageOf(open);
  const outcome =
    kind === 'relabel' ? relabelMention(passage, mention.id, 'Disease') : deleteMention(passage, mention.id);
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  await studio.commands.edit(outcome.edit);
}

test('an open filter shows everything, in the order asked for', async () => {
  expect(await shown({})).toEqual([0, 1, 2, 3]);
  expect(await shown({}, { order: { column: 'length', descending: true } })).toEqual([0, 3, 1, 2]);
});

test('text is found in input and document, by words and their beginnings', async () => {
  expect(await shown({ text: 'ASPI' })).toEqual([0, 1]);
  expect(await shown({ text: 'lithium man' })).toEqual([3]);
  expect(await shown({ text: 'nowhere' })).toEqual([]);
});

test('filters compose', async () => {
  expect(await shown({ pick: 'kept' })).toEqual([]);
  await studio.commands.applyRule();
  await studio.commands.decide([ids[3] ?? ''], 'unsure');
  expect(await shown({ kind: 'positive', entityType: 'Disease' })).toEqual([0, 3]);
  expect(await shown({ kind: 'positive', entityType: 'Disease', decision: 'unsure' })).toEqual([3]);
  expect(await shown({ kind: 'negative', text: 'cheap', decision: 'undecided' })).toEqual([2]);
  expect(await shown({ pick: 'kept' })).toEqual([1, 2]);
  expect(await shown({ reason: 'unscored' })).toEqual([0, 3]);
});

test('a decision against the filter is one that changes what goes out', async () => {
  await studio.commands.applyRule();
  await studio.commands.decide([ids[0] ?? '', ids[1] ?? ''], 'approved');
  expect(await shown({ decision: 'overruling' })).toEqual([0]);
  expect(await shown({ decision: 'approved' })).toEqual([0, 1]);
});

test('bounds of IFD leave out what has none', async () => {
  await score([0.5, undefined, undefined, 1]);
  expect(await shown({ queue: 'unscored' })).toEqual([1, 2]);
  expect(await shown({ ifdFrom: 0.5, ifdTo: 1 })).toEqual([0, 3]);
  expect(await shown({ ifdFrom: 0.6 })).toEqual([3]);
  expect(await shown({ queue: 'to-check' })).toEqual([3]);
  expect(await shown({ queue: 'to-check', ifdTo: 0.9 })).toEqual([]);
  expect(await shown({ ifdTo: 2, lengthFrom: 20 })).toEqual([0]);
});

test('an author has decided, noted or edited', async () => {
  await studio.commands.setAuthor('Ann');
  await studio.commands.decide([ids[1] ?? ''], 'approved');
  await studio.commands.setAuthor('Ben');
  await studio.commands.note(ids[2] ?? '', 'why?');
  await edit(3, 'delete');
  expect(await shown({ author: 'Ann' })).toEqual([1]);
  expect(await shown({ author: 'Ben' })).toEqual([2, 3]);
  expect(await shown({ author: 'Ben', kind: 'negative' })).toEqual([2]);
  expect(await shown({ author: 'Nobody' })).toEqual([]);
});

test('both sides differ where somebody edited, and where a model said something else', async () => {
  expect(await shown({ queue: 'differing' })).toEqual([]);
  await edit(0, 'relabel');
  await edit(3, 'delete');
  expect(await shown({ queue: 'differing' })).toEqual([0, 3]);
  expect(await shown({ difference: 'type' })).toEqual([0]);
  expect(await shown({ difference: 'missing' })).toEqual([3]);
  expect(await shown({ queue: 'differing' }, { side: 'none' })).toEqual([]);
  const side = 'model:hash of bioselect-weak';
  expect(await shown({ queue: 'differing' }, { side })).toEqual([]);
  await studio.commands.predictCorpus();
  expect(await shown({ queue: 'differing' }, { side })).toEqual([0, 1, 2, 3]);
});

test('conflicts and near duplicates are what the project says they are', async () => {
  studio.state.setState({
    conflicts: [
      {
        kind: 'decision',
        sampleId: ids[2] ?? '',
        standing: { sampleId: ids[2] ?? '', verdict: 'approved', decidedAtMs: 1 },
        other: { sampleId: ids[2] ?? '', verdict: 'rejected', decidedAtMs: 0 },
      },
    ],
    nearDuplicates: { kind: 'ready', of: 1, places: Uint32Array.of(1, 3) },
  });
  expect(await shown({ queue: 'conflicts' })).toEqual([2]);
  expect(await shown({ queue: 'near-duplicates' })).toEqual([1, 3]);
  expect(await shown({ queue: 'near-duplicates', kind: 'positive' })).toEqual([3]);
});

test('an audit is a draw of what was dropped, the same for its seed', async () => {
  const text = Array.from(
    { length: 120 },
    (_, index) => `${index}|t|Aspirin number ${index}.\n${index}|a|\n${index}\t0\t7\tAspirin\tChemical\tD1\n`,
  ).join('\n');
  await studio.commands.closeCorpus();
  await studio.commands.openCorpus([pubtatorFile('many.txt', text)]);
  expect(await shown({ queue: 'audit' })).toEqual([]);
  await studio.commands.applyRule();
  const drawn = await shown({ queue: 'audit' });
  expect(drawn).toHaveLength(AUDIT_COUNT);
  expect(await shown({ queue: 'audit' })).toEqual(drawn);
  const { selectionOptions } = studio.state.getState();
  await studio.commands.setSelectionOptions({ ...selectionOptions, seed: selectionOptions.seed + 1 });
  expect(await shown({ queue: 'audit' })).not.toEqual(drawn);
});
