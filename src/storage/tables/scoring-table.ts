import * as v from 'valibot';
import type { Database } from '@sqlite.org/sqlite-wasm';
import {
  isSameScoring,
  type NewScoring,
  type Scoring,
  type ScoringModelSource,
  type ScoringPrompt,
} from '../../core/ifd/scoring.ts';
import type { ScoreProvenance } from '../../core/ifd/scored-sample.ts';
import { WEIGHT_DTYPES } from '../../core/ifd/weight-dtype.ts';
import { selectRows, type Row } from '../database/select-rows.ts';
import { readInteger, readOptional, readText, readWord } from '../database/sql-value.ts';
import { readStored, storedObject, storedText, storedWholeNumber } from '../database/stored-json.ts';

const COLUMNS = 'id, model_hash, model_name, dtype, backend, prompt, variant, model_source, began_at_ms';
const INSERT = `INSERT INTO scoring (model_hash, model_name, dtype, backend, prompt, variant, model_source, began_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

const BACKENDS = {
  webgpu: true,
  wasm: true,
  'node-cpu': true,
  'node-webgpu': true,
  'node-cuda': true,
  endpoint: true,
} satisfies Record<ScoreProvenance['backend'], true>;

/** All scorings, the oldest first. */
export function listScorings(db: Database): readonly Scoring[] {
  return selectRows(db, { columns: COLUMNS, from: 'scoring', order: 'id' }).map(readScoring);
}

/** By scoring: how many samples it has a score of, as they are now. A scoring that has none is left out. */
export function countScored(db: Database): ReadonlyMap<number, number> {
  const sql =
    'SELECT scoring_id, count(*) FROM sample JOIN score ON score.content_hash = sample.content_hash GROUP BY 1';
  return new Map(db.selectArrays(sql).map(([id, count]) => [readInteger(id), readInteger(count)]));
}

/** The scoring with that key, which is begun where there is none; inside the caller's transaction. */
export function ensureScoring(db: Database, wanted: NewScoring): Scoring {
  const known = listScorings(db).find((each) => isSameScoring(each, wanted));
  if (known !== undefined) return known;
  const { modelHash, modelName, dtype, backend, prompt, variant, modelSource, beganAtMs } = wanted;
  db.exec(INSERT, {
    bind: [
      modelHash,
      modelName,
      dtype,
      backend,
      JSON.stringify(prompt),
      JSON.stringify(variant),
      modelSource === undefined ? null : JSON.stringify(modelSource),
      beganAtMs,
    ],
  });
  const scoring = { id: readInteger(db.selectValue('SELECT last_insert_rowid()')), ...wanted };
  copySiblings(db, scoring);
  return scoring;
}

/**
 * What the same model gave under another prompt holds for samples that say the same under this one, as rows with an
 * instruction of their own do.
 */
function copySiblings(db: Database, scoring: Scoring): void {
  const isSibling = (each: Scoring): boolean =>
    each.id !== scoring.id && isSameScoring({ ...each, prompt: scoring.prompt }, scoring);
  for (const { id } of listScorings(db).filter(isSibling)) {
    db.exec(
      `INSERT OR IGNORE INTO score (content_hash, scoring_id, run_id, kind, ifd, conditioned_answer_loss,
        direct_answer_loss, truncated, border_merged, reason)
      SELECT content_hash, ?, run_id, kind, ifd, conditioned_answer_loss, direct_answer_loss, truncated, border_merged,
        reason FROM score WHERE scoring_id = ? AND content_hash IN (SELECT content_hash FROM sample) ORDER BY id`,
      { bind: [scoring.id, id] },
    );
    db.exec(
      `INSERT OR IGNORE INTO token_losses (score_id, conditioned, direct, tokens)
      SELECT mine.id, conditioned, direct, tokens FROM score AS mine
        JOIN score AS theirs ON theirs.content_hash = mine.content_hash AND theirs.scoring_id = ?
        JOIN token_losses ON score_id = theirs.id WHERE mine.scoring_id = ?`,
      { bind: [id, scoring.id] },
    );
  }
}

/** What stood before the answers of a scoring; undefined where there is no such scoring. */
export function readScoringPrompt(db: Database, scoringId: number): ScoringPrompt | undefined {
  const row = selectRows(db, { columns: COLUMNS, from: 'scoring WHERE id = ?', order: 'id', bind: [scoringId] })[0];
  return row && readScoring(row).prompt;
}

/** Id of the scoring with the newest score; undefined where nothing was scored. */
export function latestScoringId(db: Database): number | undefined {
  return readOptional(db.selectValue('SELECT scoring_id FROM score ORDER BY id DESC LIMIT 1') ?? null, readInteger);
}

const PROMPT = storedObject({
  instructionTemplate: storedText('instructionTemplate'),
  entityTypes: v.fallback(v.array(v.pipe(v.unknown(), v.transform(String))), []),
});

const VARIANT = storedObject({
  ifd: v.fallback(v.picklist(['aligned', 'superfiltering']), 'superfiltering'),
  maxLength: storedWholeNumber('maxLength'),
});

const MODEL_SOURCE = v.variant('kind', [
  storedObject({ kind: v.literal('bundled'), name: v.string(), baseUrl: v.string() }),
  storedObject({ kind: v.literal('hub'), name: v.string(), revision: v.string() }),
  storedObject({ kind: v.literal('files'), name: v.string(), key: v.exactOptional(v.string()) }),
]);

function readScoring(row: Row): Scoring {
  return {
    id: readInteger(row[0]),
    modelHash: readText(row[1]),
    modelName: readText(row[2]),
    dtype: [...WEIGHT_DTYPES, 'unknown' as const].find((each) => each === row[3]) ?? 'unknown',
    backend: readWord(row[4], BACKENDS),
    prompt: readStored(PROMPT, JSON.parse(readText(row[5]))),
    variant: readStored(VARIANT, JSON.parse(readText(row[6]))),
    modelSource: readOptional(row[7], (value) => readModelSource(JSON.parse(readText(value)))),
    beganAtMs: readInteger(row[8]),
  };
}

/** Undefined where it is none: the model's name stands beside it. */
function readModelSource(value: unknown): ScoringModelSource | undefined {
  const read = v.safeParse(MODEL_SOURCE, value);
  return read.success ? read.output : undefined;
}
