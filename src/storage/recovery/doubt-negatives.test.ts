import { describe, expect, it } from 'vitest';
import type { Corpus, Document, Passage } from '../../core/corpus/corpus.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import { buildSamples } from '../../core/samples/build-samples.ts';
import { sampleState } from '../../core/samples/sample-state.ts';
import { createMemoryProjectStore } from '../../testing/storage/memory-project-store.ts';
import { damageTables } from '../../testing/storage/damage-tables.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { saveCorpus } from '../../testing/storage/save-corpus.ts';
import { openBytes } from '../database/database-bytes.ts';
import { openProjectFile } from './open-project-file.ts';
import { ProjectDb } from '../project/project-db.ts';
import { sealedCopy } from '../database/seal.ts';

const sqlite = await loadNodeSqlite();
const OPTIONS = { unit: 'sentence', instructionTemplate: 'Find {types}.', entityTypes: ['Drug'] } as const;

function passage(text: string, more: Partial<Passage> = {}): Passage {
  return { id: 'text', kind: 'text', text, mentions: [], ...more };
}

const LEAD = { id: 'm0', span: { start: 0, end: 4 }, entityType: 'Drug', quote: 'Lead' };

/** A document of every kind, `count` times over. */
function corpusOf(count: number): Corpus {
  const kinds: Readonly<Record<string, Passage>> = {
    positive: passage('Lead harms. Nothing else does.', { mentions: [LEAD] }),
    negative: passage('Nothing here.'),
    nobody: passage('Zinc helps.', { gaps: [{ kind: 'unannotated' }] }),
    lost: passage('Iron helps. So it does.', { gaps: [{ kind: 'lost', span: { start: 0, end: 4 } }] }),
    settled: passage('Really nothing.', { gaps: [{ kind: 'unannotated' }] }),
    approved: passage('Nothing, and approved.'),
  };
  const documents = Array.from({ length: count }, (_, index) =>
    Object.entries(kinds).map(([kind, each]) => ({
      id: `${kind}-${index}`,
      source: 'a.json',
      boundaries: 'given' as const,
      passages: [each],
    })),
  );
  return { documents: documents.flat() };
}

function sampleId(documentId: string, text: string): string {
  return `${documentId}/text/0-${text.length}`;
}

const ADDED = { ...LEAD, id: 'n1', quote: 'Real' };

async function savedProject({ count = 1, isEdited = false } = {}): Promise<Uint8Array> {
  const db = new sqlite.oo1.DB(':memory:');
  const store = await createMemoryProjectStore(db);
  await saveCorpus(store, corpusOf(count), {
    issues: [],
    sources: [{ file: 'a.json', format: 'doccano', evidence: 'line 1' }],
  });
  const records = Array.from({ length: count }, (_, index): readonly ReviewRecord[] => {
    const marked = sampleId(`settled-${index}`, 'Really nothing.');
    const approved = sampleId(`approved-${index}`, 'Nothing, and approved.');
    const decision = { sampleId: approved, verdict: 'approved', decidedAtMs: 5, author: 'me' } as const;
    return [
      { kind: 'mark', sampleId: marked, after: { sampleId: marked, author: 'me', markedAtMs: 5 } },
      { kind: 'decision', sampleId: approved, after: decision },
    ];
  });
  const edit: ReviewRecord = {
    kind: 'mention',
    passage: { documentId: 'settled-0', passageId: 'text' },
    mentionId: 'n1',
    state: { kind: 'put', mention: ADDED },
  };
  await store.saveStep([...records.flat(), ...(isEdited ? [edit] : [])], [], []);
  const bytes = await sealedCopy(sqlite, db);
  db.close();
  return bytes;
}

/** What the samples of each kind of document are after a file was opened, and the issues. */
async function open(bytes: Uint8Array) {
  const opened = await openProjectFile(sqlite, bytes);
  if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.failure));
  const db = openBytes(sqlite, opened.bytes);
  try {
    const project = new ProjectDb(sqlite, db);
    const { documentCount, issues } = project.readHead();
    const documents: Document[] = [];
    for (let from: number | undefined = 0; from !== undefined;) {
      const portion: { documents: readonly Document[]; nextFrom: number | undefined } = project.readDocuments(
        from,
        documentCount,
      );
      documents.push(...portion.documents);
      from = portion.nextFrom;
    }
    const marked = new Set(db.selectValues('SELECT sample_id FROM mark').map(String));
    const states = new Map<string, Set<string>>();
    for (const sample of buildSamples({ documents }, OPTIONS, marked).samples) {
      const kind = `${sample.documentId.replace(/-\d+$/u, '')} ${sample.span.start === 0 ? 'first' : 'second'}`;
      states.set(kind, (states.get(kind) ?? new Set()).add(sampleState(sample)));
    }
    return {
      report: opened.report.kind,
      states: Object.fromEntries([...states].map(([kind, each]) => [kind, [...each].join()])),
      issues: issues.map(({ code, file, found }) => [code, file, found]),
    };
  } finally {
    db.close();
  }
}

const AS_SAVED = {
  'positive first': 'positive',
  'positive second': 'negative',
  'negative first': 'negative',
  'nobody first': 'unannotated',
  'lost first': 'lost',
  'lost second': 'negative',
  'settled first': 'negative',
  'approved first': 'negative',
};

/** Overwrites one page of a table that is none of its first, where it has several. */
async function damageLeaf(bytes: Uint8Array, table: string): Promise<Uint8Array> {
  const db = openBytes(sqlite, new Uint8Array(bytes));
  const pages = db.selectValues(`SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'`, [table]).map(Number);
  db.close();
  expect(pages.length).toBeGreaterThan(2);
  const damaged = new Uint8Array(bytes);
  const page = pages[1] ?? 0;
  return Promise.resolve(damaged.fill(0xa5, (page - 1) * 8192, page * 8192));
}

describe('a damaged project', () => {
  it('is as it was saved where nothing is damaged, or another table is', async () => {
    const bytes = await savedProject();
    expect(await open(bytes)).toEqual({ report: 'whole', states: AS_SAVED, issues: [] });
    const damaged = await open(await damageTables(bytes, ['score']));
    expect(damaged).toEqual({ report: 'recovered', states: AS_SAVED, issues: [] });
  });

  it('makes no negative of a text whose gap is lost', async () => {
    const bytes = await savedProject();
    expect(await open(await damageTables(bytes, ['annotation_gap']))).toEqual({
      report: 'recovered',
      states: {
        ...AS_SAVED,
        'positive second': 'lost',
        'negative first': 'lost',
        'nobody first': 'lost',
        'lost second': 'lost',
        // A person said so.
        'settled first': 'negative',
        'approved first': 'negative',
      },
      issues: [['lost-to-damage', 'a.json', 'whether anybody annotated 5 samples without mentions']],
    });
  });

  it('does so too where only some rows of the gaps are lost', async () => {
    const { report, states, issues } = await open(
      await damageLeaf(await savedProject({ count: 900 }), 'annotation_gap'),
    );
    expect(report).toBe('recovered');
    expect(states).toMatchObject({
      'negative first': 'lost',
      'settled first': 'negative',
      'approved first': 'negative',
    });
    expect(new Set(states['nobody first']?.split(','))).toEqual(new Set(['unannotated', 'lost']));
    expect(issues.map(([code]) => code)).toEqual(['lost-to-damage']);
  });

  it('trusts no approval where the marks are gone too', async () => {
    const bytes = await damageTables(await savedProject(), ['annotation_gap', 'mark']);
    expect((await open(bytes)).states).toMatchObject({ 'approved first': 'lost', 'settled first': 'lost' });
  });

  it('makes no negative of a text whose mentions are lost', async () => {
    const { states, issues } = await open(await damageTables(await savedProject(), ['mention']));
    expect(new Set(Object.values(states))).toEqual(new Set(['lost', 'unannotated']));
    expect(issues).toEqual([
      [
        'lost-to-damage',
        'a.json',
        'mentions of 6 texts, or some of them; what was annotated here in 1 sample, or that nothing is there',
      ],
    ]);
  });

  it('leaves texts alone that lie far from the lost mentions', async () => {
    const bytes = await damageLeaf(await savedProject({ count: 900 }), 'mention');
    const { states } = await open(bytes);
    expect(new Set(states['positive first']?.split(','))).toEqual(new Set(['positive', 'lost']));
    expect(new Set(states['negative first']?.split(','))).toEqual(new Set(['negative', 'lost']));
  });

  it('takes no text for settled whose own annotation is lost', async () => {
    const bytes = await savedProject({ isEdited: true });
    const { states, issues } = await open(await damageTables(bytes, ['mention_edit']));
    expect(states).toEqual({ ...AS_SAVED, 'settled first': 'unannotated' });
    expect(issues).toEqual([
      ['lost-to-damage', 'a.json', 'what was annotated here in 1 sample, or that nothing is there'],
    ]);
  });
});
