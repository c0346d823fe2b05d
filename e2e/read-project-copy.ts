import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, type Page } from '@playwright/test';
import type { MentionRecord } from '../src/core/annotations/apply-changes.ts';
import type { Mention } from '../src/core/corpus/corpus.ts';
import { canonicalText } from '../src/core/merge/canonical-text.ts';
import {
  conflictKey,
  type ConflictState,
  type ListedConflict,
  type MergeConflict,
} from '../src/core/merge/merge-conflict.ts';
import type { ReviewChange, ReviewStep } from '../src/core/merge/review-step.ts';
import type { SampleNote } from '../src/core/merge/sample-note.ts';
import type { AnnotationMark } from '../src/core/samples/annotation-mark.ts';
import type { Decision, StoredSelection } from '../src/core/selection/selection.ts';
import { openBytes } from '../src/storage/database/database-bytes.ts';
import { readHistory } from '../src/storage/tables/history-table.ts';
import { readDecisions, readMarks, readMentionEdits, readNotes } from '../src/storage/tables/review-tables.ts';
import { selectRows } from '../src/storage/database/select-rows.ts';
import { readInteger, readText } from '../src/storage/database/sql-value.ts';
import { readListedConflicts } from '../src/storage/tables/stored-conflicts.ts';
import { loadNodeSqlite } from '../src/testing/storage/node-sqlite.ts';

export interface StoredPassage {
  readonly documentId: string;
  readonly passageId: string;
  readonly text: string;
  /** As the file has them. */
  readonly mentions: readonly Mention[];
}

/** What a project file holds of the work of people. */
export interface ProjectContent {
  readonly sources: readonly string[];
  readonly passages: readonly StoredPassage[];
  readonly sampleIds: readonly string[];
  readonly decisions: readonly Decision[];
  readonly notes: readonly SampleNote[];
  readonly marks: readonly AnnotationMark[];
  readonly edits: readonly MentionRecord[];
  readonly conflicts: readonly ListedConflict[];
  readonly undo: readonly ReviewStep[];
  readonly redo: readonly ReviewStep[];
}

type Database = ReturnType<typeof openBytes>;

/** A copy of the page's project, as the person gets it. */
export async function saveCopy(page: Page): Promise<Uint8Array> {
  await page.getByRole('banner').getByRole('button', { name: 'Untitled project', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  const bytes = await readFile(await (await download).path());
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  return new Uint8Array(bytes);
}

/** Reads from a copy, which SQLite has to find whole. */
export async function readCopy<T>(bytes: Uint8Array, read: (db: Database) => T): Promise<T> {
  const db = openBytes(await loadNodeSqlite(), bytes);
  try {
    expect(db.selectValue('PRAGMA integrity_check')).toBe('ok');
    expect(db.selectArrays('PRAGMA foreign_key_check')).toEqual([]);
    return read(db);
  } finally {
    db.close();
  }
}

export function readContent(db: Database): ProjectContent {
  return {
    sources: selectRows(db, { columns: 'file', from: 'source', order: 'id' }).map(([file]) => readText(file)),
    passages: readPassages(db),
    sampleIds: selectRows(db, { columns: 'key', from: 'sample', order: 'id' }).map(([key]) => readText(key)),
    decisions: readDecisions(db),
    notes: readNotes(db),
    marks: readMarks(db),
    edits: readMentionEdits(db),
    conflicts: readConflicts(db),
    undo: readHistory(db, 'undo'),
    redo: readHistory(db, 'redo'),
  };
}

function readConflicts(db: Database): readonly ListedConflict[] {
  const settings = selectRows(db, { columns: 'key, value', from: 'setting', order: 'key' });
  const values = settings.map(([key, value]): [string, unknown] => [readText(key), JSON.parse(readText(value))]);
  return readListedConflicts(new Map(values));
}

function readPassages(db: Database): readonly StoredPassage[] {
  const mentions = new Map<number, Mention[]>();
  const columns = 'passage_id, key, start_offset, end_offset, entity_type, quote';
  for (const row of selectRows(db, { columns, from: 'mention', order: 'id' })) {
    const mention = {
      id: readText(row[1]),
      span: { start: readInteger(row[2]), end: readInteger(row[3]) },
      entityType: readText(row[4]),
      quote: readText(row[5]),
    };
    const passageId = readInteger(row[0]);
    mentions.set(passageId, [...(mentions.get(passageId) ?? []), mention]);
  }
  return selectRows(db, {
    columns: 'passage.id, document.key, passage.key, passage.text',
    from: 'passage JOIN document ON document.id = document_id',
    order: 'passage.id',
  }).map(([id, documentId, passageId, text]) => ({
    documentId: readText(documentId),
    passageId: readText(passageId),
    text: readText(text),
    mentions: mentions.get(readInteger(id)) ?? [],
  }));
}

/**
 * Goes through the undo list from an empty project on, and then through the redo list. Times included, each step has to
 * find what it says that it found, and what comes of the undo list has to be what the tables hold: a step without its
 * effect, or an effect without its step, is an act half done.
 */
export function expectHistoryToExplain(content: ProjectContent): void {
  const standing = new Map<string, Standing>();
  for (const { documentId, passageId, mentions } of content.passages) {
    for (const mention of mentions) standing.set(keyOf('mention', [documentId, passageId, mention.id]), mention);
  }
  const imported = new Map(standing);
  const unexplained: string[] = [];
  const perform = ({ label, changes }: ReviewStep): void => {
    for (const change of changes) {
      // It says where things come from, not what they are.
      if (change.kind === 'versions') continue;
      const key = keyOfChange(change);
      if (!isDeepStrictEqual(standing.get(key), change.before)) unexplained.push(`${label}: ${key} was another`);
      if (change.after === undefined) standing.delete(key);
      else standing.set(key, change.after);
    }
  };
  for (const step of content.undo) perform(step);
  const stored = new Map<string, Standing>(imported);
  for (const decision of content.decisions) stored.set(keyOf('decision', decision.sampleId), decision);
  for (const note of content.notes) stored.set(keyOf('note', note.sampleId), note);
  for (const mark of content.marks) stored.set(keyOf('mark', mark.sampleId), mark);
  for (const { conflict, state } of content.conflicts) stored.set(keyOf('conflict', conflictKey(conflict)), state);
  for (const { passage, mentionId, state } of content.edits) {
    const key = keyOf('mention', [passage.documentId, passage.passageId, mentionId]);
    if (state.kind === 'put') stored.set(key, state.mention);
    else stored.delete(key);
  }
  for (const key of new Set([...stored.keys(), ...standing.keys()])) {
    if (!isDeepStrictEqual(stored.get(key), standing.get(key))) unexplained.push(`${key} is not of the undo list`);
  }
  for (const step of content.redo.toReversed()) perform(step);
  expect(unexplained).toEqual([]);
}

/** What there is of one thing. */
type Standing = Decision | SampleNote | AnnotationMark | Mention | ConflictState | StoredSelection;

function keyOfChange(change: Exclude<ReviewChange, { kind: 'versions' }>): string {
  if (change.kind === 'conflict') return keyOf(change.kind, conflictKey(change.conflict));
  if (change.kind === 'selection') return keyOf(change.kind, '');
  if (change.kind !== 'mention') return keyOf(change.kind, change.sampleId);
  return keyOf('mention', [change.passage.documentId, change.passage.passageId, change.mentionId]);
}

function keyOf(kind: ReviewChange['kind'], of: string | readonly string[]): string {
  return JSON.stringify([kind, of]);
}

/** A model knows what is done, not at which millisecond, nor in which order a merge lists its conflicts. */
export function withoutTimes(content: ProjectContent): ProjectContent {
  return {
    ...content,
    decisions: content.decisions.map(timelessDecision),
    notes: content.notes.map(timelessNote),
    marks: content.marks.map(timelessMark),
    conflicts: inAnyOrder(
      content.conflicts.map(({ conflict, state }) => ({ conflict: conflictWithoutTimes(conflict), state })),
    ),
    undo: content.undo.map(stepWithoutTimes),
    redo: content.redo.map(stepWithoutTimes),
  };
}

function stepWithoutTimes(step: ReviewStep): ReviewStep {
  const changes = step.changes.filter(({ kind }) => kind !== 'versions').map(changeWithoutTimes);
  const ofConflicts = inAnyOrder(changes.filter(({ kind }) => kind === 'conflict'));
  const { authorId: _, ...said } = step;
  return { ...said, atMs: 0, changes: [...changes.filter(({ kind }) => kind !== 'conflict'), ...ofConflicts] };
}

function inAnyOrder<T>(items: readonly T[]): readonly T[] {
  return items.toSorted((one, other) => (canonicalText([one]) < canonicalText([other]) ? -1 : 1));
}

function conflictWithoutTimes(conflict: MergeConflict): MergeConflict {
  if (conflict.kind !== 'decision') return conflict;
  const { kind, sampleId, standing, other } = conflict;
  return { kind, sampleId, standing: timelessDecision(standing), other: other && timelessDecision(other) };
}

/** Nor does a model know in which browser it runs. */
function timelessDecision(said: Decision): Decision {
  const { authorId: _, ...decision } = said;
  return { ...decision, decidedAtMs: 0 };
}

function timelessMark(mark: AnnotationMark): AnnotationMark {
  return { ...mark, markedAtMs: 0 };
}

function timelessNote(said: SampleNote): SampleNote {
  const { authorId: _, ...note } = said;
  return { ...note, writtenAtMs: 0 };
}

function changeWithoutTimes(change: ReviewChange): ReviewChange {
  switch (change.kind) {
    case 'decision': {
      const timeless = (decision: Decision | undefined) => decision && timelessDecision(decision);
      return { ...change, before: timeless(change.before), after: timeless(change.after) };
    }
    case 'note': {
      const timeless = (note: SampleNote | undefined) => note && timelessNote(note);
      return { ...change, before: timeless(change.before), after: timeless(change.after) };
    }
    case 'mark': {
      const timeless = (mark: AnnotationMark | undefined) => mark && { ...mark, markedAtMs: 0 };
      return { ...change, before: timeless(change.before), after: timeless(change.after) };
    }
    case 'conflict':
      return { ...change, conflict: conflictWithoutTimes(change.conflict) };
    case 'mention':
    case 'selection':
    case 'versions':
      return change;
    default:
      return change satisfies never;
  }
}

/** What only one of two projects has, the first few of each table; empty where they are the same. */
export function differencesOf(found: ProjectContent, wanted: ProjectContent): readonly string[] {
  if (isDeepStrictEqual(found, wanted)) return [];
  const tables = (content: ProjectContent) =>
    new Map(Object.entries(content).map(([name, rows]) => [name, rows.map((row: unknown) => canonicalText([row]))]));
  const others = tables(wanted);
  const lines = [...tables(found)].flatMap(([name, rows]) => {
    const wantedRows = others.get(name) ?? [];
    const only = (some: readonly string[], than: readonly string[]): readonly string[] => {
      const known = new Set(than);
      return some.filter((row) => !known.has(row)).slice(0, 3);
    };
    return [
      ...only(rows, wantedRows).map((row) => `${name}: found ${row}`),
      ...only(wantedRows, rows).map((row) => `${name}: not found ${row}`),
    ];
  });
  return lines.length > 0 ? lines : ['the same rows in another order'];
}
