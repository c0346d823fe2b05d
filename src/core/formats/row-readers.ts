import type { Document, Passage } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';
import { createBiocBuilder } from './bioc/bioc-documents.ts';
import type { ReadMode, ReadOutcome } from './common/document-reader.ts';
import type { ParsedDocuments, SourceText } from './common/format.ts';
import { isRow, type JsonRow } from './common/json-row.ts';
import { objectsOf } from './json/json-value.ts';
import { findBiocDocuments } from './bioc/parse-bioc-json.ts';
import { rulesOf, type ParseHints } from './common/parse-hints.ts';
import { readTrainingRow } from './instructions/parse-jsonl.ts';

/** Takes the rows of a JSON file one after the other, lines and list elements alike. */
export interface RowReader {
  take(row: JsonRow): void;
  /**
   * @param issues one for each line that is no JSON
   * @returns undefined where the file has to be read as a whole to say what it is
   */
  finish(issues: readonly DataIssue[]): ReadOutcome | undefined;
}

export interface RowReaderOptions {
  readonly mode: ReadMode;
  readonly hints: ParseHints | undefined;
  /** BioC: rows are the documents of a collection, whatever they have; else values in which documents are found. */
  readonly areDocuments?: boolean;
}

/** Each row becomes a passage at once. */
export function createTrainingRowReader(file: string, { hints }: RowReaderOptions): RowReader {
  const rules = rulesOf(hints);
  const passages: Passage[] = [];
  const ofRows: DataIssue[] = [];
  let isAnyRow = false;
  return {
    take: (row) => {
      isAnyRow ||= isRow(row);
      const passage = readTrainingRow(row, { file, rules }, ofRows);
      if (passage) passages.push(passage);
    },
    finish: (issues) => {
      const documents: Document[] = [{ id: file, source: file, passages, boundaries: 'assumed' }];
      const all = [...rowIssues(issues, isAnyRow), ...ofRows];
      return { kind: 'read', parsed: { documents: passages.length === 0 ? [] : documents, issues: all, dialect: '' } };
    },
  };
}

/** Each row's documents are built at once. */
export function createBiocRowReader(file: string, { mode, hints, areDocuments = false }: RowReaderOptions): RowReader {
  const builder = createBiocBuilder(file, mode, rulesOf(hints));
  let isAnyRow = false;
  return {
    take: (row) => {
      isAnyRow ||= isRow(row);
      const documents = areDocuments ? objectsOf([row.value]) : findBiocDocuments(row.value);
      for (const document of documents) builder.add(document);
    },
    finish: (issues) => {
      // Whether lines that are no JSON stand among rows or make up one broken value takes the whole to say.
      if (!isAnyRow || issues.length > 0) return undefined;
      const built = builder.finish();
      return built ? { kind: 'read', parsed: { ...built, dialect: '' } } : { kind: 'again' };
    },
  };
}

/** The values of the rows are kept: these formats are built once all of them have shown what offsets count. */
export function createRowCollector(
  file: string,
  parse: (source: SourceText) => ParsedDocuments,
  { hints }: RowReaderOptions,
): RowReader {
  const rows: JsonRow[] = [];
  return {
    take: (row) => rows.push(row),
    finish: (issues) => {
      const read = { rows, issues: rowIssues(issues, rows.some(isRow)) };
      return { kind: 'read', parsed: parse({ file, text: '', hints, rows: read }) };
    },
  };
}

/** What is no list of rows at all has one fault, not one a line. */
function rowIssues(issues: readonly DataIssue[], isAnyRow: boolean): readonly DataIssue[] {
  return isAnyRow ? issues : issues.slice(0, 1);
}
