import type { Database } from '@sqlite.org/sqlite-wasm';
import { isKeepingReason, type ReasonKind, REASON_KINDS } from '../../core/selection/reason-kinds.ts';
import type { Picks } from '../../core/selection/build-picks.ts';
import type { SelectionOptions, StoredSelection } from '../../core/selection/selection.ts';
import { selectRows } from '../database/select-rows.ts';
import { readInteger, readNumber, readOptional, readText } from '../database/sql-value.ts';
import { readStoredRule } from './stored-review.ts';

/** Entries of one blob. */
const CHUNK = 4096;
const OUTSIDE = REASON_KINDS.indexOf('not-in-selection');

/** The picks of a selection, brought to the samples as they are placed now. */
export type PlacedPicks = Omit<Picks, 'counts'>;

/**
 * Writes a selection of all samples that are there, in the order of their places; inside the caller's transaction. It
 * does not hold until the setting `selectionId` names it. Selections that neither the setting nor the undo list names
 * are taken out.
 */
export function writeSelection(
  db: Database,
  picks: PlacedPicks,
  { rule, scoringId, madeAtMs }: Omit<StoredSelection, 'id'>,
): StoredSelection {
  dropUnnamed(db);
  db.exec(
    'INSERT INTO selection (list_id, scoring_id, rule, reasons, cut_off_ifd, made_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
    {
      bind: [
        listOfSamples(db),
        scoringId ?? null,
        JSON.stringify(rule),
        JSON.stringify(REASON_KINDS),
        picks.cutOffIfd ?? null,
        madeAtMs,
      ],
    },
  );
  const id = readInteger(db.selectValue('SELECT last_insert_rowid()'));
  const put = db.prepare('INSERT INTO selection_pick (selection_id, chunk, reasons, ranks) VALUES (?, ?, ?, ?)');
  try {
    for (let from = 0, chunk = 0; from < picks.reason.length; from += CHUNK, chunk++) {
      const ranks = picks.rank.subarray(from, from + CHUNK);
      const bytes = new Uint8Array(ranks.buffer, ranks.byteOffset, ranks.byteLength);
      put.bind([id, chunk, picks.reason.subarray(from, from + CHUNK), bytes]).stepReset();
    }
  } finally {
    put.finalize();
  }
  return { id, rule, scoringId, madeAtMs };
}

/** The selection that holds; undefined where none was made. */
export function readHoldingId(db: Database): number | undefined {
  const value = db.selectValue(`SELECT value FROM setting WHERE key = 'selectionId'`);
  const id = value === undefined ? undefined : readOptional(JSON.parse(readText(value)), readInteger);
  const isThere = id !== undefined && db.selectValue('SELECT 1 FROM selection WHERE id = ?', [id]) === 1;
  return isThere ? id : undefined;
}

/**
 * A selection with its picks by the places that samples have now. A sample that it does not name is outside of it, and
 * what it names and is not there has no place.
 */
export function readSelection(
  db: Database,
  id: number,
  sampleCount: number,
): { readonly selection: StoredSelection; readonly picks: PlacedPicks } {
  const row = db.selectArray(
    'SELECT list_id, scoring_id, rule, reasons, cut_off_ifd, made_at_ms FROM selection WHERE id = ?',
    [id],
  );
  if (row === undefined) throw new Error(`there is no selection ${id}`);
  const rule = readStoredRule(JSON.parse(readText(row[2])));
  const words: readonly ReasonKind[] = JSON.parse(readText(row[3]));
  const codes = Uint8Array.from(words, (word) => REASON_KINDS.indexOf(word));
  const { reasons, ranks } = readEntries(db, id);
  const placeOf = placesOfList(db, readInteger(row[0]), reasons.length);
  const kept = new Uint8Array(sampleCount);
  const reason = new Uint8Array(sampleCount).fill(OUTSIDE);
  const rank = new Uint32Array(sampleCount);
  for (let entry = 0; entry < reasons.length; entry++) {
    const place = placeOf === undefined ? entry : placeOf[entry];
    const code = codes[reasons[entry] ?? 0];
    const kind = code === undefined ? undefined : REASON_KINDS[code];
    if (code === undefined || kind === undefined) throw new TypeError(`selection ${id} has an unknown reason`);
    if (place === undefined || place < 0 || place >= sampleCount) continue;
    reason[place] = code;
    kept[place] = isKeepingReason(kind) ? 1 : 0;
    rank[place] = ranks[entry] ?? 0;
  }
  const selection = {
    id,
    rule,
    scoringId: readOptional(row[1], readInteger),
    madeAtMs: readInteger(row[5]),
  };
  return { selection, picks: { kept, reason, rank, cutOffIfd: readOptional(row[4], readNumber) } };
}

/** The selection that holds, with the keys of the samples that it keeps; undefined where none does. */
export function readHeldKeys(
  db: Database,
): { readonly rule: SelectionOptions; readonly kept: ReadonlySet<string> } | undefined {
  const id = readHoldingId(db);
  const row =
    id === undefined ? undefined : db.selectArray('SELECT list_id, rule, reasons FROM selection WHERE id = ?', [id]);
  if (id === undefined || row === undefined) return undefined;
  const words: readonly ReasonKind[] = JSON.parse(readText(row[2]));
  const { reasons } = readEntries(db, id);
  const kept = new Set<string>();
  const entries = selectRows(db, {
    columns: 'place, sample_key',
    from: 'selection_entry WHERE list_id = ?',
    order: 'place',
    bind: [readInteger(row[0])],
  });
  for (const [place, key] of entries) {
    const kind = words[reasons[readInteger(place)] ?? -1];
    if (kind !== undefined && isKeepingReason(kind)) kept.add(readText(key));
  }
  return { rule: readStoredRule(JSON.parse(readText(row[1]))), kept };
}

function readEntries(db: Database, id: number): { readonly reasons: Uint8Array; readonly ranks: Uint32Array } {
  const select = db.prepare('SELECT reasons, ranks FROM selection_pick WHERE selection_id = ? ORDER BY chunk');
  const [reasonParts, rankParts]: [Uint8Array[], Uint8Array[]] = [[], []];
  try {
    select.bind([id]);
    while (select.step()) {
      const [reasons, ranks] = [select.get(0), select.get(1)];
      if (!(reasons instanceof Uint8Array && ranks instanceof Uint8Array && ranks.length === 4 * reasons.length)) {
        throw new TypeError(`selection ${id} has reasons without ranks`);
      }
      reasonParts.push(reasons.slice());
      rankParts.push(ranks.slice());
    }
  } finally {
    select.finalize();
  }
  return { reasons: joined(reasonParts), ranks: new Uint32Array(joined(rankParts).buffer) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Undefined where the list is of the samples as they are placed now. A sample that is not there has the place -1. */
function placesOfList(db: Database, listId: number, count: number): Int32Array | undefined {
  if (db.selectValue('SELECT list_id FROM sample_build') === listId) return undefined;
  const places = new Int32Array(count).fill(-1);
  const rows = selectRows(db, {
    columns: 'place, sample.id',
    from: 'selection_entry JOIN sample ON sample.key = sample_key WHERE list_id = ?',
    order: 'place',
    bind: [listId],
  });
  for (const [entry, place] of rows) places[readInteger(entry)] = readInteger(place);
  return places;
}

/** The list of the samples as they are placed now, which selections share until samples are made anew. */
function listOfSamples(db: Database): number {
  const known = readOptional(db.selectValue('SELECT list_id FROM sample_build') ?? null, readInteger);
  if (known !== undefined) return known;
  db.exec('INSERT INTO selection_list DEFAULT VALUES');
  const id = readInteger(db.selectValue('SELECT last_insert_rowid()'));
  db.exec('INSERT INTO selection_entry (list_id, place, sample_key) SELECT ?, id, key FROM sample', { bind: [id] });
  db.exec('UPDATE sample_build SET list_id = ?', { bind: [id] });
  return id;
}

function dropUnnamed(db: Database): void {
  const holding = readHoldingId(db);
  db.exec(
    `DELETE FROM selection WHERE id IS NOT ? AND id NOT IN (
      SELECT before ->> 'id' FROM history_change WHERE kind = 'selection' AND before IS NOT NULL
      UNION SELECT after ->> 'id' FROM history_change WHERE kind = 'selection' AND after IS NOT NULL)`,
    { bind: [holding ?? null] },
  );
  db.exec(`DELETE FROM selection_list WHERE id NOT IN (SELECT list_id FROM selection)
    AND id NOT IN (SELECT list_id FROM sample_build WHERE list_id IS NOT NULL)`);
}
