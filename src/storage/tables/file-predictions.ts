import type { Database } from '@sqlite.org/sqlite-wasm';
import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import { passageKey } from '../../core/annotations/current-corpus.ts';
import type { PassagePrediction, SuggestedMention } from '../../core/corpus/corpus.ts';
import { type Row, selectRows } from '../database/select-rows.ts';
import { readText } from '../database/sql-value.ts';

/** Of a row with the passage's, the model and the mentions as JSON. */
export function readFilePrediction(row: Row): PassagePrediction {
  const mentions: unknown = JSON.parse(readText(row[2]));
  if (!Array.isArray(mentions) || !mentions.every(isSuggestedMention))
    throw new TypeError('expected suggested mentions');
  return { model: readText(row[1]), mentions };
}

/** What files predict of some passages, by `passageKey`; nothing for those without. */
export function readFilePredictions(
  db: Database,
  passages: readonly PassageRef[],
): ReadonlyMap<string, readonly PassagePrediction[]> {
  const found = new Map<string, PassagePrediction[]>();
  if (passages.length === 0) return found;
  const rows = selectRows(db, {
    columns: 'passage.id, model, mentions, document.key, passage.key',
    from: `document JOIN passage ON document_id = document.id JOIN file_prediction ON passage_id = passage.id
      WHERE (document.key, passage.key) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
    order: 'passage.id, file_prediction.ordinal',
    bind: [JSON.stringify(passages.map(({ documentId, passageId }) => [documentId, passageId]))],
  });
  for (const row of rows) {
    const key = passageKey({ documentId: readText(row[3]), passageId: readText(row[4]) });
    const ofPassage = found.get(key) ?? [];
    found.set(key, ofPassage);
    ofPassage.push(readFilePrediction(row));
  }
  return found;
}

function isSuggestedMention(value: unknown): value is SuggestedMention {
  if (typeof value !== 'object' || value === null) return false;
  const { start, end, entityType, confidence }: Partial<Record<string, unknown>> = { ...value };
  return (
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    typeof entityType === 'string' &&
    (confidence === undefined || typeof confidence === 'number')
  );
}
