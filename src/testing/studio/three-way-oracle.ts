import type { Database } from '@sqlite.org/sqlite-wasm';
import { readText } from '../../storage/database/sql-value.ts';

/** What stands in a project, read by plain SQL: what stands of a thing as text, by a text that names it. */
export type Standing = ReadonlyMap<string, string>;

/** What a merge has to come to, of what the oracle has an opinion on. */
export interface Expected {
  readonly stands: Standing;
  readonly gone: ReadonlySet<string>;
  /** What both changed, each in its own way. */
  readonly conflicts: ReadonlySet<string>;
}

/** Decisions, notes and mentions of the file; added mentions may get other ids in a merge. */
export function readStanding(db: Database): Standing {
  const rows = db.selectArrays(`
    SELECT 'decision ' || sample_id, json_array(verdict, decided_at_ms, author) FROM decision
    UNION ALL SELECT 'note ' || sample_id, json_array(text, written_at_ms, author) FROM note
    UNION ALL SELECT 'mark ' || sample_id, json_array(author, marked_at_ms) FROM mark
    UNION ALL SELECT 'mention ' || json_array(document_key, passage_key, mention_key), CASE WHEN mention IS NULL THEN 'deleted' ELSE
        json_array(mention ->> 'entityType', mention ->> '$.span.start', mention ->> '$.span.end',
          mention ->> 'fragments', mention ->> 'conceptIds') END
      FROM mention_edit WHERE EXISTS (SELECT 1 FROM mention JOIN passage ON passage.id = passage_id
        JOIN document ON document.id = document_id
        WHERE document.key = document_key AND passage.key = passage_key AND mention.key = mention_key)`);
  return new Map(rows.map(([name, value]) => [readText(name), readText(value)]));
}

/** What the lists of conflicts name: there settlements decide too, of which this oracle knows nothing. */
export function namesInConflict(db: Database): ReadonlySet<string> {
  const names = db.selectValues(`
    SELECT CASE json_extract(conflict, '$.kind')
      WHEN 'decision' THEN 'decision ' || json_extract(conflict, '$.sampleId')
      WHEN 'note' THEN 'note ' || json_extract(conflict, '$.sampleId')
      ELSE 'mention ' || json_array(json_extract(conflict, '$.passage.documentId'),
        json_extract(conflict, '$.passage.passageId'), json_extract(conflict, '$.mentionId')) END
    FROM (SELECT each.value AS conflict FROM setting, json_each(setting.value) AS each WHERE setting.key = 'conflicts'
      UNION ALL SELECT json_extract(each.value, '$.conflict') FROM setting, json_each(setting.value) AS each
        WHERE setting.key = 'settledConflicts')`);
  return new Set(names.map(readText));
}

/**
 * By the definition of a three-way merge, with all of the common ancestor at hand; nothing of how the studio finds it.
 * `isSameSaid`: they differ, but not in what they say, and the later one stands.
 */
export function threeWay(
  { ancestor, mine, theirs }: Readonly<Record<'ancestor' | 'mine' | 'theirs', Standing>>,
  isSameSaid: (name: string, one: string, other: string) => boolean,
): Expected {
  const stands = new Map<string, string>();
  const gone = new Set<string>();
  const conflicts = new Set<string>();
  for (const name of new Set([...ancestor.keys(), ...mine.keys(), ...theirs.keys()])) {
    const [was, one, other] = [ancestor.get(name), mine.get(name), theirs.get(name)];
    if (one !== other && one !== was && other !== was) {
      if (one === undefined || other === undefined || !isSameSaid(name, one, other)) conflicts.add(name);
      continue;
    }
    const value = one === was ? other : one;
    if (value === undefined) gone.add(name);
    else stands.set(name, value);
  }
  return { stands, gone, conflicts };
}
