import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Decision } from '../core/selection/selection.ts';
import { createMemoryProjectStore } from '../testing/memory-project-store.ts';
import { openMemoryDatabase } from '../testing/node-sqlite.ts';
import type { DecisionChange, DecisionStep } from './project-store.ts';

const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      sampleIds: fc.uniqueArray(fc.constantFrom('s1', 's2', 's3', 's4'), { minLength: 1 }),
      verdict: fc.constantFrom('approved' as const, 'rejected' as const, undefined),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }) },
);

interface Model {
  decisions: Map<string, Decision>;
  undo: readonly DecisionStep[];
  redo: readonly DecisionStep[];
}

function put(model: Model, changes: readonly DecisionChange[]): void {
  for (const { sampleId, after } of changes) {
    if (after === undefined) model.decisions.delete(sampleId);
    else model.decisions.set(sampleId, after);
  }
}

function reverse(changes: readonly DecisionChange[]): DecisionChange[] {
  return changes.map(({ sampleId, before, after }) => ({ sampleId, before: after, after: before }));
}

it('decisions, undo and redo in any order equal a model, after a reload too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), fc.nat(24), async (acts, reloadAt) => {
      const db = await openMemoryDatabase();
      let store = await createMemoryProjectStore(db);
      const model: Model = { decisions: new Map(), undo: [], redo: [] };
      const saves: Promise<void>[] = [];
      for (const [index, next] of acts.entries()) {
        if (index === reloadAt) {
          await Promise.all(saves);
          store = await createMemoryProjectStore(db);
          const project = await store.loadProject();
          model.undo = project.undo;
          model.redo = project.redo;
        }
        let changes: readonly DecisionChange[];
        if (next.kind === 'decide') {
          changes = next.sampleIds.map((sampleId) => ({
            sampleId,
            before: model.decisions.get(sampleId),
            after: next.verdict && { sampleId, verdict: next.verdict, decidedAtMs: 1_700_000_000_000 + index },
          }));
          model.undo = [...model.undo, { label: `step ${index}`, changes }];
          model.redo = [];
        } else {
          const step = model[next.kind].at(-1);
          if (step === undefined) continue;
          const isUndo = next.kind === 'undo';
          changes = isUndo ? reverse(step.changes) : step.changes;
          model.undo = isUndo ? model.undo.slice(0, -1) : [...model.undo, step];
          model.redo = isUndo ? [...model.redo, step] : model.redo.slice(0, -1);
        }
        put(model, changes);
        // Not awaited: a curator's keys are faster than a disk.
        saves.push(store.saveDecisionStep(changes, model.undo, model.redo));
      }
      await Promise.all(saves);
      const project = await (await createMemoryProjectStore(db)).loadProject();
      expect(new Map(project.decisions.map((decision) => [decision.sampleId, decision]))).toEqual(model.decisions);
      expect(project.undo).toEqual(model.undo);
      expect(project.redo).toEqual(model.redo);
      db.close();
    }),
    { numRuns: 100 },
  );
});
