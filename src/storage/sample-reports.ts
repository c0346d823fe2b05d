import type { Database } from '@sqlite.org/sqlite-wasm';
import type { SampleColumns } from '../core/selection/sample-columns.ts';
import { readInteger, readOptional, readText } from './sql-value.ts';

/** Contents without a score of their own: identical samples are scored once. */
export function countUnscored(db: Database, { outcome, stale, count }: SampleColumns): number {
  const places = [];
  for (let place = 0; place < count; place++) if (outcome[place] === 0 || stale[place] === 1) places.push(place);
  if (places.length === 0) return 0;
  if (places.length === count) {
    return readInteger(db.selectValue('SELECT count(DISTINCT content_hash) FROM sample'));
  }
  const sql = 'SELECT count(DISTINCT content_hash) FROM sample WHERE id IN (SELECT value FROM json_each(?))';
  return readInteger(db.selectValue(sql, [JSON.stringify(places)]));
}

/** Decisions on samples that are there, by who took them. */
export function countDecisions(db: Database): readonly {
  readonly author: string | undefined;
  readonly verdict: string;
  readonly count: number;
}[] {
  return db
    .selectArrays('SELECT author, verdict, count(*) FROM decision JOIN sample ON key = sample_id GROUP BY 1, 2')
    .map(([author, verdict, count]) => ({
      author: readOptional(author, readText),
      verdict: readText(verdict),
      count: readInteger(count),
    }));
}
