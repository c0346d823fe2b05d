import { DEFAULT_SELECTION_OPTIONS } from '../src/studio/state/defaults.ts';
import type { PlacedSample } from '../src/storage/contract/sample-answers.ts';
import type { SampleOptions } from '../src/core/samples/sample.ts';
import { connectStorage } from '../src/storage/thread/project-store-client.ts';
import type { ProjectStore, StoredScore } from '../src/storage/contract/project-store.ts';
import { createSampleStore, makeSamples, type SampleStore } from '../src/storage/thread/sample-store.ts';
import type { StorageConnection } from '../src/storage/thread/storage-connection.ts';
import { madeUpDocument, SENTENCES_PER_DOCUMENT } from './scale-job.ts';

const OPTIONS: SampleOptions = {
  entityTypes: ['Chemical', 'Disease'],
  instructionTemplate: 'Extract all {types} entities from the text as JSON.',
  unit: 'sentence',
};
const DOCUMENTS_PER_WRITE = 200;
const SCORES_PER_WRITE = 2000;
/** Makes a scored project and leaves it on the disk of this origin, where the studio finds it. */
export async function makeProject(sampleCount: number): Promise<{ readonly importMs: number }> {
  const { store, samples, connection } = await open();
  const start = performance.now();
  const scoring = await store.beginScoring({
    modelHash: 'made-up',
    modelName: 'made-up',
    dtype: 'f32',
    backend: 'wasm',
    prompt: { instructionTemplate: OPTIONS.instructionTemplate, entityTypes: OPTIONS.entityTypes },
    variant: { ifd: 'superfiltering', maxLength: 1024 },
    modelSource: undefined,
    beganAtMs: 0,
  });
  const how = { options: OPTIONS, scoringId: scoring.id, onProgress: () => undefined };
  await connection.inTurn(async () => {
    await connection.ask({ kind: 'begin-corpus' }, 'done');
    const documentCount = sampleCount / SENTENCES_PER_DOCUMENT;
    for (let from = 0; from < documentCount; from += DOCUMENTS_PER_WRITE) {
      const length = Math.min(DOCUMENTS_PER_WRITE, documentCount - from);
      const documents = Array.from({ length }, (_, index) => madeUpDocument(from + index));
      await connection.ask({ kind: 'write-documents', documents }, 'done');
    }
    const sources = [{ file: 'made-up.txt', format: 'made up', evidence: 'by the bench' }];
    const settings = { sampleOptions: OPTIONS, textIssues: [] };
    const end = { settings, samplesFollow: true };
    await connection.ask({ kind: 'finish-corpus', issues: [], sources, end }, 'done');
    await makeSamples(connection, how);
  });
  const importMs = performance.now() - start;
  await scoreAll(store, samples, scoring.id);
  const after = await samples.makeSelection(DEFAULT_SELECTION_OPTIONS, 0);
  await store.saveStep([{ kind: 'selection', after }], [], []);
  await store.close();
  return { importMs };
}

async function open(): Promise<{
  readonly store: ProjectStore;
  readonly samples: SampleStore;
  readonly connection: StorageConnection;
}> {
  const worker = new Worker(new URL('../src/storage/thread/project-db.worker.ts', import.meta.url), { type: 'module' });
  const { store, connection } = await connectStorage(worker);
  return { store, samples: createSampleStore(connection), connection };
}

/** Every sample, with an IFD drawn by its place where it has mentions. */
async function scoreAll(store: ProjectStore, samples: SampleStore, scoringId: number): Promise<void> {
  for (let from = 0; ;) {
    const waiting = await samples.unscored(from, SCORES_PER_WRITE);
    const last = waiting.at(-1);
    if (last === undefined) return;
    await store.saveScores(waiting.map((each) => ({ ...scoreOf(each), scoringId })));
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
