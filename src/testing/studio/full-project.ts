import type { Database } from '@sqlite.org/sqlite-wasm';
import type { Corpus } from '../../core/corpus/corpus.ts';
import type { ReviewChange, ReviewRecord, ReviewStep } from '../../core/merge/review-step.ts';
import type { StoredScore } from '../../storage/contract/project-store.ts';
import { createMemoryProjectStore } from '../storage/memory-project-store.ts';
import { newScoring } from './sampled-project.ts';
import { saveCorpus } from '../storage/save-corpus.ts';

/** Fills a database with something in every table, some pages of each of the large ones. */
export async function fillProject(db: Database, documentCount = 160): Promise<void> {
  const store = await createMemoryProjectStore(db);
  const documents = Array.from({ length: documentCount }, (_, index): Corpus['documents'][number] => {
    const text = `Drug ${index} eased the pain of ${index + 3} rats and of nobody else (${index * 7919}).`;
    const end = `Drug ${index}`.length;
    return {
      id: `doc-${index}`,
      source: 'cdr.txt',
      boundaries: 'given',
      passages: [
        {
          id: '0',
          kind: 'abstract',
          text,
          sentences: [{ start: 0, end: text.length }],
          ...(index % 5 === 0 && {
            predictions: [{ model: 'v1', mentions: [{ start: 0, end, entityType: 'Chemical', confidence: 0.5 }] }],
          }),
          ...(index % 4 === 0 && { gaps: [{ kind: 'lost', span: { start: 5, end: text.length } }] }),
          mentions: [
            {
              id: `m${index}`,
              span: { start: 0, end },
              entityType: 'Chemical',
              quote: text.slice(0, end),
              conceptIds: [`D${index}`],
              fragments: [
                { start: 0, end: 4 },
                { start: 5, end },
              ],
            },
          ],
        },
      ],
    };
  });
  await saveCorpus(
    store,
    { documents },
    {
      issues: [{ file: 'cdr.txt', code: 'malformed-line', severity: 'warning', line: 3 }],
      sources: [{ file: 'cdr.txt', format: 'PubTator', evidence: 'line 1' }],
    },
  );
  const scoring = await store.beginScoring(newScoring('model-1'));
  await store.saveScores(documents.map((_, index) => ({ ...scoreOf(index), scoringId: scoring.id })));
  await store.savePredictions(
    documents.map((_, index) => ({
      questionHash: `question-${index}`,
      modelHash: 'model-1',
      mentions: [{ start: 0, end: 4, entityType: 'Chemical', confidence: 0.5 }],
      end: 'closed',
      provenance: '{"modelName":"bioselect-weak"}',
    })),
  );
  let undo: readonly ReviewStep[] = [];
  for (const [index, document] of documents.entries()) {
    const verdict = index % 3 === 0 ? 'rejected' : 'approved';
    const atMs = 1_700_000_000_000 + index;
    const sampleId = document.id;
    const decision = { sampleId, verdict, decidedAtMs: atMs, author: 'curator' } as const;
    const note = { sampleId, text: `Why ${index}?`, author: 'curator', writtenAtMs: atMs };
    const mark = { sampleId, author: 'curator', markedAtMs: atMs };
    const [mention] = document.passages[0]?.mentions ?? [];
    const passage = { documentId: document.id, passageId: '0' };
    const relabelled = mention && { ...mention, entityType: 'Drug' };
    const changes: readonly ReviewChange[] = [
      { kind: 'decision', sampleId, before: undefined, after: decision },
      { kind: 'note', sampleId, before: undefined, after: note },
      { kind: 'mark', sampleId, before: undefined, after: mark },
      { kind: 'mention', passage, mentionId: `m${index}`, before: mention, after: relabelled },
    ];
    const records: readonly ReviewRecord[] = [
      { kind: 'decision', sampleId, after: decision },
      { kind: 'note', sampleId, after: note },
      { kind: 'mark', sampleId, after: mark },
      {
        kind: 'mention',
        passage,
        mentionId: `m${index}`,
        state: relabelled ? { kind: 'put', mention: relabelled } : { kind: 'deleted' },
      },
    ];
    undo = [...undo, { label: `Decide ${index}`, author: 'curator', atMs, changes }];
    await store.saveStep(records, undo, []);
  }
  await store.saveSetting('selectionOptions', { keepRatio: 0.25 });
  const rule = { strategy: 'hybrid', keepRatio: 0.25, base: 'all-positives', ifdCeiling: 1, negativeRatio: 1, seed: 1 };
  db.exec(`INSERT INTO selection_list (id) VALUES (1);
    INSERT INTO selection_entry (list_id, place, sample_key) SELECT 1, id, key FROM document;
    INSERT INTO selection (id, list_id, scoring_id, rule, reasons, made_at_ms)
      VALUES (1, 1, ${scoring.id}, '${JSON.stringify(rule)}', '["full"]', 5);
    INSERT INTO selection_pick (selection_id, chunk, reasons, ranks)
      VALUES (1, 0, zeroblob(${documentCount}), zeroblob(${4 * documentCount}));
    INSERT INTO earlier_content (sample_key, content_hash) SELECT 'doc-' || id, content_hash FROM score`);
  await store.saveSetting('selectionId', 1);
}

function scoreOf(index: number): Omit<StoredScore, 'scoringId'> {
  return {
    contentHash: `content-${index}`,
    result: {
      kind: 'scored',
      ifd: 0.5 + index / 1000,
      conditionedAnswerLoss: 1,
      directAnswerLoss: 1.5,
      truncated: false,
      borderMerged: false,
    },
    conditioned: new Float32Array([1, 2, index]),
    direct: new Float32Array([3, index]),
    tokens: ['[', ']', String(index)],
    provenance: '{"modelName":"tiny"}',
  };
}
