import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { AnnotationGap, Document, Mention, Passage } from '../../core/corpus/corpus.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { DataIssue } from '../../core/issue.ts';
import { CORPUS_TABLES } from '../database/all-tables.ts';
import { BulkInsert } from '../database/bulk-insert.ts';
import { insertIssues } from '../tables/issue-table.ts';
import type { StoredSource } from '../contract/project-store.ts';
import { clearSamples } from './sample-builder.ts';

/** What a written corpus ends with. */
export interface CorpusEnd {
  /** Saved with it, by key. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Written down with it, before its samples are made. */
  readonly records?: readonly ReviewRecord[];
  readonly samplesFollow?: boolean;
}

const DOCUMENT = 'INSERT INTO document (id, key, source_file, boundaries) VALUES (?, ?, ?, ?)';
const PASSAGE = `INSERT INTO passage
  (id, document_id, ordinal, key, kind, text, given_instruction, given_answer, has_sentences)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const SENTENCE = 'INSERT INTO sentence (passage_id, ordinal, start_offset, end_offset) VALUES (?, ?, ?, ?)';
const MENTION = `INSERT INTO mention
  (id, passage_id, ordinal, key, start_offset, end_offset, entity_type, quote, has_concepts)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const GAP = `INSERT INTO annotation_gap (passage_id, ordinal, kind, start_offset, end_offset, issue)
  VALUES (?, ?, ?, ?, ?, ?)`;
const PREDICTION = 'INSERT INTO file_prediction (passage_id, ordinal, model, mentions) VALUES (?, ?, ?, ?)';
const FRAGMENT = 'INSERT INTO fragment (mention_id, ordinal, start_offset, end_offset) VALUES (?, ?, ?, ?)';
const CONCEPT = 'INSERT INTO concept (mention_id, ordinal, concept_id) VALUES (?, ?, ?)';
const RELATION = 'INSERT INTO relation (document_id, ordinal, key, relation_type, arguments) VALUES (?, ?, ?, ?, ?)';
const SOURCE = 'INSERT OR REPLACE INTO source (file, format, evidence) VALUES (?, ?, ?)';

/**
 * Replaces the corpus in a database, a few documents at a time, inside a transaction that the caller has begun. The
 * old corpus goes when the writer is created; `close` gives its statements back and has to be called in any case.
 */
export class CorpusWriter {
  readonly #rows: BulkInsert;
  #documentCount = 0;
  /** A document may come in parts: the key and the next passage of the last one. */
  #lastKey: string | undefined;
  #ordinal = 0;
  #passageCount = 0;
  #mentionCount = 0;

  constructor(sqlite: Sqlite3Static, db: Database) {
    this.#rows = new BulkInsert(sqlite, db);
    clearSamples(db);
    for (const table of CORPUS_TABLES) db.exec(`DELETE FROM ${table}`);
  }

  writeDocuments(documents: readonly Document[]): void {
    for (const document of documents) this.#writeDocument(document);
  }

  writeIssues(issues: readonly DataIssue[]): void {
    insertIssues(this.#rows, issues);
  }

  writeSources(sources: readonly StoredSource[]): void {
    for (const { file, format, evidence } of sources) this.#rows.insert(SOURCE, [file, format, evidence]);
  }

  close(): void {
    this.#rows.close();
  }

  #writeDocument(document: Document): void {
    if (document.id !== this.#lastKey) {
      this.#rows.insert(DOCUMENT, [this.#documentCount, document.id, document.source, document.boundaries]);
      // Each part of a document has all of its relations.
      for (const [place, relation] of (document.relations ?? []).entries()) {
        const { id, relationType, arguments: all } = relation;
        this.#rows.insert(RELATION, [this.#documentCount, place, id, relationType, JSON.stringify(all)]);
      }
      this.#documentCount += 1;
      this.#lastKey = document.id;
      this.#ordinal = 0;
    }
    for (const passage of document.passages) this.#writePassage(this.#documentCount - 1, this.#ordinal++, passage);
  }

  #writePassage(documentId: number, ordinal: number, passage: Passage): void {
    const passageId = this.#passageCount++;
    const { id, kind, text, given, sentences, gaps } = passage;
    this.#rows.insert(PASSAGE, [
      passageId,
      documentId,
      ordinal,
      id,
      kind,
      text,
      given?.instruction,
      given?.answer,
      sentences !== undefined,
    ]);
    for (const [place, sentence] of (sentences ?? []).entries()) {
      this.#rows.insert(SENTENCE, [passageId, place, sentence.start, sentence.end]);
    }
    for (const [place, gap] of (gaps ?? []).entries())
      insertGap(this.#rows, { passageRow: passageId, ordinal: place }, gap);
    for (const [place, { model, mentions }] of (passage.predictions ?? []).entries()) {
      this.#rows.insert(PREDICTION, [passageId, place, model, JSON.stringify(mentions)]);
    }
    for (const [place, mention] of passage.mentions.entries()) this.#writeMention(passageId, place, mention);
  }

  #writeMention(passageId: number, ordinal: number, mention: Mention): void {
    const mentionId = this.#mentionCount++;
    const { id, span, entityType, quote, fragments, conceptIds } = mention;
    const hasConcepts = conceptIds !== undefined;
    this.#rows.insert(MENTION, [
      mentionId,
      passageId,
      ordinal,
      id,
      span.start,
      span.end,
      entityType,
      quote,
      hasConcepts,
    ]);
    for (const [place, fragment] of (fragments ?? []).entries()) {
      this.#rows.insert(FRAGMENT, [mentionId, place, fragment.start, fragment.end]);
    }
    for (const [place, conceptId] of (conceptIds ?? []).entries()) {
      this.#rows.insert(CONCEPT, [mentionId, place, conceptId]);
    }
  }
}

export function insertGap(
  rows: BulkInsert,
  { passageRow, ordinal }: { readonly passageRow: number; readonly ordinal: number },
  { kind, span, issue }: AnnotationGap,
): void {
  rows.insert(GAP, [passageRow, ordinal, kind, span?.start, span?.end, issue && JSON.stringify(issue)]);
}
