import type { Database } from '@sqlite.org/sqlite-wasm';
import type { MentionRecord } from '../core/annotations/apply-changes.ts';
import type { ReviewRecord, SampleNote } from '../core/project/review-step.ts';
import type { AnnotationMark } from '../core/samples/annotation-mark.ts';
import type { Decision } from '../core/selection/selection.ts';
import { selectRows } from './select-rows.ts';
import { readInteger, readOptional, readText, readWord } from './sql-value.ts';
import { readStoredMention } from './stored-review.ts';

const VERDICTS = { approved: true, rejected: true, unsure: true } satisfies Record<Decision['verdict'], true>;

const PUT_DECISION =
  'INSERT OR REPLACE INTO decision (sample_id, verdict, decided_at_ms, author, reason) VALUES (?, ?, ?, ?, ?)';
const PUT_NOTE = 'INSERT OR REPLACE INTO note (sample_id, text, author, written_at_ms) VALUES (?, ?, ?, ?)';
const PUT_MARK = 'INSERT OR REPLACE INTO mark (sample_id, author, marked_at_ms) VALUES (?, ?, ?)';
const PUT_MENTION =
  'INSERT OR REPLACE INTO mention_edit (document_key, passage_key, mention_key, mention) VALUES (?, ?, ?, ?)';
const OF_PASSAGES = `(document_key, passage_key) IN (SELECT document.key, passage.key
  FROM passage JOIN document ON document.id = document_id WHERE passage.id IN (SELECT value FROM json_each(?)))`;
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
  try {
    for (const record of records) {
      switch (record.kind) {
        case 'decision': {
          const { sampleId, after } = record;
          if (after === undefined) dropDecision.bind([sampleId]).stepReset();
          else {
            const { verdict, decidedAtMs, author, reason } = after;
            putDecision.bind([sampleId, verdict, decidedAtMs, author ?? null, reason ?? null]).stepReset();
          }
          break;
        }
        case 'note': {
          const { sampleId, after } = record;
          if (after === undefined) dropNote.bind([sampleId]).stepReset();
          else putNote.bind([sampleId, after.text, after.author, after.writtenAtMs]).stepReset();
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
  }
}

export function readDecisions(db: Database): Decision[] {
  const columns = 'sample_id, verdict, decided_at_ms, author, reason';
  return selectRows(db, { columns, from: 'decision', order: 'sample_id' }).map((row) => {
    const author = readOptional(row[3], readText);
    const reason = readOptional(row[4], readText);
    return {
      sampleId: readText(row[0]),
      verdict: readWord(row[1], VERDICTS),
      decidedAtMs: readInteger(row[2]),
      ...(author !== undefined && { author }),
      ...(reason !== undefined && { reason }),
    };
  });
}

export function readNotes(db: Database): SampleNote[] {
  const columns = 'sample_id, text, author, written_at_ms';
  return selectRows(db, { columns, from: 'note', order: 'sample_id' }).map((row) => ({
    sampleId: readText(row[0]),
    text: readText(row[1]),
    author: readText(row[2]),
    writtenAtMs: readInteger(row[3]),
  }));
}

export function readMarks(db: Database): AnnotationMark[] {
  const columns = 'sample_id, author, marked_at_ms';
  return selectRows(db, { columns, from: 'mark', order: 'sample_id' }).map((row) => ({
    sampleId: readText(row[0]),
    author: readText(row[1]),
    markedAtMs: readInteger(row[2]),
  }));
}

/** All of them, or those of some passages by their rows, as a JSON array. */
export function readMentionEdits(db: Database, ofPassages?: readonly [string]): MentionRecord[] {
  const columns = 'document_key, passage_key, mention_key, mention';
  const order = 'document_key, passage_key, mention_key';
  const query =
    ofPassages === undefined
      ? { from: 'mention_edit' }
      : { from: `mention_edit WHERE ${OF_PASSAGES}`, bind: ofPassages };
  return selectRows(db, { columns, order, ...query }).map((row) => {
    const mention = readOptional(row[3], (value) => readStoredMention(JSON.parse(readText(value))));
    return {
      passage: { documentId: readText(row[0]), passageId: readText(row[1]) },
      mentionId: readText(row[2]),
      state: mention === undefined ? { kind: 'deleted' } : { kind: 'put', mention },
    };
  });
}
