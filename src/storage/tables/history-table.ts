import type { Database } from '@sqlite.org/sqlite-wasm';
import type { ReviewChange, ReviewStep } from '../../core/merge/review-step.ts';
import type { ConflictState } from '../../core/merge/merge-conflict.ts';
import type { StackPatch } from './history-patch.ts';
import { selectRows, type Row } from '../database/select-rows.ts';
import { readInteger, readOptional, readText, readWord } from '../database/sql-value.ts';
import { readStoredConflict, readStoredConflictState } from './stored-conflicts.ts';
import {
  readStoredDecision,
  readStoredMark,
  readStoredMention,
  readStoredNote,
  readStoredSelection,
  readStoredText,
} from './stored-review.ts';
import { readStoredVersions } from './stored-versions.ts';

export type HistoryStack = 'undo' | 'redo';

const KINDS = {
  decision: true,
  note: true,
  mark: true,
  mention: true,
  conflict: true,
  selection: true,
  versions: true,
} satisfies Record<ReviewChange['kind'], true>;

/** Drops the newest steps down to `keepCount`, then appends; inside the caller's transaction. */
export function patchHistory(db: Database, stack: HistoryStack, patch: StackPatch): void {
  const length = readInteger(
    db.selectValue('SELECT coalesce(max(position) + 1, 0) FROM history_step WHERE stack = ?', [stack]),
  );
  if (patch.keepCount > length) {
    throw new Error(`the ${stack} list holds ${length} steps, a change of it starts from ${patch.keepCount}`);
  }
  db.exec('DELETE FROM history_step WHERE stack = ? AND position >= ?', { bind: [stack, patch.keepCount] });
  const insertStep = db.prepare(
    `INSERT INTO history_step (stack, position, label, author, author_id, at_ms, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  );
  const insertChange = db.prepare(
    'INSERT INTO history_change (step_id, ordinal, kind, target, before, after) VALUES (?, ?, ?, ?, ?, ?)',
  );
  try {
    for (const [index, { label, author, authorId, atMs, reason, changes }] of patch.append.entries()) {
      insertStep.bind([stack, patch.keepCount + index, label, author, authorId ?? null, atMs, reason ?? null]);
      insertStep.step();
      const stepId = readInteger(insertStep.get(0));
      insertStep.reset();
      for (const [ordinal, change] of changes.entries()) {
        const { kind, before, after } = change;
        insertChange
          .bind([stepId, ordinal, kind, JSON.stringify(targetOf(change)), toJson(before), toJson(after)])
          .stepReset();
      }
    }
  } finally {
    insertStep.finalize();
    insertChange.finalize();
  }
}

/** Oldest step first. */
export function readHistory(db: Database, stack: HistoryStack): ReviewStep[] {
  const changes = new Map<number, ReviewChange[]>();
  const changeRows = selectRows(db, {
    columns: 'step_id, kind, target, before, after',
    from: 'history_change JOIN history_step ON history_step.id = step_id WHERE stack = ?',
    order: 'step_id, ordinal',
    bind: [stack],
  });
  for (const row of changeRows) {
    const stepId = readInteger(row[0]);
    const ofStep = changes.get(stepId);
    if (ofStep === undefined) changes.set(stepId, [readChange(row)]);
    else ofStep.push(readChange(row));
  }
  const stepRows = selectRows(db, {
    columns: 'id, label, author, at_ms, reason, author_id',
    from: 'history_step WHERE stack = ?',
    order: 'position',
    bind: [stack],
  });
  return stepRows.map(([id, label, author, atMs, reasonValue, authorIdValue]) => {
    const reason = readOptional(reasonValue, readText);
    const authorId = readOptional(authorIdValue, readText);
    return {
      label: readText(label),
      author: readText(author),
      ...(authorId !== undefined && { authorId }),
      atMs: readInteger(atMs),
      ...(reason !== undefined && { reason }),
      changes: changes.get(readInteger(id)) ?? [],
    };
  });
}

/** What a change is about, by which it is found again. */
function targetOf(change: ReviewChange): object {
  switch (change.kind) {
    case 'decision':
    case 'note':
    case 'mark':
      return { sampleId: change.sampleId };
    case 'mention':
      return { ...change.passage, mentionId: change.mentionId };
    case 'conflict':
      return change.conflict;
    case 'selection':
    case 'versions':
      return {};
    default:
      return change satisfies never;
  }
}

function readChange(row: Row): ReviewChange {
  const kind = readWord(row[1], KINDS);
  const target: unknown = JSON.parse(readText(row[2]));
  const beforeJson = readOptional(row[3], readJson);
  const afterJson = readOptional(row[4], readJson);
  switch (kind) {
    case 'decision': {
      const sampleId = readStoredText(target, 'sampleId');
      return {
        kind,
        sampleId,
        before: read(beforeJson, readStoredDecision),
        after: read(afterJson, readStoredDecision),
      };
    }
    case 'note': {
      const sampleId = readStoredText(target, 'sampleId');
      return { kind, sampleId, before: read(beforeJson, readStoredNote), after: read(afterJson, readStoredNote) };
    }
    case 'mark': {
      const sampleId = readStoredText(target, 'sampleId');
      return { kind, sampleId, before: read(beforeJson, readStoredMark), after: read(afterJson, readStoredMark) };
    }
    case 'mention': {
      const passage = {
        documentId: readStoredText(target, 'documentId'),
        passageId: readStoredText(target, 'passageId'),
      };
      const mentionId = readStoredText(target, 'mentionId');
      const [before, after] = [read(beforeJson, readStoredMention), read(afterJson, readStoredMention)];
      return { kind, passage, mentionId, before, after };
    }
    case 'conflict': {
      const conflict = readStoredConflict(target);
      const readState = (value: unknown): ConflictState => readStoredConflictState(value, conflict);
      return { kind, conflict, before: read(beforeJson, readState), after: read(afterJson, readState) };
    }
    case 'selection':
      return { kind, before: read(beforeJson, readStoredSelection), after: read(afterJson, readStoredSelection) };
    case 'versions':
      return { kind, before: readStoredVersions(beforeJson), after: readStoredVersions(afterJson) };
    default:
      return kind satisfies never;
  }
}

function read<T>(value: unknown, readValue: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : readValue(value);
}

function readJson(value: unknown): unknown {
  return JSON.parse(readText(value));
}

function toJson(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
