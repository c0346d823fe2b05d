import type { Database, PreparedStatement } from '@sqlite.org/sqlite-wasm';
import { canonicalText } from '../../core/merge/canonical-text.ts';
import { conflictKey, mentionSubject } from '../../core/merge/merge-conflict.ts';
import type { ReviewRecord, VersionsRecord } from '../../core/merge/review-step.ts';
import type { ReviewVersion } from '../../core/merge/review-version.ts';
import { type CopyIdentity, ensureIdentity, readIdentity, writeKnown } from './copy-identity.ts';
import { selectRows } from '../database/select-rows.ts';
import { readInteger, readOptional, readText, readWord } from '../database/sql-value.ts';

/**
 * What stood of everything that people say when copies left. A thing that was not changed since the first copy left has
 * no row: it stands as all copies have it. Otherwise the rows are what stood in one time after the other, the last of
 * them what stands now. A selection has none: a merge leaves each copy its own. Values are canonical JSON, so that equal ones are equal texts.
 */
export type VersionedRecord = Exclude<ReviewRecord, { kind: 'setting' | 'versions' | 'selection' }>;

export function isVersioned(record: ReviewRecord): record is VersionedRecord {
  return Object.hasOwn(KINDS, record.kind);
}

export type VersionedKind = VersionedRecord['kind'];

const KINDS = { decision: true, note: true, mark: true, mention: true, conflict: true } satisfies Record<
  VersionedKind,
  true
>;

/** Reads what stands of a thing before it is changed; as canonical JSON, undefined where nothing does. */
export type ReadStanding = (record: VersionedRecord) => string | undefined;

const LAST = `SELECT ordinal, copy_id, epoch FROM review_version WHERE kind = ? AND target = ?
  ORDER BY ordinal DESC LIMIT 1`;
const PUT =
  'INSERT OR REPLACE INTO review_version (kind, target, ordinal, copy_id, epoch, value) VALUES (?, ?, ?, ?, ?, ?)';

/** Keeps versions of what is written down; inside the caller's transaction, before each record is written. */
export class VersionKeeper {
  readonly #identity: CopyIdentity;
  readonly #last: PreparedStatement;
  readonly #put: PreparedStatement;
  readonly #standing: ReadStanding;

  constructor(db: Database, standing: ReadStanding) {
    ensureIdentity(db);
    this.#identity = readIdentity(db);
    this.#standing = standing;
    this.#last = db.prepare(LAST);
    this.#put = db.prepare(PUT);
  }

  keep(record: VersionedRecord): void {
    const { family, copyId, epoch } = this.#identity;
    const [kind, target] = [record.kind, targetOf(record)];
    const last = this.#lastOf(kind, target);
    // No copy has left yet, and nothing came of another one.
    if (last === undefined && epoch === 0) return;
    let ordinal = last?.ordinal ?? 0;
    if (last === undefined) {
      const before = this.#standing(record);
      if (before !== undefined) {
        this.#put.bind([kind, target, ordinal, family, 0, before]).stepReset();
        ordinal += 1;
      }
    } else if (last.copyId !== copyId || last.epoch !== epoch) ordinal += 1;
    this.#put.bind([kind, target, ordinal, copyId, epoch, valueOf(record) ?? null]).stepReset();
  }

  finalize(): void {
    this.#last.finalize();
    this.#put.finalize();
  }

  #lastOf(kind: string, target: string): (ReviewVersion & { readonly ordinal: number }) | undefined {
    this.#last.bind([kind, target]);
    const isThere = this.#last.step();
    const [ordinal, copyId, epoch] = isThere ? this.#last.get([]) : [];
    this.#last.reset();
    if (!isThere) return undefined;
    return { ordinal: readInteger(ordinal), copyId: readText(copyId), epoch: readInteger(epoch), value: undefined };
  }
}

/** What a merge has seen from now on, and where what it took comes from; behind the records that it wrote. */
export function writeVersions(db: Database, { times, came }: VersionsRecord): void {
  const known = new Map(Object.entries(readIdentity(db).known));
  for (const { copyId, epoch } of times) {
    if (epoch === undefined) known.delete(copyId);
    else known.set(copyId, epoch);
  }
  writeKnown(db, Object.fromEntries(known));
  const drop = db.prepare('DELETE FROM review_version WHERE kind = ? AND target = ?');
  const put = db.prepare(PUT);
  try {
    for (const { kind, target, versions } of came) {
      drop.bind([kind, target]).stepReset();
      for (const [ordinal, { copyId, epoch, value }] of versions.entries()) {
        put.bind([kind, target, ordinal, copyId, epoch, value ?? null]).stepReset();
      }
    }
  } finally {
    drop.finalize();
    put.finalize();
  }
}

/** All there are, by `versionKey`. */
export function readVersions(db: Database): ReadonlyMap<string, readonly ReviewVersion[]> {
  const rows = selectRows(db, {
    columns: 'kind, target, copy_id, epoch, value',
    from: 'review_version',
    order: 'kind, target, ordinal',
  });
  const versions = new Map<string, ReviewVersion[]>();
  for (const [kind, target, copyId, epoch, value] of rows) {
    const key = versionKey(readWord(kind, KINDS), readText(target));
    const version = { copyId: readText(copyId), epoch: readInteger(epoch), value: readOptional(value, readText) };
    const known = versions.get(key);
    if (known === undefined) versions.set(key, [version]);
    else known.push(version);
  }
  return versions;
}

export function versionKey(kind: VersionedKind, target: string): string {
  return `${kind} ${target}`;
}

export function readVersionKey(key: string): { readonly kind: VersionedKind; readonly target: string } {
  const at = key.indexOf(' ');
  return { kind: readWord(key.slice(0, at), KINDS), target: key.slice(at + 1) };
}

function targetOf(record: VersionedRecord): string {
  switch (record.kind) {
    case 'decision':
    case 'note':
    case 'mark':
      return record.sampleId;
    case 'mention':
      return mentionSubject(record.passage, record.mentionId);
    case 'conflict':
      return conflictKey(record.conflict);
    default:
      return record satisfies never;
  }
}

function valueOf(record: VersionedRecord): string | undefined {
  if (record.kind !== 'mention') return record.after && canonicalText(record.after);
  return record.state.kind === 'as-imported' ? undefined : canonicalText(record.state);
}
