import type { Database, SqlValue } from '@sqlite.org/sqlite-wasm';
import type { PassageRef } from '../core/annotations/annotation-edit.ts';
import { currentPassage, editsOf, passageKey } from '../core/annotations/current-corpus.ts';
import type { IfdResult } from '../core/ifd/ifd.ts';
import { createPassageSampler } from '../core/samples/passage-samples.ts';
import { OUTCOMES, type SampleColumns, VERDICTS } from '../core/selection/sample-columns.ts';
import type { Sample, SampleOptions } from '../core/samples/sample.ts';
import type { ReviewRecord } from '../core/project/review-step.ts';
import type { Decision } from '../core/selection/selection.ts';
import { seededKey } from '../core/selection/seeded-key.ts';
import type { ScoreSummary } from './project-store.ts';
import { readPassages } from './read-corpus.ts';
import { readMentionEdits } from './review-tables.ts';
import { type PlacedSample, putFacts, TypeSets } from './sample-builder.ts';
import { readColumns, writeColumns } from './sample-column-table.ts';
import { selectRows } from './select-rows.ts';
import { readInteger, readOptional, readText } from './sql-value.ts';

export interface Scoring {
  readonly modelHash: string;
  readonly variant: string;
}

interface Outcome {
  readonly word: (typeof OUTCOMES)[number];
  /** NaN where there is none. */
  readonly ifd: number;
}

const NONE: Outcome = { word: 'not-scored-yet', ifd: Number.NaN };
/** The IFD as text: JSON of a real is rounded. */
const OUTCOME = `reason, printf('%!.17g', ifd)`;

/** Scores taken into the columns at once. */
const SCORES_PER_PAGE = 20_000;

/**
 * The samples of an open project: columns in memory for what filters, sorts and counts ask, and the rest from the
 * database a window at a time. Writes are inside the caller's transaction; where that is rolled back, the index has to
 * be opened anew.
 */
export class SampleIndex {
  readonly columns: SampleColumns;
  readonly options: SampleOptions;
  readonly #db: Database;
  readonly #typeSets: TypeSets;
  readonly #sampler: ReturnType<typeof createPassageSampler>;
  /** Grows with every change of scores and of what is positive: what is made of them is then out of date. */
  version = 0;
  #scoring: Scoring | undefined;

  private constructor(
    db: Database,
    built: Pick<SampleIndex, 'options' | 'columns'> & {
      readonly typeSets: TypeSets;
      readonly scoring: Scoring | undefined;
    },
  ) {
    this.#db = db;
    this.options = built.options;
    this.columns = built.columns;
    this.#typeSets = built.typeSets;
    this.#scoring = built.scoring;
    this.#sampler = createPassageSampler(built.options);
  }

  /** Undefined where the samples have to be built first. */
  static open(db: Database): SampleIndex | undefined {
    const row = db.selectArray('SELECT options, sample_count, type_sets, scoring FROM sample_build');
    if (row === undefined) return undefined;
    const options: SampleOptions = JSON.parse(readText(row[0]));
    const known: string[][] = JSON.parse(readText(row[2]));
    const typeSets = new TypeSets(known);
    const scoring = readOptional(row[3], (value): Scoring => JSON.parse(readText(value)));
    const columns = readColumns(db, readInteger(row[1]), typeSets.all);
    return new SampleIndex(db, { options, columns, typeSets, scoring });
  }

  /** Samples as they stand now, in the order of `places`. */
  read(places: readonly number[]): readonly PlacedSample[] {
    const rows = selectRows(this.#db, {
      columns: 'sample.id, sample.key, passage_id, start_offset, end_offset, document.key',
      from: `sample JOIN passage ON passage.id = passage_id JOIN document ON document.id = document_id
        WHERE sample.id IN (SELECT value FROM json_each(?))`,
      order: 'sample.id',
      bind: [JSON.stringify(places)],
    });
    const made = this.#samplesOf(new Map(rows.map((row) => [readInteger(row[2]), readText(row[5])])));
    const byPlace = new Map(
      rows.map(([place, key, passage, start, end]): [number, PlacedSample] => {
        const ofPassage = made.get(readInteger(passage));
        const sample = ofPassage?.find(({ span }) => span.start === start && span.end === end);
        if (sample === undefined) throw new Error(`sample ${readText(key)} does not stand in its passage any more`);
        return [readInteger(place), { place: readInteger(place), sample: { ...sample, id: readText(key) } }];
      }),
    );
    return places.flatMap((place) => byPlace.get(place) ?? []);
  }

  /** Places of samples by their ids; those that are not there are left out. */
  placesOf(sampleIds: readonly string[]): Uint32Array {
    return this.#places('sample WHERE key IN (SELECT value FROM json_each(?))', [JSON.stringify(sampleIds)]);
  }

  /**
   * Places of samples whose input or document's id has every word of `text`, the last letters of each word may be
   * missing; words are what stands between blanks.
   */
  search(text: string): Uint32Array {
    const words = text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
    if (words.length === 0) return new Uint32Array();
    const query = words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' ');
    return this.#places('sample_text WHERE sample_text MATCH ?', [query], 'rowid');
  }

  /** For draws: a key a sample, the same for a seed whatever the order of the samples. */
  drawKeys(seed: number): Float64Array {
    const keys = new Float64Array(this.columns.count);
    const select = this.#db.prepare('SELECT id, key FROM sample');
    try {
      while (select.step()) keys[readInteger(select.get(0))] = seededKey(readText(select.get(1)), seed);
    } finally {
      select.finalize();
    }
    return keys;
  }

  /** Takes the scores of a scoring in place of those that are shown; undefined takes all away. */
  showScoring(scoring: Scoring | undefined): void {
    const { outcome, ifd } = this.columns;
    outcome.fill(0);
    ifd.fill(Number.NaN);
    this.#scoring = scoring;
    this.version++;
    if (scoring !== undefined) this.#takeScores(scoring);
    writeColumns(this.#db, this.columns, { names: ['outcome', 'ifd'] });
    this.#db.exec('UPDATE sample_build SET scoring = ?', {
      bind: [scoring === undefined ? null : JSON.stringify(scoring)],
    });
  }

  /** Takes in scores that were saved; those of another scoring are not shown. */
  putScores(scores: readonly ScoreSummary[]): void {
    const shown = this.#scoring;
    const results = new Map(
      scores.flatMap(({ contentHash, modelHash, variant, result }): [string, IfdResult][] =>
        shown?.modelHash === modelHash && shown.variant === variant ? [[contentHash, result]] : [],
      ),
    );
    const rows = selectRows(this.#db, {
      columns: 'id, content_hash',
      from: 'sample WHERE content_hash IN (SELECT value FROM json_each(?))',
      order: 'id',
      bind: [JSON.stringify([...results.keys()])],
    });
    const places = rows.map(([id, contentHash]) => {
      const place = readInteger(id);
      this.#putOutcome(place, outcomeOf(results.get(readText(contentHash))));
      return place;
    });
    writeColumns(this.#db, this.columns, { names: ['outcome', 'ifd'], places });
  }

  /** Takes in what was decided and edited. */
  putRecords(records: readonly ReviewRecord[]): void {
    const verdicts = new Map<string, Decision['verdict'] | undefined>();
    const passages: PassageRef[] = [];
    for (const record of records) {
      if (record.kind === 'decision') verdicts.set(record.sampleId, record.after?.verdict);
      if (record.kind === 'mention') passages.push(record.passage);
    }
    if (verdicts.size > 0) this.#putVerdicts(verdicts);
    if (passages.length > 0) this.#refresh(passages);
  }

  #putVerdicts(verdicts: ReadonlyMap<string, Decision['verdict'] | undefined>): void {
    const rows = selectRows(this.#db, {
      columns: 'id, key',
      from: 'sample WHERE key IN (SELECT value FROM json_each(?))',
      order: 'id',
      bind: [JSON.stringify([...verdicts.keys()])],
    });
    const places = rows.map(([id, key]) => {
      const place = readInteger(id);
      this.columns.verdict[place] = VERDICTS.indexOf(verdicts.get(readText(key)) ?? 'undecided');
      return place;
    });
    writeColumns(this.#db, this.columns, { names: ['verdict'], places });
  }

  /** Decisions as the database has them, all of them. */
  showVerdicts(): void {
    this.columns.verdict.fill(0);
    const select = this.#db.prepare('SELECT sample.id, verdict FROM decision JOIN sample ON key = sample_id');
    try {
      while (select.step()) {
        const verdict = readText(select.get(1));
        this.columns.verdict[readInteger(select.get(0))] = VERDICTS.findIndex((each) => each === verdict);
      }
    } finally {
      select.finalize();
    }
    writeColumns(this.#db, this.columns, { names: ['verdict'] });
  }

  /** Makes the samples of passages anew whose mentions were edited: a text keeps its samples, whatever stands in them. */
  #refresh(passages: readonly PassageRef[]): void {
    const rows = selectRows(this.#db, {
      columns: 'sample.id, passage_id, start_offset, end_offset, document.key',
      from: `document JOIN passage ON document_id = document.id JOIN sample ON passage_id = passage.id
        WHERE (document.key, passage.key) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
      order: 'sample.id',
      bind: [JSON.stringify(passages.map(({ documentId, passageId }) => [documentId, passageId]))],
    });
    const made = this.#samplesOf(new Map(rows.map((row) => [readInteger(row[1]), readText(row[4])])));
    const update = this.#db.prepare('UPDATE sample SET content_hash = ? WHERE id = ?');
    const placed: PlacedSample[] = [];
    try {
      for (const [id, passage, start, end] of rows) {
        const place = readInteger(id);
        const ofPassage = made.get(readInteger(passage));
        const sample = ofPassage?.find(({ span }) => span.start === start && span.end === end);
        if (sample === undefined) throw new Error(`sample ${place} does not stand in its passage any more`);
        putFacts(this.columns, { place, sample }, this.#typeSets);
        update.bind([sample.contentHash, place]).stepReset();
        placed.push({ place, sample });
      }
    } finally {
      update.finalize();
    }
    const outcomes = this.#outcomesOf(placed.map(({ sample }) => sample.contentHash));
    for (const { place, sample } of placed) this.#putOutcome(place, outcomes.get(sample.contentHash) ?? NONE);
    writeColumns(this.#db, this.columns, { places: placed.map(({ place }) => place) });
    this.#db.exec('UPDATE sample_build SET type_sets = ?', { bind: [JSON.stringify(this.#typeSets.all)] });
  }

  #samplesOf(documentOfPassage: ReadonlyMap<number, string>): ReadonlyMap<number, readonly Sample[]> {
    const bind: [string] = [JSON.stringify([...documentOfPassage.keys()])];
    const edits = editsOf(readMentionEdits(this.#db, bind));
    const passages = readPassages(this.#db, { where: 'passage.id IN (SELECT value FROM json_each(?))', bind });
    return new Map(
      passages.map(({ passageRow, passage }) => {
        const documentId = documentOfPassage.get(passageRow) ?? '';
        const current = currentPassage(passage, edits.get(passageKey({ documentId, passageId: passage.id })));
        return [passageRow, this.#sampler(documentId, current).samples];
      }),
    );
  }

  #takeScores({ modelHash, variant }: Scoring): void {
    for (let from = 0; from < this.columns.count; from += SCORES_PER_PAGE) {
      const rows = selectRows(this.#db, {
        columns: `sample.id, ${OUTCOME}`,
        from: `sample JOIN score ON score.content_hash = sample.content_hash AND model_hash = ? AND variant = ?
          WHERE sample.id >= ? AND sample.id < ?`,
        order: 'sample.id',
        bind: [modelHash, variant, from, from + SCORES_PER_PAGE],
      });
      for (const [id, ...outcome] of rows) this.#putOutcome(readInteger(id), readOutcome(outcome));
    }
  }

  /** Of the shown scoring, by content. */
  #outcomesOf(contentHashes: readonly string[]): ReadonlyMap<string, Outcome> {
    if (this.#scoring === undefined) return new Map();
    const { modelHash, variant } = this.#scoring;
    const rows = selectRows(this.#db, {
      columns: `content_hash, ${OUTCOME}`,
      from: 'score WHERE model_hash = ? AND variant = ? AND content_hash IN (SELECT value FROM json_each(?))',
      order: 'id',
      bind: [modelHash, variant, JSON.stringify(contentHashes)],
    });
    return new Map(rows.map(([contentHash, ...outcome]) => [readText(contentHash), readOutcome(outcome)]));
  }

  #putOutcome(place: number, { word, ifd }: Outcome): void {
    this.version++;
    this.columns.outcome[place] = OUTCOMES.indexOf(word);
    this.columns.ifd[place] = ifd;
  }

  /** As one JSON text, which crosses many times faster than row by row. */
  #places(from: string, bind: readonly SqlValue[], column = 'id'): Uint32Array {
    const text = readText(this.#db.selectValue(`SELECT json_group_array(${column}) FROM ${from}`, bind));
    const places: number[] = JSON.parse(text);
    return Uint32Array.from(places);
  }
}

function outcomeOf(result: IfdResult | undefined): Outcome {
  if (result === undefined) return NONE;
  return result.kind === 'scored' ? { word: 'scored', ifd: result.ifd } : { word: result.reason, ifd: Number.NaN };
}

function readOutcome([reason, ifd]: readonly unknown[]): Outcome {
  const word = readOptional(reason, readText) ?? 'scored';
  const known = OUTCOMES.find((each) => each === word);
  if (known === undefined) throw new TypeError(`unknown reason of a score: ${word}`);
  return { word: known, ifd: known === 'scored' ? Number(readText(ifd)) : Number.NaN };
}
