import type { WorkPlace } from '../contract/project-store.ts';
import type { Database } from '@sqlite.org/sqlite-wasm';
import type { KnownTimes } from '../../core/merge/review-version.ts';
import { readInteger, readOptional, readText } from '../database/sql-value.ts';

/** By what copies of one project know each other, whatever file they are in. */
export interface CopyIdentity {
  /** What all copies of a project have in common: those of another family have nothing to be compared by. */
  readonly family: string;
  /** This copy alone; a file that becomes a project of its own is another copy. */
  readonly copyId: string;
  /** How often a copy of this copy has left. What is changed now has this number. */
  readonly epoch: number;
  /** What is in here of other copies. */
  readonly known: KnownTimes;
}

/** Beyond any time: a project knows all of itself. */
const NOW = Number.MAX_SAFE_INTEGER;
const NEW_ID = 'lower(hex(randomblob(8)))';

/** Gives a project that has none an identity. */
export function ensureIdentity(db: Database): void {
  if (db.selectValue('SELECT 1 FROM copy_state') !== undefined) return;
  db.exec(`INSERT INTO copy_state (id, browser_id, family, copy_id, epoch, known)
    VALUES (0, ${NEW_ID}, ${NEW_ID}, ${NEW_ID}, 0, '{}')`);
}

/**
 * Says where a project lies. One that lay elsewhere before is another copy from now on, which knows what stood in the
 * one that it was made of.
 */
export function claimCopy(
  db: Database,
  { owner, browserId }: { readonly owner: string | undefined; readonly browserId: string | undefined },
): void {
  ensureIdentity(db);
  const { owner: lay, browserId: browser } = readOwner(db);
  if (lay === owner && browser === browserId) return;
  if (lay !== undefined && lay !== owner) {
    const { copyId, epoch, known } = readIdentity(db);
    const inherited = epoch === 0 ? known : { ...known, [copyId]: epoch - 1 };
    db.exec(`UPDATE copy_state SET copy_id = ${NEW_ID}, epoch = 1, known = ?`, { bind: [JSON.stringify(inherited)] });
  }
  db.exec('UPDATE copy_state SET owner = ?, browser_id = coalesce(?, browser_id)', {
    bind: [owner ?? null, browserId ?? null],
  });
}

/** Where a project lies, if it was said. */
export function readOwner(db: Database): {
  readonly owner: string | undefined;
  readonly browserId: string | undefined;
} {
  const [owner, browserId] = db.selectArray('SELECT owner, browser_id FROM copy_state') ?? [];
  return { owner: readOptional(owner, readText), browserId: readOptional(browserId, readText) };
}

/**
 * A copy is about to leave: what is changed from now on is not in it. Where this cannot be written, the copy is taken
 * for one that left before the changes of now, which keeps them.
 */
export function letCopyLeave(db: Database): void {
  ensureIdentity(db);
  const { family, epoch, known } = readIdentity(db);
  const next = epoch === 0 ? { ...known, [family]: 0 } : known;
  db.exec('UPDATE copy_state SET epoch = ?, known = ?', { bind: [epoch + 1, JSON.stringify(next)] });
}

/** A file of a studio that knew no copies is told from others by what is in it, and is the same when it comes again. */
export function identifyByContent(db: Database, hash: string): void {
  ensureIdentity(db);
  const family = `file-${hash}`;
  db.exec('UPDATE copy_state SET family = ?, copy_id = ?, epoch = 1, known = ?', {
    bind: [family, `copy-${hash}`, JSON.stringify({ [family]: 0 })],
  });
}

export function readIdentity(db: Database): CopyIdentity {
  const [family, copyId, epoch, known] = db.selectArray('SELECT family, copy_id, epoch, known FROM copy_state') ?? [];
  return {
    family: readText(family),
    copyId: readText(copyId),
    epoch: readInteger(epoch),
    known: readKnown(JSON.parse(readText(known))),
  };
}

/** Undefined in a database that nobody works in yet. */
export function readWorkPlace(db: Database): WorkPlace | undefined {
  const [copyId, browserId] = db.selectArray('SELECT copy_id, browser_id FROM copy_state') ?? [];
  return copyId === undefined ? undefined : { copyId: readText(copyId), browserId: readText(browserId) };
}

/** What the open project has seen: all of itself. */
export function knownHere({ family, copyId, known }: CopyIdentity): KnownTimes {
  return { ...known, [family]: 0, [copyId]: NOW };
}

/** What a file has seen: of itself, what stood when it left. */
export function knownThere({ copyId, epoch, known }: CopyIdentity): KnownTimes {
  return epoch === 0 ? known : { ...known, [copyId]: epoch - 1 };
}

export function writeKnown(db: Database, known: KnownTimes): void {
  db.exec('UPDATE copy_state SET known = ?', { bind: [JSON.stringify(known)] });
}

function readKnown(value: unknown): KnownTimes {
  if (typeof value !== 'object' || value === null) throw new TypeError('expected the times of copies');
  return Object.fromEntries(
    Object.entries(value).map(([copyId, epoch]: [string, unknown]) => [copyId, readInteger(epoch)]),
  );
}
