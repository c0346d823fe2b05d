import type { SampleFilter, SampleOrder } from '../src/core/selection/find-samples.ts';
import type { SampleOptions } from '../src/core/samples/sample.ts';
import { connectStorage } from '../src/storage/project-store-client.ts';
import type { ProjectStore, StoredScore } from '../src/storage/project-store.ts';
import type { PlacedSample } from '../src/storage/sample-builder.ts';
import { createSampleStore, type SampleStore } from '../src/storage/sample-store.ts';
import type { StorageConnection } from '../src/storage/storage-connection.ts';
import { madeUpDocument, type ScaleFigures, SENTENCES_PER_DOCUMENT } from './scale-job.ts';

const OPTIONS: SampleOptions = {
  entityTypes: ['Chemical', 'Disease'],
  instructionTemplate: 'Extract all {types} entities from the text as JSON.',
  unit: 'sentence',
};
const SCORING = { modelHash: 'made-up', variant: 'superfiltering' };
const SELECTION = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 1,
} as const;
const DOCUMENTS_PER_WRITE = 200;
const SCORES_PER_WRITE = 2000;
/** What a tall table shows, with what it holds ready beyond. */
const ROWS = 60;
const REPEATS = 15;
const LONG_TASK_MS = 50;

/** Makes a project and leaves it on the disk of this origin; the next start of the page measures it. */
export async function makeProject(sampleCount: number): Promise<{ readonly importMs: number }> {
  const { store, samples, connection } = await open();
  const start = performance.now();
  await connection.inTurn(async () => {
    await connection.ask({ kind: 'begin-corpus' }, 'done');
    for (let from = 0; from < sampleCount / SENTENCES_PER_DOCUMENT; from += DOCUMENTS_PER_WRITE) {
      const documents = Array.from({ length: DOCUMENTS_PER_WRITE }, (_, index) => madeUpDocument(from + index));
      await connection.ask({ kind: 'write-documents', documents }, 'done');
    }
    await connection.ask({ kind: 'finish-corpus', issues: [], sources: [] }, 'done');
  });
  await samples.build(OPTIONS, { scoring: SCORING, onProgress: () => undefined });
  const importMs = performance.now() - start;
  await scoreAll(store, samples);
  await store.close();
  return { importMs };
}

/** Of the project that `makeProject` left, as a page that has just started finds it. */
export async function measureProject(): Promise<Omit<ScaleFigures, 'importMs' | 'fileBytes'>> {
  const longTasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  observer.observe({ type: 'longtask' });

  const start = performance.now();
  const { store, samples } = await open();
  const counts = await samples.counts();
  const openMs = performance.now() - start;
  if (counts === undefined) throw new Error('the samples are not there');
  const byIfd: SampleOrder = { column: 'ifd', descending: true };
  const find = (filter: SampleFilter, text = '', order = byIfd): Promise<Uint32Array> =>
    samples.find({ filter, text, order });
  const rows = async (found: Uint32Array, from: number): Promise<void> => {
    await samples.rows([...found.subarray(from, from + ROWS)]);
  };
  const selectMs = await timed(() => samples.select(SELECTION));
  const firstRowsMs = await timed(async () => rows(await find({}), 0));
  const reselectMs = await median(() => samples.select({ ...SELECTION, keepRatio: Math.random() }));
  await samples.select(SELECTION);

  const all = await find({});
  let from = 0;
  const windowMs = await median(() => {
    from = (from + 7919) % (all.length - ROWS);
    return rows(all, from);
  });
  let place = 0;
  const decisionMs = await median(async () => {
    place = (place + 101) % all.length;
    const [row] = await samples.rows([place]);
    if (row !== undefined) await decide(store, row.sample.id);
  });
  const questions: readonly { readonly what: string; readonly ask: () => Promise<Uint32Array> }[] = [
    { what: 'sort by length', ask: () => find({}, '', { column: 'length', descending: false }) },
    { what: 'kept by the filter', ask: () => find({ pick: 'kept' }) },
    { what: 'IFD 0.5 to 0.8', ask: () => find({ ifdFrom: 0.5, ifdTo: 0.8 }) },
    { what: 'type and verdict', ask: () => find({ entityType: 'Disease', decision: 'undecided' }) },
    { what: 'a rare word', ask: () => find({}, 'patient 4711') },
    { what: 'a word in a seventh', ask: () => find({}, 'naloxone') },
    { what: 'a word in nearly all', ask: () => find({}, 'follow') },
  ];
  const asked: ScaleFigures['asked'][number][] = [];
  for (const { what, ask } of questions) {
    let found = new Uint32Array();
    const medianMs = await median(async () => {
      found = new Uint32Array(await ask());
      await rows(found, 0);
    });
    asked.push({ what, medianMs, found: found.length });
  }
  observer.disconnect();
  return {
    sampleCount: counts.samples,
    openMs,
    firstRowsMs,
    asked,
    decisionMs,
    selectMs,
    reselectMs,
    windowMs,
    longTaskCount: longTasks.filter((duration) => duration > LONG_TASK_MS).length,
  };
}

async function open(): Promise<{
  readonly store: ProjectStore;
  readonly samples: SampleStore;
  readonly connection: StorageConnection;
}> {
  const worker = new Worker(new URL('../src/storage/project-db.worker.ts', import.meta.url), { type: 'module' });
  const { store, connection } = await connectStorage(worker);
  return { store, samples: createSampleStore(connection), connection };
}

/** Every sample, with an IFD drawn by its place where it has mentions. */
async function scoreAll(store: ProjectStore, samples: SampleStore): Promise<void> {
  for (let from = 0; ;) {
    const waiting = await samples.unscored(from, SCORES_PER_WRITE);
    const last = waiting.at(-1);
    if (last === undefined) return;
    await store.saveScores(waiting.map(scoreOf));
    from = last.place + 1;
  }
}

function scoreOf({ place, sample }: PlacedSample): StoredScore {
  return {
    ...SCORING,
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

async function decide(store: ProjectStore, sampleId: string): Promise<void> {
  const after = { sampleId, verdict: 'approved', decidedAtMs: 1 } as const;
  await store.saveStep([{ kind: 'decision', sampleId, after }], [], []);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < REPEATS; count++) times.push(await timed(work));
  return times.toSorted((one, other) => one - other)[Math.floor(REPEATS / 2)] ?? Number.NaN;
}
