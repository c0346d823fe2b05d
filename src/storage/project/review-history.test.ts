import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import type { MentionState } from '../../core/annotations/current-corpus.ts';
import type { Mention } from '../../core/corpus/corpus.ts';
import type { MergeConflict } from '../../core/merge/merge-conflict.ts';
import { reverseStep, type ReviewChange, type ReviewRecord, type ReviewStep } from '../../core/merge/review-step.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';
import type { AnnotationMark } from '../../core/samples/annotation-mark.ts';
import type { Decision } from '../../core/selection/selection.ts';
import { createMemoryProjectStore } from '../../testing/storage/memory-project-store.ts';
import { migrate } from '../database/migrate.ts';
import { ProjectDb } from './project-db.ts';
import { loadNodeSqlite, openMemoryDatabase } from '../../testing/storage/node-sqlite.ts';
import { MIGRATIONS } from '../database/schema.ts';

const words = fc.string({ unit: 'binary', maxLength: 12 });

const mention: fc.Arbitrary<Mention> = fc.record(
  {
    id: fc.constantFrom('m1', 'm2'),
    span: fc.constant({ start: 0, end: 9 }),
    entityType: words,
    quote: words,
    fragments: fc.constant([
      { start: 0, end: 2 },
      { start: 4, end: 9 },
    ]),
    conceptIds: fc.array(words, { maxLength: 2 }),
  },
  { requiredKeys: ['id', 'span', 'entityType', 'quote'] },
);

const sampleIds = fc.uniqueArray(fc.constantFrom('s1', 's2', 's3', 's4'), { minLength: 1 });

const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      sampleIds,
      verdict: fc.constantFrom('approved' as const, 'rejected' as const, 'unsure' as const, undefined),
      reason: fc.option(words, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('note' as const), sampleIds, text: words }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mark' as const), sampleIds, isTaken: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      passageId: fc.constantFrom('p1', 'p2'),
      mentionId: fc.constantFrom('m1', 'm2'),
      after: fc.option(mention, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }) },
);

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
type Step = Extract<Act, { kind: 'undo' | 'redo' }>;

function isStep(next: Act): next is Step {
  return next.kind === 'undo' || next.kind === 'redo';
}

class Model {
  readonly decisions = new Map<string, Decision>();
  readonly notes = new Map<string, SampleNote>();
  readonly marks = new Map<string, AnnotationMark>();
  /** Imported are none: a mention is there or as it was imported. */
  readonly mentions = new Map<string, MentionRecord>();
  undo: readonly ReviewStep[] = [];
  redo: readonly ReviewStep[] = [];

  put(changes: readonly ReviewChange[]): ReviewRecord[] {
    return changes.map((change): ReviewRecord => {
      switch (change.kind) {
        case 'decision':
          if (change.after === undefined) this.decisions.delete(change.sampleId);
          else this.decisions.set(change.sampleId, change.after);
          return change;
        case 'note':
          if (change.after === undefined) this.notes.delete(change.sampleId);
          else this.notes.set(change.sampleId, change.after);
          return change;
        case 'mention': {
          const { kind, passage, mentionId, after } = change;
          const key = `${passage.passageId} ${mentionId}`;
          const state: MentionState = after === undefined ? { kind: 'as-imported' } : { kind: 'put', mention: after };
          if (after === undefined) this.mentions.delete(key);
          else this.mentions.set(key, { passage, mentionId, state });
          return { kind, passage, mentionId, state };
        }
        case 'mark':
          if (change.after === undefined) this.marks.delete(change.sampleId);
          else this.marks.set(change.sampleId, change.after);
          return change;
        case 'conflict':
          throw new Error('this model makes no conflicts');
        case 'selection':
          throw new Error('this model makes no selections');
        case 'versions':
          throw new Error('this model merges nothing');
        default:
          return change satisfies never;
      }
    });
  }

  changesOf(next: Exclude<Act, Step>, atMs: number) {
    switch (next.kind) {
      case 'decide':
        return next.sampleIds.map((sampleId): ReviewChange => {
          const { verdict, reason } = next;
          const after = verdict && { sampleId, verdict, decidedAtMs: atMs, ...(reason !== undefined && { reason }) };
          return { kind: 'decision', sampleId, before: this.decisions.get(sampleId), after };
        });
      case 'note':
        return next.sampleIds.map((sampleId): ReviewChange => {
          const after = { sampleId, text: next.text, author: 'Zoë', writtenAtMs: atMs };
          return { kind: 'note', sampleId, before: this.notes.get(sampleId), after };
        });
      case 'mark':
        return next.sampleIds.map((sampleId): ReviewChange => {
          const after = next.isTaken ? undefined : { sampleId, author: 'Zoë', markedAtMs: atMs };
          return { kind: 'mark', sampleId, before: this.marks.get(sampleId), after };
        });
      case 'edit': {
        const { passageId, mentionId, after } = next;
        const state = this.mentions.get(`${passageId} ${mentionId}`)?.state;
        const before = state?.kind === 'put' ? state.mention : undefined;
        const change: ReviewChange = {
          kind: 'mention',
          passage: { documentId: 'd', passageId },
          mentionId,
          before,
          after,
        };
        return [change];
      }
      default:
        return next satisfies never;
    }
  }
}

it('decisions, notes, edits, undo and redo in any order equal a model, after a reload too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), fc.nat(24), async (acts, reloadAt) => {
      const db = await openMemoryDatabase();
      let store = await createMemoryProjectStore(db);
      const model = new Model();
      const saves: Promise<void>[] = [];
      for (const [index, next] of acts.entries()) {
        if (index === reloadAt) {
          await Promise.all(saves);
          store = await createMemoryProjectStore(db);
          const project = await store.loadProject();
          model.undo = project.undo;
          model.redo = project.redo;
        }
        const atMs = 1_700_000_000_000 + index;
        let changes: readonly ReviewChange[];
        if (isStep(next)) {
          const step = model[next.kind].at(-1);
          if (step === undefined) continue;
          const isUndo = next.kind === 'undo';
          changes = isUndo ? reverseStep(step.changes) : step.changes;
          model.undo = isUndo ? model.undo.slice(0, -1) : [...model.undo, step];
          model.redo = isUndo ? [...model.redo, step] : model.redo.slice(0, -1);
        } else {
          changes = model.changesOf(next, atMs);
          model.undo = [...model.undo, { label: `step ${index}`, author: 'Zoë', atMs, reason: 'so', changes }];
          model.redo = [];
        }
        // Not awaited: a curator's keys are faster than a disk.
        saves.push(store.saveStep(model.put(changes), model.undo, model.redo));
      }
      await Promise.all(saves);
      const project = await (await createMemoryProjectStore(db)).loadProject();
      expect(new Map(project.decisions.map((decision) => [decision.sampleId, decision]))).toEqual(model.decisions);
      expect(new Map(project.notes.map((note) => [note.sampleId, note]))).toEqual(model.notes);
      expect(new Map(project.marks.map((mark) => [mark.sampleId, mark]))).toEqual(model.marks);
      const edits = project.mentionEdits.map((edit) => [`${edit.passage.passageId} ${edit.mentionId}`, edit] as const);
      expect(new Map(edits)).toEqual(model.mentions);
      expect(project.undo).toEqual(model.undo);
      expect(project.redo).toEqual(model.redo);
      db.close();
    }),
    { numRuns: 100 },
  );
});

it('decisions and history of the first version become those of the newest', async () => {
  const db = await openMemoryDatabase();
  migrate(db, MIGRATIONS.slice(0, 1));
  db.exec(`INSERT INTO decision VALUES ('s1', 'approved', 5);
    INSERT INTO history_step (id, stack, position, label) VALUES (1, 'undo', 0, 'Approve 1 sample');
    INSERT INTO history_change VALUES (1, 0, 's1', NULL, NULL, 'approved', 5);`);
  const { decisions, undo } = new ProjectDb(await loadNodeSqlite(), db).readHead();
  const after = { sampleId: 's1', verdict: 'approved', decidedAtMs: 5 };
  expect(decisions).toEqual([after]);
  const change = { kind: 'decision', sampleId: 's1', before: undefined, after };
  expect(undo).toEqual([{ label: 'Approve 1 sample', author: 'curator', atMs: 5, changes: [change] }]);
  expect(db.selectValue('PRAGMA integrity_check')).toBe('ok');
  db.close();
});

it('history of a version that knew no conflicts is kept to the letter, and takes conflicts from then on', async () => {
  const db = await openMemoryDatabase();
  migrate(db, MIGRATIONS.slice(0, 6));
  db.exec(`INSERT INTO history_step (id, stack, position, label, author, at_ms) VALUES (1, 'undo', 0, 'Note', 'Zoë', 5);
    INSERT INTO history_change VALUES (1, 0, 'note', '{"sampleId":"s1"}', NULL,
      '{"sampleId":"s1","text":"look","author":"Zoë","writtenAtMs":5}');`);
  const project = new ProjectDb(await loadNodeSqlite(), db);
  const [old] = project.readHead().undo;
  const after: SampleNote = { sampleId: 's1', text: 'look', author: 'Zoë', writtenAtMs: 5 };
  expect(old?.changes).toEqual([{ kind: 'note', sampleId: 's1', before: undefined, after }]);
  const side = (verdict: Decision['verdict']): Decision => ({ sampleId: 's1', verdict, decidedAtMs: 7, author: 'Zoë' });
  const conflict: MergeConflict = {
    kind: 'decision',
    sampleId: 's1',
    standing: side('approved'),
    other: side('rejected'),
  };
  const settled = { kind: 'settled', choice: 'standing', author: 'Zoë', atMs: 9, reason: 'so' } as const;
  const step: ReviewStep = {
    label: 'Settle',
    author: 'Zoë',
    atMs: 9,
    changes: [
      { kind: 'conflict', conflict, before: undefined, after: { kind: 'open', reopenedAtMs: 8 } },
      { kind: 'conflict', conflict, before: { kind: 'open' }, after: settled },
    ],
  };
  const records: readonly ReviewRecord[] = [{ kind: 'setting', key: 'conflicts', value: [conflict] }];
  project.saveStep(records, { keepCount: 1, append: [step] }, { keepCount: 0, append: [] });
  const head = project.readHead();
  expect(head.undo).toEqual([old, step]);
  expect(head.settings).toEqual({ conflicts: [conflict] });
  expect(db.selectValue('PRAGMA integrity_check')).toBe('ok');
  db.close();
});

it('a mention that another program made a mess of is no mention', async () => {
  const db = await openMemoryDatabase();
  const project = new ProjectDb(await loadNodeSqlite(), db);
  db.exec(`INSERT INTO mention_edit VALUES ('d', 'p', 'm1', '{"id": "m1", "entityType": 7}')`);
  expect(() => project.readHead()).toThrow('expected text');
  db.close();
});
