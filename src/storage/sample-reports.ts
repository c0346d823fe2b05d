import type { Database } from '@sqlite.org/sqlite-wasm';
import type { SampleColumns } from '../core/selection/sample-columns.ts';
import { isAnnotatedCode } from '../core/samples/sample-state.ts';
import { selectRows } from './select-rows.ts';
import { readInteger, readOptional, readText } from './sql-value.ts';

/** Whether a sample waits for a score: one that is not annotated does not. */
export function isWaiting({ outcome, state }: Pick<SampleColumns, 'outcome' | 'state'>, place: number): boolean {
  return outcome[place] === 0 && isAnnotatedCode(state[place]);
}

/** Contents that wait for a score: identical samples are scored once. */
export function countUnscored(db: Database, columns: SampleColumns): number {
  const { outcome, state, count } = columns;
  if (!outcome.includes(0)) return 0;
  if (outcome.every((code, place) => code === 0 && isAnnotatedCode(state[place]))) {
    return readInteger(db.selectValue('SELECT count(DISTINCT content_hash) FROM sample'));
  }
  const places = [];
  for (let place = 0; place < count; place++) if (isWaiting(columns, place)) places.push(place);
  const sql = 'SELECT count(DISTINCT content_hash) FROM sample WHERE id IN (SELECT value FROM json_each(?))';
  return readInteger(db.selectValue(sql, [JSON.stringify(places)]));
}

/** Samples without a score because their mentions were edited since. */
export function findEditedPlaces(db: Database): readonly number[] {
  const rows = selectRows(db, {
    columns: 'sample.id',
    from: `(SELECT DISTINCT document_key, passage_key FROM mention_edit) AS edited
      JOIN document ON document.key = document_key
      JOIN passage ON passage.document_id = document.id AND passage.key = passage_key
      JOIN sample ON sample.passage_id = passage.id`,
    order: 'sample.id',
  });
  return rows.map(([place]) => readInteger(place));
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
