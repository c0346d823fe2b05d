import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { currentPassage, editsOf, passageKey } from '../../core/annotations/current-corpus.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import { createUniqueIds } from '../../core/corpus/unique-ids.ts';
import type { DataIssue } from '../../core/issue.ts';
import { createPassageSampler } from '../../core/samples/passage-samples.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { sampleState } from '../../core/samples/sample-state.ts';
import { countNoun } from '../../core/text/count-noun.ts';
import type { Span } from '../../core/text/span.ts';
import { BulkInsert } from '../database/bulk-insert.ts';
import { insertGap } from '../samples/corpus-writer.ts';
import { insertIssues } from '../tables/issue-table.ts';
import { readPassages } from '../tables/read-corpus.ts';
import type { RecoveredTable } from './recovery-report.ts';
import { readMentionEdits } from '../tables/review-tables.ts';
import { readInteger, readOptional, readText } from '../database/sql-value.ts';

const PASSAGES_AT_ONCE = 1000;

/** What the damage took of what is known of a text's annotation. */
export interface AnnotationLoss {
  /** Rows of `annotation_gap`: which texts were not annotated is not known of any. */
  readonly gaps: boolean;
  /** Rows of `mention`. */
  readonly mentions: boolean;
  /** Rows of `mention_edit`. */
  readonly edits: boolean;
  /** Rows of `mark`: whoever approved a sample may have been asked about its gap before. */
  readonly marks: boolean;
}

/** @param hadGaps whether the damaged project had the table `annotation_gap`; older ones have nothing to lose in it */
export function lossOf(tables: readonly RecoveredTable[], hadGaps: boolean): AnnotationLoss {
  const isHit = (name: string): boolean =>
    tables.some(({ table, isReadToTheEnd, refusedCount }) => table === name && (!isReadToTheEnd || refusedCount > 0));
  return {
    gaps: hadGaps && isHit('annotation_gap'),
    mentions: isHit('mention'),
    edits: isHit('mention_edit'),
    marks: hadGaps && isHit('mark'),
  };
}

/**
 * Sees to it that nothing which the damage took makes a negative of a text: a sample without mentions whose gaps may be
 * lost is not annotated, unless a person said that nothing is there; so is every sample of a passage whose mentions may
 * be lost, and one that was settled by mentions which are gone. An issue for each file says so.
 */
export function doubtNegatives(sqlite: Sqlite3Static, db: Database, loss: AnnotationLoss): void {
  if (!loss.gaps && !loss.mentions && !loss.edits) return;
  const affected = loss.mentions ? passagesThatLost(db) : () => false;
  const confirmed = confirmedSamples(db, loss);
  const { samplesOf } = createPassageSampler(sampleOptions(db));
  const uniqueId = createUniqueIds();
  const doubts = new Map<string, Doubts>();
  const rows = new BulkInsert(sqlite, db);
  const unmark = db.prepare('DELETE FROM mark WHERE sample_id = ?');
  try {
    for (const { row, file, documentId, passage, gapCount } of passagesOf(db)) {
      const ofFile = doubts.get(file) ?? { samples: 0, texts: 0, edited: 0 };
      doubts.set(file, ofFile);
      const { samples } = samplesOf(documentId, passage);
      const spans: (Span | undefined)[] = [];
      const isAffected = affected(row);
      if (isAffected) {
        spans.push(undefined);
        ofFile.texts += 1;
      }
      for (const sample of samples) {
        const id = uniqueId(sample.id);
        const isBare = sample.mentions.length === 0;
        // Of a text that somebody annotated here and that has no mentions now, nobody knows whether it never had any.
        const isDoubtful = isBare && (loss.edits || isAffected) && confirmed.marked.has(id);
        if (isDoubtful) {
          unmark.bind([id]).stepReset();
          ofFile.edited += 1;
        }
        const isKnown = !isDoubtful && (confirmed.marked.has(id) || confirmed.approved.has(id));
        if (isAffected || isKnown) continue;
        if ((loss.gaps || isDoubtful) && isNegative(sample)) {
          spans.push(sample.span);
          ofFile.samples += 1;
        }
      }
      for (const [place, span] of spans.entries()) {
        insertGap(
          rows,
          { passageRow: row, ordinal: gapCount + place },
          { kind: 'lost', ...(span && { span }), issue: issueOf(file) },
        );
      }
    }
    insertIssues(
      rows,
      [...doubts].flatMap(([file, of]) => (of.samples + of.texts + of.edited === 0 ? [] : [issueOf(file, of)])),
    );
  } finally {
    unmark.finalize();
    rows.close();
  }
}

interface Doubts {
  /** Samples without mentions that are not annotated now. */
  samples: number;
  /** Passages that may have lost mentions. */
  texts: number;
  /** Marks that were taken back. */
  edited: number;
}

function issueOf(file: string, doubts?: Doubts): DataIssue {
  const { samples = 0, texts = 0, edited = 0 } = doubts ?? {};
  const parts = [
    samples > 0 && `whether anybody annotated ${countNoun(samples, 'sample')} without mentions`,
    texts > 0 && `mentions of ${countNoun(texts, 'text')}, or some of them`,
    edited > 0 && `what was annotated here in ${countNoun(edited, 'sample')}, or that nothing is there`,
  ].filter((part) => part !== false);
  return {
    code: 'lost-to-damage',
    severity: 'error',
    file,
    ...(parts.length > 0 && { found: parts.join('; ') }),
  };
}

function isNegative(sample: Sample): boolean {
  return sampleState(sample) === 'negative';
}

/**
 * Passages by their rows of which a mention may be gone. Mentions are numbered through the corpus in the order of its
 * passages, so a number that is missing belongs to a passage between those of its neighbours.
 */
function passagesThatLost(db: Database): (row: number) => boolean {
  const lost: [first: number, last: number][] = [];
  let [nextId, from] = [0, 0];
  const select = db.prepare('SELECT id, passage_id FROM mention ORDER BY id');
  try {
    while (select.step()) {
      const [id, passage] = [readInteger(select.get(0)), readInteger(select.get(1))];
      if (id !== nextId) lost.push([from, passage]);
      [nextId, from] = [id + 1, passage];
    }
  } finally {
    select.finalize();
  }
  // How many there were behind the last one is not known.
  lost.push([from, Infinity]);
  return (row) => {
    while (lost[0] !== undefined && lost[0][1] < row) lost.shift();
    return lost[0] !== undefined && lost[0][0] <= row;
  };
}

/** Samples of which a person said that they are annotated in full, or that they go out as they are. */
function confirmedSamples(
  db: Database,
  { marks }: AnnotationLoss,
): { readonly marked: ReadonlySet<string>; readonly approved: ReadonlySet<string> } {
  const idsOf = (sql: string): ReadonlySet<string> => new Set(db.selectValues(sql).map(readText));
  return {
    marked: idsOf('SELECT sample_id FROM mark'),
    // Approving a sample that was not annotated asked first, and marked it.
    approved: marks ? new Set() : idsOf(`SELECT sample_id FROM decision WHERE verdict = 'approved'`),
  };
}

/** By the project's unit, and with every type there is: a sample with a mention of any type says something. */
function sampleOptions(db: Database): Parameters<typeof createPassageSampler>[0] {
  const unit = readOptional(
    db.selectValue(`SELECT value ->> 'unit' FROM setting WHERE key = 'sampleOptions' AND json_valid(value)`) ?? null,
    readText,
  );
  const types = db.selectValues(`SELECT DISTINCT entity_type FROM mention
    UNION SELECT mention ->> 'entityType' FROM mention_edit WHERE mention IS NOT NULL`);
  return {
    unit: unit === 'passage' ? 'passage' : 'sentence',
    instructionTemplate: '',
    entityTypes: types.map(readText),
  };
}

interface PassageOfFile {
  readonly row: number;
  readonly file: string;
  readonly documentId: string;
  /** With people's edits. */
  readonly passage: Passage;
  /** Gaps that are left. */
  readonly gapCount: number;
}

/** In the order of the corpus. */
function* passagesOf(db: Database): Generator<PassageOfFile> {
  const last = readInteger(db.selectValue('SELECT coalesce(max(id), -1) FROM passage'));
  for (let from = 0; from <= last; from += PASSAGES_AT_ONCE) {
    const range = [from, from + PASSAGES_AT_ONCE];
    const where = 'passage.id >= ? AND passage.id < ?';
    const documents = new Map(
      db
        .selectArrays(
          'SELECT passage.id, document.key, source_file FROM passage JOIN document ON document_id = document.id WHERE passage.id >= ? AND passage.id < ?',
          range,
        )
        .map(([row, key, file]) => [readInteger(row), { documentId: readText(key), file: readText(file) }]),
    );
    const edits = editsOf(readMentionEdits(db, [JSON.stringify([...documents.keys()])]));
    for (const { passageRow: row, passage: imported } of readPassages(db, { where, bind: range })) {
      const of = documents.get(row);
      if (of === undefined) continue;
      const passage = currentPassage(imported, edits.get(passageKey({ ...of, passageId: imported.id })));
      const gapCount = readInteger(
        db.selectValue('SELECT coalesce(max(ordinal) + 1, 0) FROM annotation_gap WHERE passage_id = ?', [row]),
      );
      yield { row, ...of, passage, gapCount };
    }
  }
}
