import type { PredictedModel } from '../contract/project-store.ts';
import type { Database, SqlValue } from '@sqlite.org/sqlite-wasm';
import {
  modelOfFile,
  type PredictedMention,
  type PredictionEnd,
  type SamplePrediction,
} from '../../core/samples/sample-prediction.ts';
import { readInteger, readNumber, readText, readWord } from '../database/sql-value.ts';

const ENDS = { closed: true, length: true, 'no-room': true } satisfies Record<PredictionEnd, true>;

const ANSWERS = `SELECT prediction.id, question_hash, ending, provenance
  FROM prediction JOIN prediction_run ON prediction_run.id = run_id
  WHERE model_hash = ? AND question_hash IN (SELECT value FROM json_each(?))`;

const MENTIONS_OF = `SELECT prediction_id, start_offset, end_offset, entity_type, confidence FROM predicted_mention
  WHERE prediction_id IN (SELECT value FROM json_each(?)) ORDER BY prediction_id, ordinal`;

/** Inserts or replaces inside the caller's transaction; a replaced prediction becomes the newest. */
export function writePredictions(db: Database, predictions: readonly SamplePrediction[]): void {
  const remove = db.prepare('DELETE FROM prediction WHERE question_hash = ? AND model_hash = ?');
  const insert = db.prepare(
    'INSERT INTO prediction (question_hash, model_hash, run_id, ending) VALUES (?, ?, ?, ?) RETURNING id',
  );
  const insertMention = db.prepare(`INSERT INTO predicted_mention
    (prediction_id, ordinal, start_offset, end_offset, entity_type, confidence) VALUES (?, ?, ?, ?, ?, ?)`);
  const runIds = new Map<string, number>();
  try {
    for (const { questionHash, modelHash, mentions, end, provenance } of predictions) {
      const runId = runIds.get(provenance) ?? runOf(db, provenance);
      runIds.set(provenance, runId);
      remove.bind([questionHash, modelHash]).stepReset();
      insert.bind([questionHash, modelHash, runId, end]);
      insert.step();
      const id = readInteger(insert.get(0));
      insert.reset();
      mentions.forEach(({ start, end: endOffset, entityType, confidence }, ordinal) => {
        insertMention.bind([id, ordinal, start, endOffset, entityType, confidence]).stepReset();
      });
    }
  } finally {
    for (const statement of [remove, insert, insertMention]) statement.finalize();
  }
}

/** What a model answered to some questions, by question hash. */
export function readAnswers(
  db: Database,
  modelHash: string,
  questionHashes: readonly string[],
): ReadonlyMap<string, SamplePrediction> {
  const rows = db.selectArrays(ANSWERS, [modelHash, JSON.stringify(questionHashes)]);
  const mentions = mentionsByPrediction(db.selectArrays(MENTIONS_OF, [JSON.stringify(rows.map(([id]) => id))]));
  return new Map(
    rows.map(([id, hash, ending, provenance]): [string, SamplePrediction] => {
      const questionHash = readText(hash);
      const ofAnswer = mentions.get(readInteger(id)) ?? [];
      const end = readWord(ending, ENDS);
      return [questionHash, { questionHash, modelHash, mentions: ofAnswer, end, provenance: readText(provenance) }];
    }),
  );
}

function mentionsByPrediction(rows: readonly (readonly SqlValue[])[]): ReadonlyMap<number, PredictedMention[]> {
  const mentions = new Map<number, PredictedMention[]>();
  for (const row of rows) {
    const id = readInteger(row[0]);
    const mention = {
      start: readInteger(row[1]),
      end: readInteger(row[2]),
      entityType: readText(row[3]),
      confidence: readNumber(row[4]),
    };
    const known = mentions.get(id);
    if (known === undefined) mentions.set(id, [mention]);
    else known.push(mention);
  }
  return mentions;
}

/** The one that answered last comes first; models of files come behind, in the order of the corpus. */
export function listPredictedModels(db: Database): PredictedModel[] {
  const sql = `SELECT prediction.model_hash, provenance, answer_count FROM prediction
    JOIN prediction_run ON prediction_run.id = run_id
    JOIN (SELECT max(id) AS newest, count(*) AS answer_count FROM prediction GROUP BY model_hash)
      ON newest = prediction.id
    ORDER BY prediction.id DESC`;
  const asked = db.selectArrays(sql).map(([modelHash, provenance, answerCount]): PredictedModel => ({
    kind: 'asked',
    modelHash: readText(modelHash),
    provenance: readText(provenance),
    answerCount: readInteger(answerCount),
  }));
  const ofFiles = db.selectArrays(
    'SELECT model, count(*) FROM file_prediction GROUP BY model ORDER BY min(passage_id)',
  );
  return [
    ...asked,
    ...ofFiles.map(([name, count]): PredictedModel => {
      const modelName = readText(name);
      const provenance = JSON.stringify({ modelName });
      return { kind: 'file', modelHash: modelOfFile(modelName), provenance, answerCount: readInteger(count) };
    }),
  ];
}

function runOf(db: Database, provenance: string): number {
  db.exec('INSERT INTO prediction_run (provenance) VALUES (?) ON CONFLICT DO NOTHING', { bind: [provenance] });
  return readInteger(db.selectValue('SELECT id FROM prediction_run WHERE provenance = ?', [provenance]));
}
