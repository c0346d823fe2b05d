import type { ScoreSummary } from '../../core/ifd/score-summary.ts';
import type { Database } from '@sqlite.org/sqlite-wasm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Corpus, Document } from '../../core/corpus/corpus.ts';
import { FailureError } from '../../core/failure.ts';
import type { DataIssue } from '../../core/issue.ts';
import { createMemoryProjectStore } from '../../testing/storage/memory-project-store.ts';
import { loadNodeSqlite, openMemoryDatabase } from '../../testing/storage/node-sqlite.ts';
import { saveCorpus } from '../../testing/storage/save-corpus.ts';
import { newScoring } from '../../testing/studio/sampled-project.ts';
import { migrate } from '../database/migrate.ts';
import { ProjectDb } from './project-db.ts';
import type { StoredScore, TokenLosses } from '../contract/project-store.ts';
import { MIGRATIONS } from '../database/schema.ts';
import { readScorePage, type ScorePage } from '../tables/score-table.ts';

const span = fc.nat(50).chain((start) => fc.nat(50).map((length) => ({ start, end: start + length })));
const text = fc.string({ unit: 'binary', maxLength: 40 });

const mention = fc.record(
  {
    id: text,
    span,
    entityType: fc.constantFrom('Disease', 'Chemical', '_'),
    quote: text,
    fragments: fc.array(span, { minLength: 2, maxLength: 3 }),
    conceptIds: fc.array(text, { maxLength: 3 }),
  },
  { requiredKeys: ['id', 'span', 'entityType', 'quote'] },
);

const passage = fc.record(
  {
    id: text,
    kind: fc.constantFrom('title', 'abstract'),
    text,
    mentions: fc.array(mention, { maxLength: 3 }),
    sentences: fc.array(span, { maxLength: 3 }),
    given: fc.record({ instruction: text, answer: text }),
  },
  { requiredKeys: ['id', 'kind', 'text', 'mentions'] },
);

const relation = fc.record({
  id: text,
  relationType: text,
  arguments: fc.array(
    fc.record({ role: text, kind: fc.constantFrom(...(['mention', 'concept', 'relation'] as const)), target: text }),
    { maxLength: 3 },
  ),
});

const corpus: fc.Arbitrary<Corpus> = fc
  .uniqueArray(
    fc.record(
      {
        id: text,
        source: text,
        passages: fc.array(passage, { maxLength: 3 }),
        boundaries: fc.constantFrom('given' as const, 'assumed' as const),
        relations: fc.array(relation, { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['id', 'source', 'passages', 'boundaries'] },
    ),
    { selector: (document) => document.id, maxLength: 6 },
  )
  .map((documents) => ({ documents }));

const issue: fc.Arbitrary<DataIssue> = fc.record(
  {
    code: fc.constantFrom('malformed-line' as const, 'read-failed' as const),
    severity: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
    file: text,
    line: fc.nat(),
    documentId: text,
    found: text,
    expected: text,
  },
  { requiredKeys: ['code', 'severity', 'file'] },
);

function plainDocument(id: string): Document {
  return { id, source: 'a.txt', boundaries: 'given', passages: [{ id: '0', kind: 'title', text: id, mentions: [] }] };
}

const SCORED = {
  contentHash: 'c1',
  scoringId: 1,
  result: {
    kind: 'scored' as const,
    ifd: 0.5,
    conditionedAnswerLoss: 1.25,
    directAnswerLoss: 2,
    truncated: true,
    borderMerged: false,
  },
  conditioned: new Float32Array([0.1, 2.5, 1e-30]),
  direct: new Float32Array([3.5]),
  tokens: ['[', '"β', '😀'],
  provenance: '{"modelName":"tiny"}',
} satisfies StoredScore;

function summaryOf({ contentHash, scoringId, result, provenance }: StoredScore): ScoreSummary {
  return { contentHash, scoringId, result, provenance };
}

/** All of a scoring, oldest first. */
function loadScores(db: Database, scoringId: number): readonly ScoreSummary[] {
  const scores: ScoreSummary[] = [];
  let afterId: number | undefined = 0;
  while (afterId !== undefined) {
    const page: ScorePage = readScorePage(db, scoringId, { afterId, limit: 1000 });
    scores.push(...page.scores);
    afterId = page.nextId;
  }
  return scores;
}

function lossesOf({ conditioned, direct, tokens }: StoredScore): TokenLosses {
  return { conditioned, direct, tokens };
}

describe('the corpus', () => {
  it('comes back as it was saved, every optional field included', async () => {
    const store = await createMemoryProjectStore(await openMemoryDatabase());
    await fc.assert(
      fc.asyncProperty(corpus, fc.array(issue, { maxLength: 4 }), async (saved, issues) => {
        const sources = [{ file: 'a.txt', format: 'PubTator', evidence: 'line 1' }];
        await saveCorpus(store, saved, { issues, sources });
        const project = await store.loadProject();
        expect(await store.loadCorpus()).toEqual(saved);
        expect(project.documentCount).toBe(saved.documents.length);
        expect(project.issues).toEqual(issues);
        expect(project.sources).toEqual(sources);
      }),
      { numRuns: 60 },
    );
  });

  it('of many documents keeps their order over several messages', async () => {
    const store = await createMemoryProjectStore(await openMemoryDatabase());
    const documents = Array.from({ length: 1203 }, (_, index) => plainDocument(`d${(index * 7919) % 1203}`));
    await saveCorpus(store, { documents });
    expect((await store.loadCorpus()).documents).toEqual(documents);
  });

  it('of one long document is one document again, though its passages take several messages', async () => {
    const store = await createMemoryProjectStore(await openMemoryDatabase());
    const row = { kind: 'row', text: 'x'.repeat(1000), mentions: [] };
    const passages = Array.from({ length: 300 }, (_, index) => ({ ...row, id: `r${index}` }));
    const documents = [{ ...plainDocument('rows.jsonl'), passages }, plainDocument('next')];
    await saveCorpus(store, { documents });
    expect((await store.loadCorpus()).documents).toEqual(documents);
  });

  it('stays as it was when writing the next one fails half-way', async () => {
    const store = await createMemoryProjectStore(await openMemoryDatabase());
    const before = { documents: [plainDocument('kept')] };
    await saveCorpus(store, before);
    const twice = Array.from({ length: 600 }, (_, index) => plainDocument(index === 599 ? 'd0' : `d${index}`));
    await expect(saveCorpus(store, { documents: twice })).rejects.toBeInstanceOf(FailureError);
    expect(await store.loadCorpus()).toEqual(before);
    await store.saveSetting('after', 1);
    expect((await store.loadProject()).settings).toEqual({ after: 1 });
  });
});

describe('scores', () => {
  it('come back with their losses bit by bit, for their scoring only', async () => {
    const db = await openMemoryDatabase();
    const store = await createMemoryProjectStore(db);
    await store.beginScoring(newScoring('m1'));
    const unscored: StoredScore = {
      ...SCORED,
      contentHash: 'c2',
      result: { kind: 'unscored', reason: 'prompt-too-long' },
      conditioned: new Float32Array(),
      direct: new Float32Array(),
      tokens: [],
    };
    await store.beginScoring(newScoring('m2'));
    await store.saveScores([SCORED, unscored, { ...SCORED, scoringId: 2 }]);
    expect(loadScores(db, 1)).toEqual([summaryOf(SCORED), summaryOf(unscored)]);
    expect(await store.loadTokenLosses(SCORED)).toEqual(lossesOf(SCORED));
    expect(await store.loadTokenLosses(unscored)).toEqual(lossesOf(unscored));
    expect(await store.loadTokenLosses({ ...SCORED, scoringId: 3 })).toBeUndefined();
    expect(loadScores(db, 3)).toEqual([]);
  });

  it('are replaced by a later score of the same content', async () => {
    const db = await openMemoryDatabase();
    const store = await createMemoryProjectStore(db);
    await store.beginScoring(newScoring('m1'));
    const again: StoredScore = { ...SCORED, tokens: ['x'], provenance: '{"modelName":"other"}' };
    await store.saveScores([SCORED]);
    await store.saveScores([again]);
    expect(loadScores(db, 1)).toEqual([summaryOf(again)]);
    expect(await store.loadTokenLosses(SCORED)).toEqual(lossesOf(again));
  });

  it('belong to a scoring, which is begun once for its model, precision, prompt and variant', async () => {
    const store = await createMemoryProjectStore(await openMemoryDatabase());
    const wanted = newScoring('m1');
    const first = await store.beginScoring(wanted);
    expect(first).toEqual({ id: 1, ...wanted });
    expect(await store.beginScoring({ ...wanted, backend: 'webgpu', beganAtMs: 7 })).toEqual(first);
    const others = [
      { ...wanted, modelHash: 'm2' },
      { ...wanted, dtype: 'int8' as const },
      { ...wanted, variant: { ...wanted.variant, maxLength: 512 } },
      { ...wanted, prompt: { ...wanted.prompt, entityTypes: ['Disease', 'Chemical'] } },
      { ...wanted, modelSource: { kind: 'files', name: 'mine' } as const, modelHash: 'm3' },
    ];
    for (const [index, other] of others.entries()) {
      expect(await store.beginScoring(other)).toEqual({ id: index + 2, ...other });
    }
    expect(await store.listScorings()).toEqual([first, ...others.map((other, index) => ({ id: index + 2, ...other }))]);
  });

  it('of a page boundary are neither lost nor doubled', async () => {
    const db = await openMemoryDatabase();
    const store = await createMemoryProjectStore(db);
    await store.beginScoring(newScoring('m1'));
    const scores = Array.from({ length: 2000 }, (_, index) => ({ ...SCORED, contentHash: `c${index}` }));
    await store.saveScores(scores);
    expect(loadScores(db, 1)).toEqual(scores.map(summaryOf));
  });

  it('are saved all or not at all', async () => {
    const db = await openMemoryDatabase();
    const store = await createMemoryProjectStore(db);
    await store.beginScoring(newScoring('m1'));
    const broken: StoredScore = {
      ...SCORED,
      contentHash: 'c2',
      result: { ...SCORED.result, ifd: NaN },
    };
    await expect(store.saveScores([SCORED, broken])).rejects.toMatchObject({
      failure: { code: 'storage-unavailable' },
    });
    expect(loadScores(db, 1)).toEqual([]);
  });
});

describe('settings', () => {
  it('come back as JSON values and go with undefined', async () => {
    const store = await createMemoryProjectStore(await openMemoryDatabase());
    await store.saveSetting('a', { deep: [1, null, 'β'] });
    await store.saveSetting('b', false);
    await store.saveSetting('c', 1);
    await store.saveSetting('c', undefined);
    expect((await store.loadProject()).settings).toEqual({ a: { deep: [1, null, 'β'] }, b: false });
  });
});

describe('clear', () => {
  it('leaves an empty project', async () => {
    const db = await openMemoryDatabase();
    const store = await createMemoryProjectStore(db);
    await store.beginScoring(newScoring('m1'));
    const after = { sampleId: 's', verdict: 'approved', decidedAtMs: 1 } as const;
    const change = { kind: 'decision', sampleId: 's', before: undefined, after } as const;
    const step = { label: 'Approve', author: 'curator', atMs: 1, changes: [change] };
    await saveCorpus(
      store,
      { documents: [plainDocument('a')] },
      { issues: [{ code: 'empty-file', severity: 'error', file: 'b' }] },
    );
    await store.saveScores([SCORED]);
    await store.saveStep([change], [step], []);
    await store.clear();
    const { workPlace, ...left } = await store.loadProject();
    expect(workPlace).toMatchObject({ copyId: expect.any(String), browserId: expect.any(String) });
    expect(left).toEqual({
      documentCount: 0,
      marks: [],
      issues: [],
      sources: [],
      decisions: [],
      notes: [],
      mentionEdits: [],
      undo: [],
      redo: [],
      settings: {},
    });
    expect(await store.listScorings()).toEqual([]);
    await store.saveStep([change], [step], []);
    expect((await store.loadProject()).undo).toEqual([step]);
  });
});

describe('migrations', () => {
  it('take an empty database to the newest version, once', async () => {
    const db = await openMemoryDatabase();
    expect(db.selectValue('PRAGMA user_version')).toBe(0);
    new ProjectDb(await loadNodeSqlite(), db);
    expect(db.selectValue('PRAGMA user_version')).toBe(MIGRATIONS.length);
    new ProjectDb(await loadNodeSqlite(), db);
    expect(db.selectValue('PRAGMA integrity_check')).toBe('ok');
    expect(db.selectValue('PRAGMA foreign_keys')).toBe(1);
  });

  it('leave the version before a failing step whole', async () => {
    const db = await openMemoryDatabase();
    expect(() => {
      migrate(db, ['CREATE TABLE a (x)', 'CREATE TABLE b (y); CREATE TABLE a (x)']);
    }).toThrow(/already exists/);
    expect(db.selectValue('PRAGMA user_version')).toBe(1);
    expect(db.selectValues("SELECT name FROM sqlite_schema WHERE type = 'table'")).toEqual(['a']);
  });

  it('refuse a newer project', async () => {
    const db = await openMemoryDatabase();
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    const sqlite = await loadNodeSqlite();
    expect(() => new ProjectDb(sqlite, db)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'project-newer' }) }),
    );
  });
});
