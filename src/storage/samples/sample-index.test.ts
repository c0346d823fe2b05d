import type { Database } from '@sqlite.org/sqlite-wasm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currentCorpus, editsOf } from '../../core/annotations/current-corpus.ts';
import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import type { Corpus } from '../../core/corpus/corpus.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import { buildSamples } from '../../core/samples/build-samples.ts';
import { summarizeCorpus } from '../../core/samples/summarize-corpus.ts';
import {
  buildProject,
  documentOf,
  indexOf,
  makeSamples,
  markOf,
  NAMES,
  NO_PATCH,
  SAMPLE_OPTIONS,
  sampledCorpus,
  scoreOf,
  SCORING,
  newScoring,
} from '../../testing/studio/sampled-project.ts';
import { SampleIndex } from './sample-index.ts';

/** As the next start finds it. */
function openAgain(db: Database): SampleIndex {
  const index = SampleIndex.open(db);
  if (index === undefined) throw new Error('the samples were not built');
  return index;
}

/** Takes the first mention of every document away. */
function deletions({ documents }: Corpus): MentionRecord[] {
  return documents.flatMap(({ id, passages: [passage] }) =>
    passage?.mentions[0] === undefined
      ? []
      : [
          {
            passage: { documentId: id, passageId: passage.id },
            mentionId: passage.mentions[0].id,
            state: { kind: 'deleted' as const },
          },
        ],
  );
}

const every = ({ columns }: SampleIndex): number[] => Array.from({ length: columns.count }, (_, place) => place);

test('samples are those that are built of the current corpus, built with the edits or refreshed after them', async () => {
  await fc.assert(
    fc.asyncProperty(sampledCorpus, async (imported) => {
      const edits = deletions(imported);
      const current = currentCorpus(imported, editsOf(edits)).corpus;
      const marked = buildSamples(current, SAMPLE_OPTIONS).samples.flatMap(({ id }, place) =>
        place % 2 === 0 ? [id] : [],
      );
      const expected = buildSamples(current, SAMPLE_OPTIONS, new Set(marked)).samples;
      const built = indexOf((await buildProject(imported, edits, marked)).project);
      expect(built.read(every(built)).map(({ sample }) => sample)).toEqual(expected);

      const { db, project } = await buildProject(imported);
      const refreshed = indexOf(project);
      expect(refreshed.facts.summary).toEqual(
        summarizeCorpus(imported, buildSamples(imported, SAMPLE_OPTIONS).samples),
      );
      const records = edits.map((edit): ReviewRecord => ({ kind: 'mention', ...edit }));
      // Marked in the step of the edit, or in one of its own.
      project.saveStep([...records, ...marked.slice(1).map(markOf)], NO_PATCH, NO_PATCH);
      project.saveStep(marked.slice(0, 1).map(markOf), NO_PATCH, NO_PATCH);
      expect(refreshed.read(every(refreshed)).map(({ sample }) => sample)).toEqual(expected);
      const again = openAgain(db);
      const { corpus } = currentCorpus(imported, editsOf(edits));
      for (const index of [built, refreshed, again]) {
        expect(index.facts.summary).toEqual(summarizeCorpus(corpus, expected));
        expect(index.facts.files).toEqual([{ file: 'a.txt', summary: summarizeCorpus(corpus, expected) }]);
      }
      for (const name of ['length', 'mentionCount', 'state', 'outcome'] as const) {
        expect(again.columns[name]).toEqual(built.columns[name]);
      }
      expect(refreshed.columns.state).toEqual(built.columns.state);
      project.saveStep(
        marked.map((sampleId): ReviewRecord => ({ kind: 'mark', sampleId, after: undefined })),
        NO_PATCH,
        NO_PATCH,
      );
      const unmarked = buildSamples(current, SAMPLE_OPTIONS).samples;
      expect(refreshed.read(every(refreshed)).map(({ sample }) => sample)).toEqual(unmarked);
      expect(refreshed.facts.summary).toEqual(summarizeCorpus(corpus, unmarked));
      const types = ({ columns }: SampleIndex): unknown =>
        Array.from(columns.typeSet, (code) => columns.typeSets[code]);
      expect(types(again)).toEqual(types(built));
    }),
    { numRuns: 15 },
  );
});

test('every sample is found by the words of its text, and by beginnings of them', async () => {
  await fc.assert(
    fc.asyncProperty(sampledCorpus, fc.constantFrom(...NAMES), async (imported, name) => {
      const index = indexOf((await buildProject(imported)).project);
      const holding = index.read(every(index)).filter(({ sample }) => sample.input.includes(name));
      expect([...index.search(name.slice(0, -1))]).toEqual(holding.map(({ place }) => place));
    }),
    { numRuns: 20 },
  );
});

test('scores and decisions stand in the columns, and again when the project is opened again', async () => {
  const { db, project } = await buildProject({
    documents: [documentOf(0, [[{ name: 'pain', entityType: 'Disease' }], [], []])],
  });
  const index = indexOf(project);
  const samples = index.read(every(index)).map(({ sample }) => sample);
  const [first, second, third] = samples;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three samples expected');
  indexOf(project).showScoring(SCORING);
  project.saveScores([scoreOf(first.contentHash, 0.1 + 0.2), scoreOf(second.contentHash, undefined)]);
  project.saveScores([{ ...scoreOf(third.contentHash, 1), scoringId: project.beginScoring(newScoring('another')).id }]);
  project.saveStep(
    [{ kind: 'decision', sampleId: third.id, after: { sampleId: third.id, verdict: 'unsure', decidedAtMs: 1 } }],
    NO_PATCH,
    NO_PATCH,
  );
  expect([...index.columns.ifd]).toEqual([0.1 + 0.2, Number.NaN, Number.NaN]);
  expect([...index.columns.outcome]).toEqual([1, 2, 0]);
  expect([...index.columns.verdict]).toEqual([0, 0, 3]);
  const again = openAgain(db);
  expect(again.columns).toEqual(index.columns);
  const { documentId, passageId, span } = third;
  const inside = { start: span.start + 1, end: span.end - 1 };
  const locators = [third.id, 'nobody', { passage: { documentId, passageId }, span: inside }, first.id];
  expect(again.locate(locators)).toEqual([2, undefined, 2, 0]);
  expect(again.readIds([2, 0])).toEqual([third.id, first.id]);

  const before = structuredClone(index.columns);
  makeSamples(project, SCORING);
  expect(indexOf(project).columns).toEqual(before);
});
