import type { Database, SqlValue } from '@sqlite.org/sqlite-wasm';
import type { SplitDocument } from '../../core/export/split-documents.ts';
import { readInteger, readOptional, readText } from '../database/sql-value.ts';

/** A passage and its samples, which lie together. */
export interface PassageRange {
  readonly document: SplitDocument;
  readonly passageId: string;
  /** That a row brought with it; undefined where the template's is asked. */
  readonly ownInstruction: string | undefined;
  readonly firstPlace: number;
  readonly sampleCount: number;
}

const PASSAGE_RANGES = `SELECT document.id, document.key, boundaries, passage.key,
    iif(boundaries = 'assumed', text, ''), coalesce(first_place, 0), coalesce(sample_count, 0), given_instruction
  FROM document LEFT JOIN passage ON document_id = document.id
  LEFT JOIN (SELECT passage_id, min(id) AS first_place, count(*) AS sample_count FROM sample GROUP BY passage_id)
    ON passage_id = passage.id
  ORDER BY document.id, passage.id`;

/** Every passage with its place among the samples; texts only where documents are assumed, since a split reads those. */
export function readPassageRanges(db: Database): readonly PassageRange[] {
  const documents = new Map<number, SplitDocument & { readonly passages: { id: string; text: string }[] }>();
  const ranges: PassageRange[] = [];
  // Rows of a file mostly share one: a copy each would be what the ranges weigh most.
  const instructions = new Map<string, string>();
  const sameInstruction = (value: SqlValue | undefined): string | undefined => {
    const text = readOptional(value ?? null, readText);
    if (text === undefined) return undefined;
    const known = instructions.get(text) ?? text;
    instructions.set(known, known);
    return known;
  };
  const select = db.prepare(PASSAGE_RANGES);
  try {
    while (select.step()) {
      const row = readInteger(select.get(0));
      const boundaries = readText(select.get(2)) === 'given' ? 'given' : 'assumed';
      const document = documents.get(row) ?? { id: readText(select.get(1)), boundaries, passages: [] };
      documents.set(row, document);
      const passageId = readOptional(select.get(3), readText);
      if (passageId === undefined) {
        // A document without a text is on a side, too.
        ranges.push({ document, passageId: '', ownInstruction: undefined, firstPlace: 0, sampleCount: 0 });
        continue;
      }
      if (boundaries === 'assumed') document.passages.push({ id: passageId, text: readText(select.get(4)) });
      const sampleCount = readInteger(select.get(6));
      const firstPlace = sampleCount === 0 ? 0 : readInteger(select.get(5));
      const ownInstruction = sameInstruction(select.get(7));
      ranges.push({ document, passageId, ownInstruction, firstPlace, sampleCount });
    }
  } finally {
    select.finalize();
  }
  return ranges;
}
