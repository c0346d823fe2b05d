import type { ScoreKey, ScoreSummary } from '../../core/ifd/score-summary.ts';
import type { Database, SqlValue } from '@sqlite.org/sqlite-wasm';
import type { IfdResult, UnscoredReason } from '../../core/ifd/ifd.ts';
import type { StoredScore, TokenLosses } from '../contract/project-store.ts';
import { readBoolean, readFloats, readInteger, readNumber, readText, readWord, toBlob } from '../database/sql-value.ts';

/** Scores from `afterId` on, oldest first. `nextId` is where the next page starts; undefined at the end. */
export interface ScorePage {
  readonly scores: readonly ScoreSummary[];
  readonly nextId: number | undefined;
}

const REASONS = {
  'one-token-answer': true,
  'empty-answer': true,
  'prompt-too-long': true,
  'non-finite-loss': true,
} satisfies Record<UnscoredReason, true>;

const COLUMNS = `score.id, content_hash, kind, ifd, conditioned_answer_loss, direct_answer_loss, truncated,
  border_merged, reason, provenance`;

const PAGE = `SELECT ${COLUMNS} FROM score JOIN scoring_run ON scoring_run.id = run_id
  WHERE scoring_id = ? AND score.id > ? ORDER BY score.id LIMIT ?`;

const OF_CONTENTS = `SELECT ${COLUMNS} FROM score JOIN scoring_run ON scoring_run.id = run_id
  WHERE scoring_id = ? AND content_hash IN (SELECT value FROM json_each(?))`;

const ORIGINS = `SELECT provenance, count(*) FROM score JOIN scoring_run ON scoring_run.id = run_id
  WHERE scoring_id = ? GROUP BY run_id ORDER BY count(*) DESC`;

const TRUNCATED = `SELECT count(*) FROM score JOIN sample ON sample.content_hash = score.content_hash
  WHERE truncated = 1 AND scoring_id = ?`;

const LOSSES = `SELECT conditioned, direct, tokens FROM score JOIN token_losses ON score_id = score.id
  WHERE content_hash = ? AND scoring_id = ?`;

/** Inserts or replaces inside the caller's transaction; a replaced score becomes the newest. */
export function writeScores(db: Database, scores: readonly StoredScore[]): void {
  const runIds = new Map<string, number>();
  const remove = db.prepare('DELETE FROM score WHERE content_hash = ? AND scoring_id = ?');
  const insert = db.prepare(`INSERT INTO score (content_hash, scoring_id, run_id, kind, ifd,
    conditioned_answer_loss, direct_answer_loss, truncated, border_merged, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`);
  const insertLosses = db.prepare(
    'INSERT INTO token_losses (score_id, conditioned, direct, tokens) VALUES (?, ?, ?, ?)',
  );
  try {
    for (const score of scores) {
      const { contentHash, scoringId, provenance } = score;
      let runId = runIds.get(provenance);
      if (runId === undefined) {
        runId = runOf(db, provenance);
        runIds.set(provenance, runId);
      }
      remove.bind([contentHash, scoringId]).stepReset();
      insert.bind([contentHash, scoringId, runId, ...resultColumns(score.result)]);
      insert.step();
      const scoreId = insert.get(0);
      insert.reset();
      insertLosses
        .bind([readInteger(scoreId), toBlob(score.conditioned), toBlob(score.direct), JSON.stringify(score.tokens)])
        .stepReset();
    }
  } finally {
    for (const statement of [remove, insert, insertLosses]) statement.finalize();
  }
}

export function readScorePage(
  db: Database,
  scoringId: number,
  page: { readonly afterId: number; readonly limit: number },
): ScorePage {
  const rows = db.selectArrays(PAGE, [scoringId, page.afterId, page.limit]);
  // All scores of a run share one text: thousands of copies of it would be what a project's scores weigh most.
  const provenances = new Map<string, string>();
  const scores = rows.map((row): ScoreSummary => {
    const text = readText(row[9]);
    const provenance = provenances.get(text) ?? text;
    provenances.set(provenance, provenance);
    return { contentHash: readText(row[1]), scoringId, result: readResult(row), provenance };
  });
  const last = rows.at(-1);
  const isFull = rows.length === page.limit;
  return { scores, nextId: isFull && last !== undefined ? readInteger(last[0]) : undefined };
}

/** The scores of some contents, by content hash. */
export function readScoresOf(
  db: Database,
  scoringId: number,
  contentHashes: readonly string[],
): ReadonlyMap<string, ScoreSummary> {
  const rows = db.selectArrays(OF_CONTENTS, [scoringId, JSON.stringify(contentHashes)]);
  return new Map(
    rows.map((row): [string, ScoreSummary] => {
      const contentHash = readText(row[1]);
      return [contentHash, { contentHash, scoringId, result: readResult(row), provenance: readText(row[9]) }];
    }),
  );
}

/** What computed the scores of a scoring, as JSON of `ScoreProvenance`, most scores first. */
export function readOrigins(
  db: Database,
  scoringId: number,
): readonly { readonly provenance: string; readonly count: number }[] {
  return db
    .selectArrays(ORIGINS, [scoringId])
    .map(([provenance, count]) => ({ provenance: readText(provenance), count: readInteger(count) }));
}

/** Scores whose answer was cut. */
export function countTruncated(db: Database, scoringId: number): number {
  return readInteger(db.selectValue(TRUNCATED, [scoringId]));
}

export function readTokenLosses(db: Database, of: ScoreKey): TokenLosses | undefined {
  const row = db.selectArray(LOSSES, [of.contentHash, of.scoringId]);
  if (row === undefined) return undefined;
  return { conditioned: readFloats(row[0]), direct: readFloats(row[1]), tokens: readTokens(row[2]) };
}

function runOf(db: Database, provenance: string): number {
  db.exec('INSERT INTO scoring_run (provenance) VALUES (?) ON CONFLICT DO NOTHING', { bind: [provenance] });
  return readInteger(db.selectValue('SELECT id FROM scoring_run WHERE provenance = ?', [provenance]));
}

function resultColumns(result: IfdResult): SqlValue[] {
  switch (result.kind) {
    case 'scored':
      return [
        'scored',
        result.ifd,
        result.conditionedAnswerLoss,
        result.directAnswerLoss,
        result.truncated ? 1 : 0,
        result.borderMerged ? 1 : 0,
        null,
      ];
    case 'unscored':
      return ['unscored', null, null, null, null, null, result.reason];
    default:
      return result satisfies never;
  }
}

function readResult(row: readonly SqlValue[]): IfdResult {
  if (readText(row[2]) === 'unscored') return { kind: 'unscored', reason: readWord(row[8], REASONS) };
  return {
    kind: 'scored',
    ifd: readNumber(row[3]),
    conditionedAnswerLoss: readNumber(row[4]),
    directAnswerLoss: readNumber(row[5]),
    truncated: readBoolean(row[6]),
    borderMerged: readBoolean(row[7]),
  };
}

function readTokens(value: SqlValue | undefined): string[] {
  const tokens: unknown = JSON.parse(readText(value));
  if (!Array.isArray(tokens)) throw new TypeError('expected a JSON array of tokens');
  return tokens.map(String);
}
