import type { Database } from '@sqlite.org/sqlite-wasm';
import { seededKey } from '../../core/selection/seeded-key.ts';
import { readInteger, readText } from '../database/sql-value.ts';

/** A key a sample, by place: the same for a seed whatever the order of the samples. */
export function readDrawKeys(
  db: Database,
  { count, seed }: { readonly count: number; readonly seed: number },
): Float64Array {
  const keys = new Float64Array(count);
  const select = db.prepare('SELECT id, key FROM sample');
  try {
    while (select.step()) keys[readInteger(select.get(0))] = seededKey(readText(select.get(1)), seed);
  } finally {
    select.finalize();
  }
  return keys;
}
