import type { Database } from '@sqlite.org/sqlite-wasm';
import { emptyColumns, type SampleColumns } from '../../core/selection/sample-columns.ts';
import { readInteger, readText } from '../database/sql-value.ts';

/** Samples of one blob: small enough to be written for a single decision, large enough to be read at once by the hundred. */
const CHUNK = 4096;

/** Columns that have a value a sample. */
export type ColumnName = Exclude<keyof SampleColumns, 'count' | 'typeSets'>;

const NAMES = [
  'length',
  'rowBytes',
  'mentionCount',
  'typeSet',
  'state',
  'outcome',
  'ifd',
  'stale',
  'verdict',
] as const satisfies readonly ColumnName[];

const PUT = 'INSERT OR REPLACE INTO sample_column (name, chunk, data) VALUES (?, ?, ?)';

/** All columns as they stand in the database. */
export function readColumns(db: Database, count: number, typeSets: SampleColumns['typeSets']): SampleColumns {
  const columns = emptyColumns(count, typeSets);
  const select = db.prepare('SELECT name, chunk, data FROM sample_column');
  try {
    while (select.step()) {
      const [name, chunk, data] = [readText(select.get(0)), readInteger(select.get(1)), select.get(2)];
      const known = NAMES.find((each) => each === name);
      if (known === undefined || !(data instanceof Uint8Array))
        throw new TypeError(`unknown column of samples: ${name}`);
      const bytes = bytesOf(columns, known, chunk);
      if (bytes.length !== data.length) throw new TypeError(`${data.length} bytes in chunk ${chunk} of ${name}`);
      bytes.set(data);
    }
  } finally {
    select.finalize();
  }
  return columns;
}

/** Writes those chunks of columns that hold one of `places`; all chunks where no places are named. */
export function writeColumns(
  db: Database,
  columns: SampleColumns,
  { names = NAMES, places }: { readonly names?: readonly ColumnName[]; readonly places?: Iterable<number> },
): void {
  const all = Array.from({ length: Math.ceil(columns.count / CHUNK) }, (_, chunk) => chunk);
  const chunks = places === undefined ? all : new Set(Array.from(places, (place) => Math.floor(place / CHUNK)));
  const put = db.prepare(PUT);
  try {
    for (const chunk of chunks) {
      for (const name of names) put.bind([name, chunk, bytesOf(columns, name, chunk)]).stepReset();
    }
  } finally {
    put.finalize();
  }
}

function bytesOf(columns: SampleColumns, name: ColumnName, chunk: number): Uint8Array {
  const part = columns[name].subarray(chunk * CHUNK, (chunk + 1) * CHUNK);
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}
