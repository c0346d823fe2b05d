import { type Failure, FailureError, toFailure } from '../../core/failure.ts';

// Primary result codes of SQLite; an extended code carries them in its low byte.
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** Of the quota; nearer to it than this a failed write is taken for a full disk. */
const NEARLY_FULL_RATIO = 0.98;
/** Browsers ask for room in large pieces, so a write fails while some megabytes are still free. */
const NEARLY_FULL_BYTES = 16 * 2 ** 20;

/** What the browser says about the origin's disk; undefined where it does not say. */
export interface DiskEstimate {
  readonly usage?: number | undefined;
  readonly quota?: number | undefined;
  /** A write was refused for lack of space. */
  readonly isFull?: boolean;
}

/** What SQLite or the file system threw, as a failure the person can act on. */
export function toStorageFailure(thrown: unknown, disk: DiskEstimate | undefined): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  if (!(thrown instanceof Error)) return toFailure(thrown);
  const detail = `${thrown.name}: ${thrown.message}`;
  if (thrown.name === 'QuotaExceededError') return { code: 'storage-full', detail };
  if (thrown.name === 'NoModificationAllowedError') return { code: 'storage-locked', detail };
  const resultCode: unknown = Reflect.get(thrown, 'resultCode');
  if (typeof resultCode !== 'number') return toFailure(thrown);
  switch (resultCode & 0xff) {
    case SQLITE_FULL:
      return { code: 'storage-full', detail };
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return { code: 'storage-damaged', detail };
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return { code: 'storage-locked', detail };
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      // The pool turns a write refused for lack of space into a plain I/O error, and a file that it has no place for
      // into one that cannot be opened.
      return { code: isNearlyFull(disk) ? 'storage-full' : 'storage-unavailable', detail };
    default:
      return { code: 'storage-unavailable', detail };
  }
}

function isNearlyFull(disk: DiskEstimate | undefined): boolean {
  if (disk?.isFull === true) return true;
  if (disk?.usage === undefined || disk.quota === undefined) return false;
  return disk.usage >= disk.quota * NEARLY_FULL_RATIO || disk.quota - disk.usage < NEARLY_FULL_BYTES;
}
