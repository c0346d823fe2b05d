import { DEFAULT_SELECTION_OPTIONS } from '../src/studio/state/slices/selection-slice.ts';
import type { PlacedSample } from '../src/storage/contract/sample-answers.ts';
import type { SampleOptions } from '../src/core/samples/sample.ts';
import type { StoredScore } from '../src/storage/contract/project-store.ts';
import type { StorageThread } from '../src/storage/thread/storage-thread.ts';
import type { Remotes } from '../src/thread/remote.ts';
import { ThreadClient } from '../src/thread/thread-client.ts';
import { madeUpDocument, SENTENCES_PER_DOCUMENT } from './scale-job.ts';

const OPTIONS: SampleOptions = {
  entityTypes: ['Chemical', 'Disease'],
  instructionTemplate: 'Extract all {types} entities from the text as JSON.',
  unit: 'sentence',
};
const DOCUMENTS_PER_WRITE = 200;
const SCORES_PER_WRITE = 2000;
const NO_CHANGE = { keepCount: 0, append: [] };

/** Makes a scored project and leaves it on the disk of this origin, where the studio finds it. */
export async function makeProject(sampleCount: number): Promise<{ readonly importMs: number }> {
  const storage = new ThreadClient<StorageThread>(
    () => new Worker(new URL('../src/storage/thread/project-db.worker.ts', import.meta.url), { type: 'module' }),
    { name: 'the storage thread', broken: (detail) => ({ code: 'storage-unavailable', detail }), restarts: false },
  );
  const { disk, project, corpus, samples } = storage.remote;
  await disk.open();
  const start = performance.now();
  const scoring = await project.beginScoring({
    modelHash: 'made-up',
    modelName: 'made-up',
    dtype: 'f32',
    backend: 'wasm',
    prompt: { instructionTemplate: OPTIONS.instructionTemplate, entityTypes: OPTIONS.entityTypes },
    variant: { ifd: 'superfiltering', maxLength: 1024 },
    modelSource: undefined,
    beganAtMs: 0,
  });
  const documentCount = sampleCount / SENTENCES_PER_DOCUMENT;
  let written = 0;
  const next = async () => {
    if (written === documentCount) return undefined;
    const from = written;
    written = Math.min(from + DOCUMENTS_PER_WRITE, documentCount);
    return Array.from({ length: written - from }, (_, index) => madeUpDocument(from + index));
  };
  const settings = { sampleOptions: OPTIONS, textIssues: [] };
  const how = { options: OPTIONS, scoringId: scoring.id, settings, onProgress: () => undefined };
  const sources = [{ file: 'made-up.txt', format: 'made up', evidence: 'by the bench' }];
  await corpus.save(next, { issues: [], sources }, how);
  const importMs = performance.now() - start;
  await scoreAll(storage.remote, scoring.id);
  const after = await samples.makeSelection(DEFAULT_SELECTION_OPTIONS, 0);
  await project.saveStep([{ kind: 'selection', after }], NO_CHANGE, NO_CHANGE);
  await disk.close();
  storage.stop({ code: 'cancelled' });
  return { importMs };
}

/** Every sample, with an IFD drawn by its place where it has mentions. */
async function scoreAll({ project, samples }: Remotes<StorageThread>, scoringId: number): Promise<void> {
  for (let from = 0; ;) {
    const waiting = await samples.unscored(from, SCORES_PER_WRITE);
    const last = waiting.at(-1);
    if (last === undefined) return;
    await project.saveScores(waiting.map((each) => ({ ...scoreOf(each), scoringId })));
    from = last.place + 1;
  }
}

function scoreOf({ place, sample }: PlacedSample): Omit<StoredScore, 'scoringId'> {
  return {
    contentHash: sample.contentHash,
    provenance: '{}',
    result:
      sample.mentions.length === 0
        ? { kind: 'unscored', reason: 'one-token-answer' }
        : {
            kind: 'scored',
            ifd: 0.2 + ((place * 7919) % 100_003) / 100_003,
            conditionedAnswerLoss: 1,
            directAnswerLoss: 2,
            truncated: false,
            borderMerged: false,
          },
    conditioned: new Float32Array(12),
    direct: new Float32Array(12),
    tokens: [],
  };
}
