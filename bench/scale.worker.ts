import init from '@sqlite.org/sqlite-wasm';
import wasmUrl from '@sqlite.org/sqlite-wasm/sqlite3.wasm?url';
import type { SampleFilter, SampleOrder } from '../src/core/selection/find-samples.ts';
import type { SampleOptions } from '../src/core/samples/sample.ts';
import { loadSqlite } from '../src/storage/load-sqlite.ts';
import { ProjectDb } from '../src/storage/project-db.ts';
import { SampleDesk } from '../src/storage/sample-desk.ts';
import type { SampleIndex } from '../src/storage/sample-index.ts';
import { madeUpDocument, type ScaleFigures, SENTENCES_PER_DOCUMENT } from './scale-job.ts';

const OPTIONS: SampleOptions = {
  entityTypes: ['Chemical', 'Disease'],
  instructionTemplate: 'Extract all {types} entities from the text as JSON.',
  unit: 'sentence',
};
const SCORING = { modelHash: 'made-up', variant: 'superfiltering' };
const DOCUMENTS_PER_WRITE = 200;
const ROWS = 60;
const REPEATS = 15;
const NO_PATCH = { keepCount: 0, append: [] };
const SELECTION = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 1,
} as const;

self.onmessage = async ({ data }: MessageEvent<{ sampleCount: number }>) => {
  try {
    self.postMessage({ result: await measure(data.sampleCount) });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
  }
};

async function measure(sampleCount: number): Promise<ScaleFigures> {
  const sqlite = await loadSqlite(init, new URL(wasmUrl, self.location.href).href);
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: 'scale', directory: '/scale', clearOnInit: true });
  const file = '/scale.sqlite3';
  const makeMs = timed(() => makeProject(new ProjectDb(sqlite, new pool.OpfsSAHPoolDb(file)), sampleCount));

  const db = new pool.OpfsSAHPoolDb(file);
  let project: ProjectDb | undefined;
  const openMs = timed(() => (project = new ProjectDb(sqlite, db)));
  const opened = project;
  const samples = opened?.samples;
  if (opened === undefined || samples === undefined) throw new Error('the samples are not there');
  const desk = new SampleDesk(samples);
  const selectMs = timed(() => desk.select(SELECTION));
  const reselectMs = median(() => desk.select({ ...SELECTION, keepRatio: Math.random() }));
  desk.select(SELECTION);
  const byIfd: SampleOrder = { column: 'ifd', descending: true };
  const find = (filter: SampleFilter, text = '', order: SampleOrder = byIfd): Uint32Array =>
    desk.find({ filter, text, order });
  const rows = (found: Uint32Array, from: number): void => {
    desk.rows([...found.subarray(from, from + ROWS)]);
  };
  const firstRowsMs = timed(() => rows(find({}), 0));
  const all = find({});
  let from = 0;
  const windowMs = median(() => rows(all, (from += 7919) % (samples.columns.count - ROWS)));
  let place = 0;
  const decisionMs = median(() => decide(opened, samples, (place += 101) % samples.columns.count));

  const questions: readonly { readonly what: string; readonly ask: () => Uint32Array }[] = [
    { what: 'sort by length', ask: () => find({}, '', { column: 'length', descending: false }) },
    { what: 'kept by the filter', ask: () => find({ pick: 'kept' }) },
    { what: 'IFD 0.5 to 0.8', ask: () => find({ ifdFrom: 0.5, ifdTo: 0.8 }) },
    { what: 'type and verdict', ask: () => find({ entityType: 'Disease', decision: 'undecided' }) },
    { what: 'a rare word', ask: () => find({}, 'patient 4711') },
    { what: 'a word in a seventh', ask: () => find({}, 'naloxone') },
    { what: 'a word in nearly all', ask: () => find({}, 'follow') },
  ];
  const asked = questions.map(({ what, ask }) => ({
    what,
    medianMs: median(() => rows(ask(), 0)),
    found: ask().length,
  }));
  const fileBytes = Number(db.selectValue('PRAGMA page_count')) * Number(db.selectValue('PRAGMA page_size'));
  opened.close();
  await pool.wipeFiles();
  return {
    sampleCount: samples.columns.count,
    fileBytes,
    importMs: makeMs,
    openMs,
    firstRowsMs,
    asked,
    decisionMs,
    selectMs,
    reselectMs,
    windowMs,
  };
}

function makeProject(project: ProjectDb, sampleCount: number): void {
  project.beginCorpus();
  for (let from = 0; from < sampleCount / SENTENCES_PER_DOCUMENT; from += DOCUMENTS_PER_WRITE) {
    project.writeDocuments(Array.from({ length: DOCUMENTS_PER_WRITE }, (_, index) => madeUpDocument(from + index)));
  }
  project.finishCorpus([], []);
  project.beginSamples(OPTIONS);
  while (project.stepSamples());
  project.finishSamples(SCORING);
  scoreAll(project);
  project.close();
}

/** Every positive sample, with an IFD drawn by its place. */
function scoreAll(project: ProjectDb): void {
  const { samples } = project;
  if (samples === undefined) throw new Error('the samples are not there');
  const perWrite = 2000;
  for (let from = 0; from < samples.columns.count; from += perWrite) {
    const places = Array.from(
      { length: Math.min(perWrite, samples.columns.count - from) },
      (_, index) => from + index,
    );
    project.saveScores(
      samples.read(places).map(({ place, sample }) => ({
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
      })),
    );
  }
}

function decide(project: ProjectDb, samples: SampleIndex, place: number): void {
  const [placed] = samples.read([place]);
  if (placed === undefined) throw new Error(`no sample ${place}`);
  const { id } = placed.sample;
  const after = { sampleId: id, verdict: 'approved', decidedAtMs: 1 } as const;
  project.saveStep([{ kind: 'decision', sampleId: id, after }], NO_PATCH, NO_PATCH);
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(work: () => void): number {
  const times = Array.from({ length: REPEATS }, () => timed(work)).toSorted((one, other) => one - other);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}
