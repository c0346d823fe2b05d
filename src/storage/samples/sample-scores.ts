import type { Database } from '@sqlite.org/sqlite-wasm';
import type { ScoreSummary } from '../../core/ifd/score-summary.ts';
import type { PlacedSample } from '../contract/sample-answers.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import { renderInstruction } from '../../core/samples/templates.ts';
import { type Outcome, OUTCOME_COLUMNS, readOutcome } from '../tables/score-outcome.ts';
import { readScoresOf } from '../tables/score-table.ts';
import { readScoringPrompt } from '../tables/scoring-table.ts';
import { selectRows } from '../database/select-rows.ts';
import { readInteger, readText } from '../database/sql-value.ts';

/** Scores read at once. */
const SCORES_PER_PAGE = 20_000;

/** Of a sample that says something else from now on, what it said, where that has a score. Takes its place and hash. */
export const KEEP_EARLIER = `INSERT OR REPLACE INTO earlier_content (sample_key, content_hash)
  SELECT key, content_hash FROM sample WHERE id = ? AND content_hash <> ?
    AND EXISTS (SELECT 1 FROM score WHERE score.content_hash = sample.content_hash)`;

/** A scoring, and how the samples are made that its scores are wanted for. */
export interface ScoresOf {
  readonly scoringId: number;
  readonly options: SampleOptions;
}

/**
 * What samples said before they were edited, under the instruction that they have now: a scoring under another one has
 * no score of any sample, edited or not. Rows with an instruction of their own always have the same.
 */
const EARLIER = `earlier_content JOIN sample ON sample.key = sample_key
  JOIN score ON score.content_hash = earlier_content.content_hash AND scoring_id = ?
  JOIN passage ON passage.id = sample.passage_id AND (? OR given_instruction IS NOT NULL)`;

function bindEarlier(db: Database, { scoringId, options }: ScoresOf): readonly number[] {
  const prompt = readScoringPrompt(db, scoringId);
  const isSame =
    prompt !== undefined &&
    renderInstruction(prompt.instructionTemplate, prompt.entityTypes) ===
      renderInstruction(options.instructionTemplate, options.entityTypes);
  return [scoringId, isSame ? 1 : 0];
}

/**
 * Outcomes of a scoring for all samples: first of what they say now, then (`stale`) of what they said before, the newest
 * first. A sample may come several times; the first counts.
 */
export function* readAllOutcomes(
  db: Database,
  of: ScoresOf,
  count: number,
): Generator<{ readonly place: number; readonly outcome: Outcome; readonly of: 'now' | 'stale' }> {
  for (let from = 0; from < count; from += SCORES_PER_PAGE) {
    const rows = selectRows(db, {
      columns: `sample.id, ${OUTCOME_COLUMNS}`,
      from: `sample JOIN score ON score.content_hash = sample.content_hash AND scoring_id = ?
        WHERE sample.id >= ? AND sample.id < ?`,
      order: 'sample.id',
      bind: [of.scoringId, from, from + SCORES_PER_PAGE],
    });
    for (const [id, ...outcome] of rows) yield { place: readInteger(id), outcome: readOutcome(outcome), of: 'now' };
  }
  const earlier = selectRows(db, {
    columns: `sample.id, ${OUTCOME_COLUMNS}`,
    from: EARLIER,
    order: 'earlier_content.id DESC',
    bind: bindEarlier(db, of),
  });
  for (const [id, ...outcome] of earlier) yield { place: readInteger(id), outcome: readOutcome(outcome), of: 'stale' };
}

/**
 * The score of each by a scoring, by place: where the sample was edited and not scored since, that of what it said
 * before, as its content hash tells.
 */
export function scoresOfPlaced(
  db: Database,
  of: ScoresOf,
  placed: readonly PlacedSample[],
): ReadonlyMap<number, ScoreSummary> {
  const { scoringId } = of;
  const now = readScoresOf(db, scoringId, [...new Set(placed.map(({ sample }) => sample.contentHash))]);
  const unscored = placed.filter(({ sample }) => !now.has(sample.contentHash));
  const earlier = earlierContents(
    db,
    of,
    unscored.map(({ sample }) => sample.id),
  );
  const before = readScoresOf(db, scoringId, [...new Set(earlier.values())]);
  return new Map(
    placed.flatMap(({ place, sample }): [number, ScoreSummary][] => {
      const score = now.get(sample.contentHash) ?? before.get(earlier.get(sample.id) ?? '');
      return score === undefined ? [] : [[place, score]];
    }),
  );
}

/** Of samples by their ids: what each said last that has a score of that scoring. */
function earlierContents(db: Database, of: ScoresOf, sampleIds: readonly string[]): ReadonlyMap<string, string> {
  if (sampleIds.length === 0) return new Map();
  const rows = selectRows(db, {
    columns: 'sample_key, earlier_content.content_hash',
    from: `${EARLIER} WHERE sample_key IN (SELECT value FROM json_each(?))`,
    order: 'earlier_content.id',
    bind: [...bindEarlier(db, of), JSON.stringify(sampleIds)],
  });
  return new Map(rows.map(([key, hash]) => [readText(key), readText(hash)]));
}
