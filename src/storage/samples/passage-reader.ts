import type { Database } from '@sqlite.org/sqlite-wasm';
import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import { currentPassage, editsOf, passageKey } from '../../core/annotations/current-corpus.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import { type CorpusFacts, FactsCounter } from '../../core/samples/corpus-facts.ts';
import { createPassageSampler, type PassageSampler } from '../../core/samples/passage-samples.ts';
import type { Sample, SampleOptions } from '../../core/samples/sample.ts';
import { foldCase } from '../../core/text/fold-case.ts';
import type { Span } from '../../core/text/span.ts';
import type { SampleState } from '../../core/samples/sample-state.ts';
import { type SampleColumns, stateAt } from '../../core/selection/sample-columns.ts';
import { readPassages } from '../tables/read-corpus.ts';
import { readMentionEdits } from '../tables/review-tables.ts';
import { type Row, selectRows } from '../database/select-rows.ts';
import { readInteger, readText } from '../database/sql-value.ts';

/** A passage with what people made of it. */
export interface PassageNow {
  readonly documentId: string;
  readonly file: string;
  /** As the file has it. */
  readonly imported: Passage;
  readonly current: Passage;
}

/** Where a passage lies in the database. */
export interface PassageRow {
  readonly passageRow: number;
  readonly documentId: string;
  readonly passageId: string;
  readonly file: string;
}

const BY_REF = '(document.key, passage.key) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))';

function refsAsJson(refs: readonly PassageRef[]): string {
  return JSON.stringify(refs.map(({ documentId, passageId }) => [documentId, passageId]));
}

/** Reads passages of a project's corpus with people's edits on them, and the samples that are made of them. */
export class PassageReader {
  readonly #db: Database;
  readonly #sampler: PassageSampler;

  constructor(db: Database, options: SampleOptions) {
    this.#db = db;
    this.#sampler = createPassageSampler(options);
  }

  /** Passages as the files have them, in the order of `refs`; undefined where the corpus does not have one. */
  imported(refs: readonly PassageRef[]): readonly (Passage | undefined)[] {
    const rows = this.rows(refs);
    const passages = this.read(rows);
    const byKey = new Map(
      rows.map(({ documentId, passageId, passageRow }) => [
        passageKey({ documentId, passageId }),
        passages.get(passageRow)?.imported,
      ]),
    );
    return refs.map((ref) => byKey.get(passageKey(ref)));
  }

  /** Passages whose text says something, as the files have them. */
  saying(
    words: string,
    { matchCase }: { readonly matchCase: boolean },
  ): readonly { readonly ref: PassageRef; readonly imported: Passage }[] {
    const wanted = matchCase ? words : foldCase(words);
    const found: number[] = [];
    const select = this.#db.prepare('SELECT id, text FROM passage ORDER BY id');
    try {
      while (select.step()) {
        const text = readText(select.get(1));
        if ((matchCase ? text : foldCase(text)).includes(wanted)) found.push(readInteger(select.get(0)));
      }
    } finally {
      select.finalize();
    }
    const rows = this.#rowsBy('passage.id IN (SELECT value FROM json_each(?))', JSON.stringify(found));
    const passages = this.read(rows);
    return rows.flatMap(({ documentId, passageId, passageRow }) => {
      const imported = passages.get(passageRow)?.imported;
      return imported === undefined ? [] : [{ ref: { documentId, passageId }, imported }];
    });
  }

  /** Sample, passage's row, start, end, document's and passage's id, 1 where somebody marked it. */
  samplesIn(passages: readonly PassageRef[]): readonly Row[] {
    if (passages.length === 0) return [];
    return selectRows(this.#db, {
      columns: `sample.id, passage_id, start_offset, end_offset, document.key, passage.key,
        mark.sample_id IS NOT NULL`,
      from: `document JOIN passage ON document_id = document.id JOIN sample ON passage_id = passage.id
        LEFT JOIN mark ON mark.sample_id = sample.key WHERE ${BY_REF}`,
      order: 'sample.id',
      bind: [refsAsJson(passages)],
    });
  }

  /** Passages by their names; those that are not there are left out. */
  rows(refs: readonly PassageRef[]): readonly PassageRow[] {
    return refs.length === 0 ? [] : this.#rowsBy(BY_REF, refsAsJson(refs));
  }

  #rowsBy(where: string, bind: string): readonly PassageRow[] {
    return selectRows(this.#db, {
      columns: 'passage.id, document.key, passage.key, source_file',
      from: `document JOIN passage ON document_id = document.id WHERE ${where}`,
      order: 'passage.id',
      bind: [bind],
    }).map(([passageRow, documentId, passageId, file]) => ({
      passageRow: readInteger(passageRow),
      documentId: readText(documentId),
      passageId: readText(passageId),
      file: readText(file),
    }));
  }

  /** Passages as they stand now, by row. */
  read(rows: readonly Omit<PassageRow, 'passageId'>[]): ReadonlyMap<number, PassageNow> {
    if (rows.length === 0) return new Map();
    const placeOf = new Map(rows.map((row) => [row.passageRow, row]));
    const bind: [string] = [JSON.stringify([...placeOf.keys()])];
    const edits = editsOf(readMentionEdits(this.#db, bind));
    const passages = readPassages(this.#db, { where: 'passage.id IN (SELECT value FROM json_each(?))', bind });
    return new Map(
      passages.map(({ passageRow, passage: imported }) => {
        const { documentId = '', file = '' } = placeOf.get(passageRow) ?? {};
        const current = currentPassage(imported, edits.get(passageKey({ documentId, passageId: imported.id })));
        return [passageRow, { documentId, file, imported, current }];
      }),
    );
  }

  /** The sample that stands at a part of a passage; `contentHash` spares the hashing where it is known. */
  sampleAt({ documentId, current }: PassageNow, part: { readonly span: Span; readonly contentHash?: string }): Sample {
    return this.#sampler.sampleAt(documentId, current, part);
  }

  /** What is counted of passages, by file; their documents are not. The columns say what their samples are. */
  count(refs: readonly PassageRef[], passages: ReadonlyMap<number, PassageNow>, columns: SampleColumns): CorpusFacts {
    const states = new Map<number, SampleState[]>();
    for (const [place, passage] of this.samplesIn(refs)) {
      const ofPassage = states.get(readInteger(passage)) ?? [];
      states.set(readInteger(passage), ofPassage);
      ofPassage.push(stateAt(columns, readInteger(place)));
    }
    const counter = new FactsCounter();
    const files = new Map<string, number>();
    for (const [row, { file, current }] of passages) {
      files.set(file, 0);
      counter.add(file, current, states.get(row) ?? []);
    }
    return counter.facts(files);
  }
}
