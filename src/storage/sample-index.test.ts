import type { Database } from '@sqlite.org/sqlite-wasm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currentCorpus, editsOf } from '../core/annotations/current-corpus.ts';
import type { MentionRecord } from '../core/annotations/apply-changes.ts';
import type { Corpus, Document, Mention } from '../core/corpus/corpus.ts';
import { buildSamples } from '../core/samples/build-samples.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import { loadNodeSqlite, openMemoryDatabase } from '../testing/node-sqlite.ts';
import { ProjectDb } from './project-db.ts';
import type { StoredScore } from './project-store.ts';
import { SampleIndex } from './sample-index.ts';

const OPTIONS: SampleOptions = {
  entityTypes: ['Chemical', 'Disease'],
  instructionTemplate: 'Extract all {types} entities from the text.',
  unit: 'sentence',
};
const NO_PATCH = { keepCount: 0, append: [] };
const NAMES = ['Naloxone', 'β-catenin', 'pain', 'aspirin 💊'];
const SCORING = { modelHash: 'model', variant: 'superfiltering' };

const mention = fc.record({
  name: fc.constantFrom(...NAMES),
  entityType: fc.constantFrom('Chemical', 'Disease', 'Gene'),
});
const sentence = fc.array(mention, { maxLength: 2 });
const document = fc.array(sentence, { minLength: 1, maxLength: 3 });

/** Passages of sentences such as "The Naloxone 3 and the pain 4 were seen.". */
const corpus = fc
  .array(document, { minLength: 1, maxLength: 6 })
  .map((documents): Corpus => ({ documents: documents.map((sentences, index) => documentOf(index, sentences)) }));

function documentOf(
  index: number,
  sentences: readonly (readonly { readonly name: string; readonly entityType: string }[])[],
): Document {
  let text = '';
  const mentions: Mention[] = [];
  for (const [place, named] of sentences.entries()) {
    text += `Patient ${index}-${place} had`;
    for (const { name, entityType } of named) {
      const start = text.length + 1;
      text += ` ${name},`;
      const span = { start, end: start + name.length };
      mentions.push({ id: `m${mentions.length}`, span, entityType, quote: name });
    }
    text += ' nothing else. ';
  }
  const passages = [{ id: '0', kind: 'abstract', text, mentions }];
  return { id: `doc ${index}`, source: 'a.txt', boundaries: 'given', passages };
}

async function build(
  corpusNow: Corpus,
  edits: readonly MentionRecord[] = [],
): Promise<{ db: Database; project: ProjectDb }> {
  const [sqlite, db] = [await loadNodeSqlite(), await openMemoryDatabase()];
  const project = new ProjectDb(sqlite, db);
  project.beginCorpus();
  project.writeDocuments(corpusNow.documents);
  project.finishCorpus([], []);
  project.saveStep(
    edits.map((edit) => ({ kind: 'mention', ...edit })),
    NO_PATCH,
    NO_PATCH,
  );
  project.beginSamples(OPTIONS);
  while (project.stepSamples());
  project.finishSamples(undefined);
  return { db, project };
}

function indexOf({ samples }: ProjectDb): SampleIndex {
  if (samples === undefined) throw new Error('the samples were not built');
  return samples;
}

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
    fc.asyncProperty(corpus, async (imported) => {
      const edits = deletions(imported);
      const expected = buildSamples(currentCorpus(imported, editsOf(edits)).corpus, OPTIONS).samples;
      const built = indexOf((await build(imported, edits)).project);
      expect(built.read(every(built)).map(({ sample }) => sample)).toEqual(expected);

      const { db, project } = await build(imported);
      const refreshed = indexOf(project);
      project.saveStep(
        edits.map((edit) => ({ kind: 'mention', ...edit })),
        NO_PATCH,
        NO_PATCH,
      );
      expect(refreshed.read(every(refreshed)).map(({ sample }) => sample)).toEqual(expected);
      const again = openAgain(db);
      for (const name of ['length', 'mentionCount', 'positive', 'outcome'] as const) {
        expect(again.columns[name]).toEqual(built.columns[name]);
      }
      const types = ({ columns }: SampleIndex): unknown =>
        Array.from(columns.typeSet, (code) => columns.typeSets[code]);
      expect(types(again)).toEqual(types(built));
    }),
    { numRuns: 15 },
  );
});

test('every sample is found by the words of its text, and by beginnings of them', async () => {
  await fc.assert(
    fc.asyncProperty(corpus, fc.constantFrom(...NAMES), async (imported, name) => {
      const index = indexOf((await build(imported)).project);
      const holding = index.read(every(index)).filter(({ sample }) => sample.input.includes(name));
      expect([...index.search(name.slice(0, -1))]).toEqual(holding.map(({ place }) => place));
    }),
    { numRuns: 20 },
  );
});

test('scores and decisions stand in the columns, and again when the project is opened again', async () => {
  const { db, project } = await build({
    documents: [documentOf(0, [[{ name: 'pain', entityType: 'Disease' }], [], []])],
  });
  const index = indexOf(project);
  const samples = index.read(every(index)).map(({ sample }) => sample);
  const [first, second, third] = samples;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three samples expected');
  indexOf(project).showScoring(SCORING);
  project.saveScores([scoreOf(first.contentHash, 0.1 + 0.2), scoreOf(second.contentHash, undefined)]);
  project.saveScores([{ ...scoreOf(third.contentHash, 1), modelHash: 'another model' }]);
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
  expect([...again.placesOf([third.id, 'nobody', first.id])]).toEqual([0, 2]);

  const before = structuredClone(index.columns);
  project.beginSamples(OPTIONS);
  while (project.stepSamples());
  project.finishSamples(SCORING);
  expect(indexOf(project).columns).toEqual(before);
});

function scoreOf(contentHash: string, ifd: number | undefined): StoredScore {
  return {
    ...SCORING,
    contentHash,
    provenance: '{}',
    result:
      ifd === undefined
        ? { kind: 'unscored', reason: 'one-token-answer' }
        : { kind: 'scored', ifd, conditionedAnswerLoss: 1, directAnswerLoss: 2, truncated: false, borderMerged: false },
    conditioned: new Float32Array(),
    direct: new Float32Array(),
    tokens: [],
  };
}
