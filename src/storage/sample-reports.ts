import type { Database } from '@sqlite.org/sqlite-wasm';
import type { SampleColumns } from '../core/selection/sample-columns.ts';
import { selectRows } from './select-rows.ts';
import { readInteger, readOptional, readText } from './sql-value.ts';

/** Contents without a score: identical samples are scored once. */
export function countUnscored(db: Database, { outcome, count }: SampleColumns): number {
  if (!outcome.includes(0)) return 0;
  if (outcome.every((code) => code === 0)) {
    return readInteger(db.selectValue('SELECT count(DISTINCT content_hash) FROM sample'));
  }
  const places = [];
  for (let place = 0; place < count; place++) if (outcome[place] === 0) places.push(place);
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
