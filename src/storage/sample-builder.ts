import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { type CorpusEdits, currentPassage, passageKey } from '../core/annotations/current-corpus.ts';
import type { EntityType } from '../core/corpus/corpus.ts';
import { createPassageSampler } from '../core/samples/passage-samples.ts';
import { emptyColumns, type SampleColumns } from '../core/selection/sample-columns.ts';
import { isPositiveSample, type Sample, type SampleOptions } from '../core/samples/sample.ts';
import { seededKey } from '../core/selection/seeded-key.ts';
import { BulkInsert } from './bulk-insert.ts';
import { readPassages } from './read-corpus.ts';
import { writeColumns } from './sample-column-table.ts';
import { selectRows } from './select-rows.ts';
import { readInteger, readText } from './sql-value.ts';

/** Passages whose samples are made. */
export interface BuildProgress {
  readonly doneCount: number;
  readonly totalCount: number;
}

/** A sample in its place, counted from 0 in corpus order. */
export interface PlacedSample {
  readonly place: number;
  readonly sample: Sample;
}

const SAMPLE = `INSERT INTO sample (id, key, passage_id, start_offset, end_offset, content_hash)
  VALUES (?, ?, ?, ?, ?, ?)`;
const TEXT = 'INSERT INTO sample_text (rowid, input, document) VALUES (?, ?, ?)';
const BUILD = 'INSERT INTO sample_build (id, options, sample_count, type_sets) VALUES (0, ?, ?, ?)';

/** Made of the sorted table behind it, which takes a fraction of keeping them up row by row. */
const INDEXES = {
  sample_by_key: 'CREATE UNIQUE INDEX sample_by_key ON sample (key)',
  sample_by_passage: 'CREATE INDEX sample_by_passage ON sample (passage_id)',
  sample_by_content: 'CREATE INDEX sample_by_content ON sample (content_hash)',
};

const PASSAGES_PER_STEP = 500;
const FIRST_CAPACITY = 1 << 16;
const MAX_MENTIONS = 0xffff;

/** Takes every sample out of a database; its transaction is the caller's. */
export function clearSamples(db: Database): void {
  for (const name of Object.keys(INDEXES)) db.exec(`DROP INDEX IF EXISTS ${name}`);
  for (const table of ['sample', 'sample_column', 'sample_build']) db.exec(`DELETE FROM ${table}`);
  db.exec(`INSERT INTO sample_text (sample_text) VALUES ('delete-all')`);
}

/**
 * Makes the samples of the stored corpus anew, some passages a step, inside a transaction that the caller has begun.
 * `close` has to be called in any case.
 */
export class SampleBuilder {
  readonly #db: Database;
  readonly #rows: BulkInsert;
  readonly #options: SampleOptions;
  readonly #edits: CorpusEdits;
  readonly #sampler: ReturnType<typeof createPassageSampler>;
  readonly #typeSets = new TypeSets();
  /** Keys as numbers: a million texts would be a hundred megabytes. */
  readonly #keys = new Set<number>();
  readonly #passageCount: number;
  #nextPassage = 0;
  #columns = emptyColumns(FIRST_CAPACITY, []);
  #count = 0;

  constructor(
    sqlite: Sqlite3Static,
    db: Database,
    from: { readonly options: SampleOptions; readonly edits: CorpusEdits },
  ) {
    this.#db = db;
    this.#options = from.options;
    this.#edits = from.edits;
    this.#sampler = createPassageSampler(from.options);
    clearSamples(db);
    this.#passageCount = readInteger(db.selectValue('SELECT coalesce(max(id) + 1, 0) FROM passage'));
    this.#rows = new BulkInsert(sqlite, db);
  }

  /** Takes the next passages. */
  step(): BuildProgress {
    const bind = [this.#nextPassage, this.#nextPassage + PASSAGES_PER_STEP];
    const keys = documentKeys(this.#db, bind);
    for (const { passageRow, documentRow, passage } of readPassages(this.#db, {
      where: 'passage.id >= ? AND passage.id < ?',
      bind,
    })) {
      const documentId = keys.get(documentRow);
      if (documentId === undefined) throw new Error(`passage ${passageRow} has no document`);
      const edits = this.#edits.get(passageKey({ documentId, passageId: passage.id }));
      const { samples } = this.#sampler(documentId, currentPassage(passage, edits));
      for (const sample of samples) this.#add(sample, passageRow);
    }
    this.#nextPassage = Math.min(this.#nextPassage + PASSAGES_PER_STEP, this.#passageCount);
    return { doneCount: this.#nextPassage, totalCount: this.#passageCount };
  }

  /** Columns of all samples, without scores and decisions. */
  finish(): SampleColumns {
    for (const sql of Object.values(INDEXES)) this.#db.exec(sql);
    const { all } = this.#typeSets;
    this.#rows.insert(BUILD, [JSON.stringify(this.#options), this.#count, JSON.stringify(all)]);
    const columns = resized(this.#columns, { count: this.#count, capacity: this.#count, typeSets: all });
    writeColumns(this.#db, columns, {});
    return columns;
  }

  close(): void {
    this.#rows.close();
  }

  #add(sample: Sample, passageRow: number): void {
    const place = this.#count++;
    if (place === this.#columns.count) {
      this.#columns = resized(this.#columns, { count: place, capacity: 2 * place, typeSets: [] });
    }
    const { span, contentHash, input, documentId } = sample;
    const key = this.#uniqueKey(sample.id);
    this.#rows.insert(SAMPLE, [place, key, passageRow, span.start, span.end, contentHash]);
    this.#rows.insert(TEXT, [place, input, documentId]);
    putFacts(this.#columns, { place, sample }, this.#typeSets);
  }

  #uniqueKey(key: string): string {
    let unique = key;
    for (let count = 2; this.#keys.has(seededKey(unique, 0)); count++) unique = `${key}#${count}`;
    this.#keys.add(seededKey(unique, 0));
    return unique;
  }
}

/** Sets of types by number; new ones get the next. */
export class TypeSets {
  readonly all: (readonly EntityType[])[];
  readonly #codes: Map<string, number>;

  constructor(known: readonly (readonly EntityType[])[] = [[]]) {
    this.all = [...known];
    this.#codes = new Map(known.map((types, code) => [JSON.stringify(types), code]));
  }

  codeOf(types: readonly EntityType[]): number {
    const text = JSON.stringify(types);
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = this.all.push(types) - 1;
    this.#codes.set(text, code);
    return code;
  }
}

/** What the columns hold of a sample itself. */
export function putFacts(columns: SampleColumns, { place, sample }: PlacedSample, typeSets: TypeSets): void {
  const { input, mentions } = sample;
  columns.length[place] = input.length;
  columns.mentionCount[place] = Math.min(mentions.length, MAX_MENTIONS);
  columns.typeSet[place] = typeSets.codeOf([...new Set(mentions.map(({ entityType }) => entityType))]);
  columns.positive[place] = isPositiveSample(sample) ? 1 : 0;
}

function documentKeys(db: Database, bind: readonly number[]): ReadonlyMap<number, string> {
  const rows = selectRows(db, {
    columns: 'id, key',
    from: 'document WHERE id IN (SELECT document_id FROM passage WHERE id >= ? AND id < ?)',
    order: 'id',
    bind,
  });
  return new Map(rows.map(([id, key]) => [readInteger(id), readText(key)]));
}

function resized(
  from: SampleColumns,
  to: { readonly count: number; readonly capacity: number; readonly typeSets: SampleColumns['typeSets'] },
): SampleColumns {
  const columns = emptyColumns(to.capacity, to.typeSets);
  const { count } = to;
  columns.length.set(from.length.subarray(0, count));
  columns.mentionCount.set(from.mentionCount.subarray(0, count));
  columns.typeSet.set(from.typeSet.subarray(0, count));
  columns.positive.set(from.positive.subarray(0, count));
  columns.outcome.set(from.outcome.subarray(0, count));
  columns.ifd.set(from.ifd.subarray(0, count));
  columns.verdict.set(from.verdict.subarray(0, count));
  return columns;
}
