import type { BuildProgress, PlacedSample } from '../contract/sample-answers.ts';
import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { type CorpusEdits, currentPassage, passageKey, unfitIssue } from '../../core/annotations/current-corpus.ts';
import type { EntityType } from '../../core/corpus/corpus.ts';
import { createPassageSampler, type JoinedSample, type PassageSampler } from '../../core/samples/passage-samples.ts';
import { emptyColumns, type SampleColumns } from '../../core/selection/sample-columns.ts';
import type { Sample, SampleOptions } from '../../core/samples/sample.ts';
import { settleSample } from '../../core/samples/annotation-mark.ts';
import { SAMPLE_STATES, type SampleState, sampleState } from '../../core/samples/sample-state.ts';
import { seededKey } from '../../core/selection/seeded-key.ts';
import type { DataIssue } from '../../core/issue.ts';
import { crossingIssue } from '../../core/samples/build-samples.ts';
import { FactsCounter } from '../../core/samples/corpus-facts.ts';
import { rowBytes } from '../../core/samples/row-length.ts';
import { BulkInsert } from '../database/bulk-insert.ts';
import { readPassages } from '../tables/read-corpus.ts';
import { writeColumns } from './sample-column-table.ts';
import { selectRows } from '../database/select-rows.ts';
import { readInteger, readText } from '../database/sql-value.ts';

const SAMPLE = `INSERT INTO sample (id, key, passage_id, start_offset, end_offset, content_hash)
  VALUES (?, ?, ?, ?, ?, ?)`;
const TEXT = 'INSERT INTO sample_text (rowid, input, document) VALUES (?, ?, ?)';
const BUILD = `INSERT INTO sample_build (id, options, sample_count, type_sets, facts, issues)
  VALUES (0, ?, ?, ?, ?, ?)`;

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
  readonly #marked: ReadonlySet<string>;
  readonly #sampler: PassageSampler;
  readonly #typeSets = new TypeSets();
  /** Keys as numbers: a million texts would be a hundred megabytes. */
  readonly #keys = new Set<number>();
  readonly #passageCount: number;
  readonly #facts = new FactsCounter();
  readonly #issues: DataIssue[] = [];
  readonly #joined: JoinedSample[] = [];
  #nextPassage = 0;
  #columns = emptyColumns(FIRST_CAPACITY, []);
  #count = 0;

  constructor(
    sqlite: Sqlite3Static,
    db: Database,
    from: {
      readonly options: SampleOptions;
      readonly edits: CorpusEdits;
      /** Ids of samples that people have marked. */
      readonly marked: ReadonlySet<string>;
    },
  ) {
    this.#db = db;
    this.#options = from.options;
    this.#edits = from.edits;
    this.#marked = from.marked;
    this.#sampler = createPassageSampler(from.options);
    clearSamples(db);
    this.#passageCount = readInteger(db.selectValue('SELECT coalesce(max(id) + 1, 0) FROM passage'));
    this.#rows = new BulkInsert(sqlite, db);
  }

  /** Takes the next passages. */
  step(): BuildProgress {
    const bind = [this.#nextPassage, this.#nextPassage + PASSAGES_PER_STEP];
    const documents = documentsOf(this.#db, bind);
    for (const { passageRow, documentRow, passage } of readPassages(this.#db, {
      where: 'passage.id >= ? AND passage.id < ?',
      bind,
    })) {
      const document = documents.get(documentRow);
      if (document === undefined) throw new Error(`passage ${passageRow} has no document`);
      const edits = this.#edits.get(passageKey({ documentId: document.id, passageId: passage.id }));
      const current = currentPassage(passage, edits, (mention) => {
        this.#issues.push(unfitIssue(document, mention));
      });
      const { samples, joined, crossing } = this.#sampler.samplesOf(document.id, current);
      for (const each of joined) this.#joined.push(each);
      const states = samples.map((sample) => this.#add(sample, passageRow));
      for (const mention of crossing) this.#issues.push(crossingIssue(document, mention));
      this.#facts.add(document.source, current, states);
    }
    this.#nextPassage = Math.min(this.#nextPassage + PASSAGES_PER_STEP, this.#passageCount);
    return { doneCount: this.#nextPassage, totalCount: this.#passageCount };
  }

  /** Samples made of several sentences, in corpus order. */
  get joined(): readonly JoinedSample[] {
    return this.#joined;
  }

  /** Columns of all samples, without scores and decisions. */
  finish(): SampleColumns {
    for (const sql of Object.values(INDEXES)) this.#db.exec(sql);
    const { all } = this.#typeSets;
    const facts = this.#facts.facts(documentCounts(this.#db));
    this.#rows.insert(BUILD, [
      JSON.stringify(this.#options),
      this.#count,
      JSON.stringify(all),
      JSON.stringify(facts),
      JSON.stringify(this.#issues),
    ]);
    const columns = resized(this.#columns, { count: this.#count, capacity: this.#count, typeSets: all });
    writeColumns(this.#db, columns, {});
    return columns;
  }

  close(): void {
    this.#rows.close();
  }

  #add(made: Sample, passageRow: number): SampleState {
    const place = this.#count++;
    if (place === this.#columns.count) {
      this.#columns = resized(this.#columns, { count: place, capacity: 2 * place, typeSets: [] });
    }
    const key = this.#uniqueKey(made.id);
    const sample = this.#marked.has(key) ? settleSample(made) : made;
    const { span, contentHash, input, documentId } = sample;
    this.#rows.insert(SAMPLE, [place, key, passageRow, span.start, span.end, contentHash]);
    this.#rows.insert(TEXT, [place, input, documentId]);
    putFacts(this.#columns, { place, sample }, this.#typeSets);
    return sampleState(sample);
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
  columns.rowBytes[place] = rowBytes(sample);
  columns.mentionCount[place] = Math.min(mentions.length, MAX_MENTIONS);
  columns.typeSet[place] = typeSets.codeOf([...new Set(mentions.map(({ entityType }) => entityType))]);
  columns.state[place] = SAMPLE_STATES.indexOf(sampleState(sample));
}

function documentsOf(
  db: Database,
  bind: readonly number[],
): ReadonlyMap<number, { readonly id: string; readonly source: string }> {
  const rows = selectRows(db, {
    columns: 'id, key, source_file',
    from: 'document WHERE id IN (SELECT document_id FROM passage WHERE id >= ? AND id < ?)',
    order: 'id',
    bind,
  });
  return new Map(rows.map(([id, key, source]) => [readInteger(id), { id: readText(key), source: readText(source) }]));
}

/** Documents of each file, in the order in which the files first occur. */
function documentCounts(db: Database): ReadonlyMap<string, number> {
  const rows = db.selectArrays('SELECT source_file, count(*) FROM document GROUP BY source_file ORDER BY min(id)');
  return new Map(rows.map(([file, count]) => [readText(file), readInteger(count)]));
}

function resized(
  from: SampleColumns,
  to: { readonly count: number; readonly capacity: number; readonly typeSets: SampleColumns['typeSets'] },
): SampleColumns {
  const columns = emptyColumns(to.capacity, to.typeSets);
  const { count } = to;
  columns.length.set(from.length.subarray(0, count));
  columns.rowBytes.set(from.rowBytes.subarray(0, count));
  columns.mentionCount.set(from.mentionCount.subarray(0, count));
  columns.typeSet.set(from.typeSet.subarray(0, count));
  columns.state.set(from.state.subarray(0, count));
  columns.outcome.set(from.outcome.subarray(0, count));
  columns.ifd.set(from.ifd.subarray(0, count));
  columns.stale.set(from.stale.subarray(0, count));
  columns.verdict.set(from.verdict.subarray(0, count));
  return columns;
}
