import type { Database, SqlValue } from '@sqlite.org/sqlite-wasm';
import type { AnnotationGap, Document, Mention, Passage } from '../../core/corpus/corpus.ts';
import type { DataIssue, IssueCode, IssueSeverity } from '../../core/issue.ts';
import type { Span } from '../../core/text/span.ts';
import type { StoredSource } from '../contract/project-store.ts';
import { type Row, selectRows } from '../database/select-rows.ts';
import { readFilePrediction } from './file-predictions.ts';
import { readRelation } from './stored-relation.ts';
import { readBoolean, readInteger, readOptional, readText, readWord } from '../database/sql-value.ts';

const BOUNDARIES = { given: true, assumed: true } satisfies Record<Document['boundaries'], true>;
const SEVERITIES = { error: true, warning: true, note: true } satisfies Record<IssueSeverity, true>;
const GAP_KINDS = { unannotated: true, partial: true, lost: true } satisfies Record<AnnotationGap['kind'], true>;
const ISSUE_CODES = {
  'empty-file': true,
  'binary-file': true,
  'archive-damaged': true,
  'archive-refused': true,
  'archive-too-large': true,
  'certificate-mismatch': true,
  'unknown-format': true,
  'bad-encoding': true,
  'file-too-large': true,
  'line-too-long': true,
  'truncated-file': true,
  'malformed-line': true,
  'malformed-json': true,
  'malformed-xml': true,
  'missing-field': true,
  'duplicate-document': true,
  'duplicate-text': true,
  'near-duplicate-text': true,
  'text-in-train-and-test': true,
  'conflicting-labels': true,
  'mention-with-several-types': true,
  'offset-out-of-range': true,
  'quote-mismatch': true,
  'quote-repaired': true,
  'mention-crosses-passages': true,
  'mentions-within-mentions': true,
  'mention-crosses-sentences': true,
  'not-annotated': true,
  'predictions-beside': true,
  'unknown-document': true,
  'relation-without-mention': true,
  'illegal-tag-transition': true,
  'answer-not-json': true,
  'name-not-in-text': true,
  'name-repeated': true,
  'name-within-word': true,
  'name-in-other-case': true,
  'lost-to-damage': true,
  'read-failed': true,
  'not-kept': true,
} satisfies Record<IssueCode, true>;

/** Passages to read: a condition on the table `passage`, and what it is bound to. */
export interface PassageQuery {
  readonly where: string;
  readonly bind: readonly SqlValue[];
}

export interface StoredPassage {
  readonly passageRow: number;
  readonly documentRow: number;
  readonly passage: Passage;
}

/** Passages with all that hangs on them, in corpus order. */
export function readPassages(db: Database, { where, bind }: PassageQuery): readonly StoredPassage[] {
  const inPassages = `passage JOIN mention ON mention.passage_id = passage.id`;
  const fragments = groupByOwner(
    selectRows(db, {
      columns: 'mention_id, fragment.start_offset, fragment.end_offset',
      from: `${inPassages} JOIN fragment ON mention_id = mention.id WHERE ${where}`,
      order: 'mention_id, fragment.ordinal',
      bind,
    }),
    readSpan,
  );
  const concepts = groupByOwner(
    selectRows(db, {
      columns: 'mention_id, concept_id',
      from: `${inPassages} JOIN concept ON mention_id = mention.id WHERE ${where}`,
      order: 'mention_id, concept.ordinal',
      bind,
    }),
    (row) => readText(row[1]),
  );
  const mentions = groupByOwner(
    selectRows(db, {
      columns: `passage_id, mention.start_offset, mention.end_offset, mention.id, mention.key, entity_type, quote,
        has_concepts`,
      from: `${inPassages} WHERE ${where}`,
      order: 'passage_id, mention.ordinal',
      bind,
    }),
    (row) => readMention(row, fragments, concepts),
  );
  const sentences = groupByOwner(
    selectRows(db, {
      columns: 'passage_id, start_offset, end_offset',
      from: `passage JOIN sentence ON passage_id = passage.id WHERE ${where}`,
      order: 'passage_id, sentence.ordinal',
      bind,
    }),
    readSpan,
  );
  const gaps = groupByOwner(
    selectRows(db, {
      columns: 'passage_id, start_offset, end_offset, annotation_gap.kind, issue',
      from: `passage JOIN annotation_gap ON passage_id = passage.id WHERE ${where}`,
      order: 'passage_id, annotation_gap.ordinal',
      bind,
    }),
    readGap,
  );
  return selectRows(db, {
    columns: 'document_id, id, key, kind, text, given_instruction, given_answer, has_sentences',
    from: `passage WHERE ${where}`,
    order: 'document_id, ordinal',
    bind,
  }).map((row) => ({
    passageRow: readInteger(row[1]),
    documentRow: readInteger(row[0]),
    passage: readPassage(row, { mentions, sentences, gaps }),
  }));
}

/** Documents `from` to `from + count` in corpus order, with all that hangs on them; fewer at the end. */
export function readDocuments(db: Database, from: number, count: number): Document[] {
  const range = [from, from + count];
  const passages = new Map<number, Passage[]>();
  const where = 'passage.document_id >= ? AND passage.document_id < ?';
  const predictions = groupByOwner(
    selectRows(db, {
      columns: 'passage_id, model, mentions',
      from: `passage JOIN file_prediction ON passage_id = passage.id WHERE ${where}`,
      order: 'passage_id, file_prediction.ordinal',
      bind: range,
    }),
    readFilePrediction,
  );
  for (const { documentRow, passageRow, passage: bare } of readPassages(db, { where, bind: range })) {
    const predicted = predictions.get(passageRow);
    const passage = predicted === undefined ? bare : { ...bare, predictions: predicted };
    const ofDocument = passages.get(documentRow);
    if (ofDocument === undefined) passages.set(documentRow, [passage]);
    else ofDocument.push(passage);
  }
  const relations = groupByOwner(
    selectRows(db, {
      columns: 'document_id, key, relation_type, arguments',
      from: 'relation WHERE document_id >= ? AND document_id < ?',
      order: 'document_id, ordinal',
      bind: range,
    }),
    readRelation,
  );
  return selectRows(db, {
    columns: 'id, key, source_file, boundaries',
    from: 'document WHERE id >= ? AND id < ?',
    order: 'id',
    bind: range,
  }).map((row) => {
    const own = relations.get(readInteger(row[0]));
    return {
      id: readText(row[1]),
      source: readText(row[2]),
      passages: passages.get(readInteger(row[0])) ?? [],
      boundaries: readWord(row[3], BOUNDARIES),
      ...(own && { relations: own }),
    };
  });
}

export function readIssues(db: Database): DataIssue[] {
  const rows = selectRows(db, {
    columns: 'file, code, severity, line, document_key, found, expected, passage_key',
    from: 'issue',
    order: 'id',
  });
  return rows.map((row) => {
    const line = readOptional(row[3], readInteger);
    const documentId = readOptional(row[4], readText);
    const found = readOptional(row[5], readText);
    const expected = readOptional(row[6], readText);
    const passageId = readOptional(row[7], readText);
    return {
      file: readText(row[0]),
      code: readWord(row[1], ISSUE_CODES),
      severity: readWord(row[2], SEVERITIES),
      ...(line !== undefined && { line }),
      ...(documentId !== undefined && { documentId }),
      ...(passageId !== undefined && { passageId }),
      ...(found !== undefined && { found }),
      ...(expected !== undefined && { expected }),
    };
  });
}

/** Issues as a setting has them; undefined where that is no list of issues. */
export function readStoredIssues(value: unknown): readonly DataIssue[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  const issues = items.filter(isStoredIssue);
  return issues.length === items.length ? issues : undefined;
}

function isStoredIssue(value: unknown): value is DataIssue {
  if (typeof value !== 'object' || value === null) return false;
  const { file, code, severity }: Partial<Record<string, unknown>> = { ...value };
  return (
    typeof file === 'string' &&
    typeof code === 'string' &&
    Object.hasOwn(ISSUE_CODES, code) &&
    typeof severity === 'string' &&
    Object.hasOwn(SEVERITIES, severity)
  );
}

export function readSources(db: Database): StoredSource[] {
  const rows = selectRows(db, { columns: 'file, format, evidence', from: 'source', order: 'id' });
  return rows.map(([file, format, evidence]) => ({
    file: readText(file),
    format: readText(format),
    evidence: readText(evidence),
  }));
}

function readSpan(row: Row): Span {
  return { start: readInteger(row[1]), end: readInteger(row[2]) };
}

function readGap(row: Row): AnnotationGap {
  const [start, end] = [readOptional(row[1], readInteger), readOptional(row[2], readInteger)];
  const issue = readOptional(row[4], (value) => readStoredIssue(JSON.parse(readText(value))));
  return {
    kind: readWord(row[3], GAP_KINDS),
    ...(start !== undefined && end !== undefined && { span: { start, end } }),
    ...(issue !== undefined && { issue }),
  };
}

function readStoredIssue(value: unknown): DataIssue {
  if (!isStoredIssue(value)) throw new TypeError('expected an issue');
  return value;
}

function readMention(
  row: Row,
  fragmentsOf: ReadonlyMap<number, readonly Span[]>,
  conceptsOf: ReadonlyMap<number, readonly string[]>,
): Mention {
  const mentionId = readInteger(row[3]);
  const fragments = fragmentsOf.get(mentionId);
  return {
    id: readText(row[4]),
    span: readSpan(row),
    entityType: readText(row[5]),
    quote: readText(row[6]),
    ...(fragments !== undefined && { fragments }),
    ...(readBoolean(row[7]) && { conceptIds: conceptsOf.get(mentionId) ?? [] }),
  };
}

function readPassage(
  row: Row,
  of: {
    readonly mentions: ReadonlyMap<number, readonly Mention[]>;
    readonly sentences: ReadonlyMap<number, readonly Span[]>;
    readonly gaps: ReadonlyMap<number, readonly AnnotationGap[]>;
  },
): Passage {
  const passageId = readInteger(row[1]);
  const instruction = readOptional(row[5], readText);
  const answer = readOptional(row[6], readText);
  const gaps = of.gaps.get(passageId);
  return {
    id: readText(row[2]),
    kind: readText(row[3]),
    text: readText(row[4]),
    mentions: of.mentions.get(passageId) ?? [],
    ...(readBoolean(row[7]) && { sentences: of.sentences.get(passageId) ?? [] }),
    ...(instruction !== undefined && answer !== undefined && { given: { instruction, answer } }),
    ...(gaps && { gaps }),
  };
}

/** The first column names the owner; the values keep the order of the rows. */
function groupByOwner<T>(rows: readonly Row[], read: (row: Row) => T): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const owner = readInteger(row[0]);
    const group = groups.get(owner);
    if (group === undefined) groups.set(owner, [read(row)]);
    else group.push(read(row));
  }
  return groups;
}
