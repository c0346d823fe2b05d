import type { Database, PreparedStatement } from '@sqlite.org/sqlite-wasm';
import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import type { MentionEdit } from '../../core/annotations/current-corpus.ts';
import { canonicalText } from '../../core/merge/canonical-text.ts';
import { conflictKey, type ConflictState } from '../../core/merge/merge-conflict.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';
import type { AnnotationMark } from '../../core/samples/annotation-mark.ts';
import type { Decision } from '../../core/selection/selection.ts';
import { isVersioned, VersionKeeper, type VersionedRecord, writeVersions } from './review-versions.ts';
import { type Row, selectRows } from '../database/select-rows.ts';
import { readInteger, readOptional, readText, readWord } from '../database/sql-value.ts';
import { readListedConflicts } from './stored-conflicts.ts';
import { readStoredMention } from './stored-review.ts';

const VERDICTS = { approved: true, rejected: true, unsure: true } satisfies Record<Decision['verdict'], true>;

const PUT_DECISION =
  'INSERT OR REPLACE INTO decision (sample_id, verdict, decided_at_ms, author, author_id, reason) VALUES (?, ?, ?, ?, ?, ?)';
const PUT_NOTE =
  'INSERT OR REPLACE INTO note (sample_id, text, author, author_id, written_at_ms) VALUES (?, ?, ?, ?, ?)';
const PUT_MARK = 'INSERT OR REPLACE INTO mark (sample_id, author, marked_at_ms) VALUES (?, ?, ?)';
const PUT_MENTION =
  'INSERT OR REPLACE INTO mention_edit (document_key, passage_key, mention_key, mention) VALUES (?, ?, ?, ?)';
const OF_PASSAGES = `(document_key, passage_key) IN (SELECT document.key, passage.key
  FROM passage JOIN document ON document.id = document_id WHERE passage.id IN (SELECT value FROM json_each(?)))`;
const DECISION = 'sample_id, verdict, decided_at_ms, author, author_id, reason';
const NOTE = 'sample_id, text, author, author_id, written_at_ms';
const MARK = 'sample_id, author, marked_at_ms';
const PUT_SETTING = 'INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)';
const DROP_MENTION = 'DELETE FROM mention_edit WHERE document_key = ? AND passage_key = ? AND mention_key = ?';

/** Decisions, notes, marks, edited mentions and lists of conflicts as the records say; inside the caller's transaction. */
export function writeRecords(db: Database, records: readonly ReviewRecord[]): void {
  const putDecision = db.prepare(PUT_DECISION);
  const dropDecision = db.prepare('DELETE FROM decision WHERE sample_id = ?');
  const putNote = db.prepare(PUT_NOTE);
  const dropNote = db.prepare('DELETE FROM note WHERE sample_id = ?');
  const putMark = db.prepare(PUT_MARK);
  const dropMark = db.prepare('DELETE FROM mark WHERE sample_id = ?');
  const putMention = db.prepare(PUT_MENTION);
  const dropMention = db.prepare(DROP_MENTION);
  const putSetting = db.prepare(PUT_SETTING);
  const standing = new StandingRecords(db);
  const keeper = new VersionKeeper(db, (record) => standing.read(record));
  try {
    for (const record of records) {
      if (isVersioned(record)) keeper.keep(record);
      switch (record.kind) {
        case 'decision': {
          const { sampleId, after } = record;
          if (after === undefined) dropDecision.bind([sampleId]).stepReset();
          else {
            const { verdict, decidedAtMs, author, authorId, reason } = after;
            putDecision
              .bind([sampleId, verdict, decidedAtMs, author ?? null, authorId ?? null, reason ?? null])
              .stepReset();
          }
          break;
        }
        case 'note': {
          const { sampleId, after } = record;
          if (after === undefined) dropNote.bind([sampleId]).stepReset();
          else {
            const { text, author, authorId, writtenAtMs } = after;
            putNote.bind([sampleId, text, author, authorId ?? null, writtenAtMs]).stepReset();
          }
          break;
        }
        case 'mark': {
          const { sampleId, after } = record;
          if (after === undefined) dropMark.bind([sampleId]).stepReset();
          else putMark.bind([sampleId, after.author, after.markedAtMs]).stepReset();
          break;
        }
        case 'mention': {
          const { passage, mentionId, state } = record;
          const keys = [passage.documentId, passage.passageId, mentionId];
          if (state.kind === 'as-imported') dropMention.bind(keys).stepReset();
          else putMention.bind([...keys, state.kind === 'put' ? JSON.stringify(state.mention) : null]).stepReset();
          break;
        }
        case 'selection':
          if (record.after === undefined) db.exec(`DELETE FROM setting WHERE key = 'selectionId'`);
          else {
            putSetting.bind(['selectionId', JSON.stringify(record.after.id)]).stepReset();
            // The next session must not take a rule that was taken back for one that was moved since.
            putSetting.bind(['selectionOptions', JSON.stringify(record.after.rule)]).stepReset();
          }
          break;
        case 'conflict':
          // The lists have it, as settings.
          break;
        case 'versions':
          writeVersions(db, record);
          break;
        case 'setting':
          putSetting.bind([record.key, JSON.stringify(record.value)]).stepReset();
          break;
        default:
          record satisfies never;
      }
    }
  } finally {
    const ofDecisions = [putDecision, dropDecision, putNote, dropNote, putMark, dropMark];
    for (const statement of [...ofDecisions, putMention, dropMention, putSetting]) statement.finalize();
    standing.finalize();
    keeper.finalize();
  }
}

export function readDecisions(db: Database): Decision[] {
  return selectRows(db, { columns: DECISION, from: 'decision', order: 'sample_id' }).map(readDecision);
}

function readDecision(row: Row): Decision {
  const author = readOptional(row[3], readText);
  const authorId = readOptional(row[4], readText);
  const reason = readOptional(row[5], readText);
  return {
    sampleId: readText(row[0]),
    verdict: readWord(row[1], VERDICTS),
    decidedAtMs: readInteger(row[2]),
    ...(author !== undefined && { author }),
    ...(authorId !== undefined && { authorId }),
    ...(reason !== undefined && { reason }),
  };
}

export function readNotes(db: Database): SampleNote[] {
  return selectRows(db, { columns: NOTE, from: 'note', order: 'sample_id' }).map(readNote);
}

function readNote(row: Row): SampleNote {
  const authorId = readOptional(row[3], readText);
  return {
    sampleId: readText(row[0]),
    text: readText(row[1]),
    author: readText(row[2]),
    ...(authorId !== undefined && { authorId }),
    writtenAtMs: readInteger(row[4]),
  };
}

/** What stands of a thing, read as it is about to be changed. */
class StandingRecords {
  readonly #db: Database;
  readonly #statements = new Map<string, PreparedStatement>();
  #conflicts: ReadonlyMap<string, ConflictState> | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  read(record: VersionedRecord): string | undefined {
    switch (record.kind) {
      case 'decision': {
        const row = this.#row(`SELECT ${DECISION} FROM decision WHERE sample_id = ?`, [record.sampleId]);
        return row && canonicalText(readDecision(row));
      }
      case 'note': {
        const row = this.#row(`SELECT ${NOTE} FROM note WHERE sample_id = ?`, [record.sampleId]);
        return row && canonicalText(readNote(row));
      }
      case 'mark': {
        const row = this.#row(`SELECT ${MARK} FROM mark WHERE sample_id = ?`, [record.sampleId]);
        return row && canonicalText(readMark(row));
      }
      case 'mention': {
        const { passage, mentionId } = record;
        const sql = `SELECT mention FROM mention_edit WHERE document_key = ? AND passage_key = ? AND mention_key = ?`;
        const row = this.#row(sql, [passage.documentId, passage.passageId, mentionId]);
        return row && canonicalText(editOf(row[0]));
      }
      case 'conflict': {
        this.#conflicts ??= readConflictStates(this.#db);
        const state = this.#conflicts.get(conflictKey(record.conflict));
        return state && canonicalText(state);
      }
      default:
        return record satisfies never;
    }
  }

  finalize(): void {
    for (const statement of this.#statements.values()) statement.finalize();
  }

  #row(sql: string, bind: readonly string[]): Row | undefined {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    statement.bind([...bind]);
    const row = statement.step() ? statement.get([]) : undefined;
    statement.reset();
    return row;
  }
}

function readConflictStates(db: Database): ReadonlyMap<string, ConflictState> {
  return new Map(readListedConflicts(readSettings(db)).map(({ conflict, state }) => [conflictKey(conflict), state]));
}

export function readSettings(db: Database): ReadonlyMap<string, unknown> {
  return new Map(
    db
      .selectArrays('SELECT key, value FROM setting')
      .map(([key, value]) => [readText(key), JSON.parse(readText(value))]),
  );
}

function editOf(value: unknown): MentionEdit {
  const mention = readOptional(value, (json) => readStoredMention(JSON.parse(readText(json))));
  return mention === undefined ? { kind: 'deleted' } : { kind: 'put', mention };
}

export function readMarks(db: Database): AnnotationMark[] {
  return selectRows(db, { columns: MARK, from: 'mark', order: 'sample_id' }).map(readMark);
}

function readMark(row: Row): AnnotationMark {
  return { sampleId: readText(row[0]), author: readText(row[1]), markedAtMs: readInteger(row[2]) };
}

/** All of them, or those of some passages by their rows, as a JSON array. */
export function readMentionEdits(db: Database, ofPassages?: readonly [string]): MentionRecord[] {
  const columns = 'document_key, passage_key, mention_key, mention';
  const order = 'document_key, passage_key, mention_key';
  const query =
    ofPassages === undefined
      ? { from: 'mention_edit' }
      : { from: `mention_edit WHERE ${OF_PASSAGES}`, bind: ofPassages };
  return selectRows(db, { columns, order, ...query }).map((row) => ({
    passage: { documentId: readText(row[0]), passageId: readText(row[1]) },
    mentionId: readText(row[2]),
    state: editOf(row[3]),
  }));
}
