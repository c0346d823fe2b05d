import type { Database } from '@sqlite.org/sqlite-wasm';
import type { SampleColumns } from '../../core/selection/sample-columns.ts';
import { isAnnotatedCode } from '../../core/samples/sample-state.ts';
import { readInteger, readOptional, readText } from '../database/sql-value.ts';

/** Whether a sample waits for a score of its own: never scored, or edited since. One that is not annotated does not. */
export function isWaiting(
  { outcome, stale, state }: Pick<SampleColumns, 'outcome' | 'stale' | 'state'>,
  place: number,
): boolean {
  return (outcome[place] === 0 || stale[place] === 1) && isAnnotatedCode(state[place]);
}

/** Contents that wait for a score: identical samples are scored once. */
export function countUnscored(db: Database, columns: SampleColumns): number {
  const places = [];
  for (let place = 0; place < columns.count; place++) if (isWaiting(columns, place)) places.push(place);
  if (places.length === 0) return 0;
  if (places.length === columns.count) {
    return readInteger(db.selectValue('SELECT count(DISTINCT content_hash) FROM sample'));
  }
  const sql = 'SELECT count(DISTINCT content_hash) FROM sample WHERE id IN (SELECT value FROM json_each(?))';
  return readInteger(db.selectValue(sql, [JSON.stringify(places)]));
}

/** Decisions on samples that are there, by who took them. */
export function countDecisions(db: Database): readonly {
  readonly author: string | undefined;
  readonly authorId: string | undefined;
  readonly verdict: string;
  readonly count: number;
}[] {
  return db
    .selectArrays(
      'SELECT author, author_id, verdict, count(*) FROM decision JOIN sample ON key = sample_id GROUP BY 1, 2, 3',
    )
    .map(([author, authorId, verdict, count]) => ({
      author: readOptional(author, readText),
      authorId: readOptional(authorId, readText),
      verdict: readText(verdict),
      count: readInteger(count),
    }));
}
