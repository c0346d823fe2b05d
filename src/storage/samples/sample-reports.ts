import type { Database } from '@sqlite.org/sqlite-wasm';
import type { SampleColumns } from '../../core/selection/sample-columns.ts';
import type { PlacedSample, ScoringScope } from '../contract/sample-answers.ts';
import { isAnnotatedCode } from '../../core/samples/sample-state.ts';
import { readInteger, readOptional, readText } from '../database/sql-value.ts';

/** Whether a sample waits for a score of its own: never scored, or edited since. One that is not annotated does not. */
export function isWaiting(
  { outcome, stale, state }: Pick<SampleColumns, 'outcome' | 'stale' | 'state'>,
  place: number,
): boolean {
  return (outcome[place] === 0 || stale[place] === 1) && isAnnotatedCode(state[place]);
}

/** Places of samples that are to be scored, the first ones from a place on. One that is not annotated never is. */
export function placesToScore(
  columns: Pick<SampleColumns, 'outcome' | 'stale' | 'state' | 'count'>,
  of: ScoringScope,
  { from, limit }: { readonly from: number; readonly limit: number } = { from: 0, limit: Infinity },
): readonly number[] {
  const places: number[] = [];
  for (let place = from; place < columns.count && places.length < limit; place++) {
    if (of === 'all' ? isAnnotatedCode(columns.state[place]) : isWaiting(columns, place)) places.push(place);
  }
  return places;
}

/** Contents that wait for a score: identical samples are scored once. */
export function countUnscored(db: Database, columns: SampleColumns): number {
  return countContents(db, placesToScore(columns, 'waiting'), columns.count);
}

/** What samples at some places say, each once. @param sampleCount of the project. */
export function countContents(db: Database, places: readonly number[], sampleCount: number): number {
  if (places.length === 0) return 0;
  if (places.length === sampleCount) {
    return readInteger(db.selectValue('SELECT count(DISTINCT content_hash) FROM sample'));
  }
  const sql = 'SELECT count(DISTINCT content_hash) FROM sample WHERE id IN (SELECT value FROM json_each(?))';
  return readInteger(db.selectValue(sql, [JSON.stringify(places)]));
}

/** Of samples that say the same, the first. */
export function firstOfContents(placed: readonly PlacedSample[]): readonly PlacedSample[] {
  const contents = new Set<string>();
  return placed.filter(({ sample: { contentHash } }) => {
    const isNew = !contents.has(contentHash);
    contents.add(contentHash);
    return isNew;
  });
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
