import type { Database, SqlValue } from '@sqlite.org/sqlite-wasm';
import type { Decision } from '../core/selection/selection.ts';
import type { StackPatch } from './history-patch.ts';
import type { DecisionChange, DecisionStep } from './project-store.ts';
import { selectRows } from './select-rows.ts';
import { readInteger, readOptional, readText, readWord } from './sql-value.ts';

export type HistoryStack = 'undo' | 'redo';

const VERDICTS = { approved: true, rejected: true } satisfies Record<Decision['verdict'], true>;

/** Puts every change's `after` in place; inside the caller's transaction. */
export function writeDecisions(db: Database, changes: readonly DecisionChange[]): void {
  const put = db.prepare('INSERT OR REPLACE INTO decision (sample_id, verdict, decided_at_ms) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM decision WHERE sample_id = ?');
  try {
    for (const { sampleId, after } of changes) {
      if (after === undefined) remove.bind([sampleId]).stepReset();
      else put.bind([sampleId, after.verdict, after.decidedAtMs]).stepReset();
    }
  } finally {
    put.finalize();
    remove.finalize();
  }
}

export function readDecisions(db: Database): Decision[] {
  const rows = selectRows(db, { columns: 'sample_id, verdict, decided_at_ms', from: 'decision', order: 'sample_id' });
  return rows.map(([sampleId, verdict, decidedAtMs]) => ({
    sampleId: readText(sampleId),
    verdict: readWord(verdict, VERDICTS),
    decidedAtMs: readInteger(decidedAtMs),
  }));
}

/** Drops the newest steps down to `keepCount`, then appends; inside the caller's transaction. */
export function patchHistory(db: Database, stack: HistoryStack, patch: StackPatch): void {
  const length = readInteger(db.selectValue('SELECT count(*) FROM history_step WHERE stack = ?', [stack]));
  if (patch.keepCount > length) {
    throw new Error(`the ${stack} list holds ${length} steps, a change of it starts from ${patch.keepCount}`);
  }
  db.exec('DELETE FROM history_step WHERE stack = ? AND position >= ?', { bind: [stack, patch.keepCount] });
  const insertStep = db.prepare('INSERT INTO history_step (stack, position, label) VALUES (?, ?, ?) RETURNING id');
  const insertChange = db.prepare(`INSERT INTO history_change
    (step_id, ordinal, sample_id, before_verdict, before_ms, after_verdict, after_ms) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  try {
    for (const [index, step] of patch.append.entries()) {
      insertStep.bind([stack, patch.keepCount + index, step.label]);
      insertStep.step();
      const stepId = readInteger(insertStep.get(0));
      insertStep.reset();
      for (const [ordinal, { sampleId, before, after }] of step.changes.entries()) {
        insertChange
          .bind([stepId, ordinal, sampleId, ...decisionColumns(before), ...decisionColumns(after)])
          .stepReset();
      }
    }
  } finally {
    insertStep.finalize();
    insertChange.finalize();
  }
}

/** Oldest step first. */
export function readHistory(db: Database, stack: HistoryStack): DecisionStep[] {
  const changes = new Map<number, DecisionChange[]>();
  const changeRows = selectRows(db, {
    columns: 'step_id, sample_id, before_verdict, before_ms, after_verdict, after_ms',
    from: 'history_change JOIN history_step ON history_step.id = step_id WHERE stack = ?',
    order: 'step_id, ordinal',
    bind: [stack],
  });
  for (const row of changeRows) {
    const stepId = readInteger(row[0]);
    const sampleId = readText(row[1]);
    const change: DecisionChange = {
      sampleId,
      before: readDecision(sampleId, row[2], row[3]),
      after: readDecision(sampleId, row[4], row[5]),
    };
    const ofStep = changes.get(stepId);
    if (ofStep === undefined) changes.set(stepId, [change]);
    else ofStep.push(change);
  }
  const stepRows = selectRows(db, {
    columns: 'id, label',
    from: 'history_step WHERE stack = ?',
    order: 'position',
    bind: [stack],
  });
  return stepRows.map(([id, label]) => ({ label: readText(label), changes: changes.get(readInteger(id)) ?? [] }));
}

function decisionColumns(decision: Decision | undefined): SqlValue[] {
  return decision === undefined ? [null, null] : [decision.verdict, decision.decidedAtMs];
}

function readDecision(sampleId: string, verdict: unknown, decidedAtMs: unknown): Decision | undefined {
  const word = readOptional(verdict, (value) => readWord(value, VERDICTS));
  return word === undefined ? undefined : { sampleId, verdict: word, decidedAtMs: readInteger(decidedAtMs) };
}
