import type { Failure } from '../../../core/failure.ts';
import type { StorageKind, WorkPlace } from '../../../storage/contract/project-store.ts';

/** How what was done in this tab stands with the disk. */
export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** `changeCount`: what is in this tab and not on the disk. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly changeCount: number };

/** What came to nothing and is no matter of saving. */
export type Notice = Extract<Failure, { code: 'act-failed' | 'read-failed' | 'project-unread' }>;

/** How this tab stands with the disk and with other tabs, and what could not be read or saved. */
export interface SavingSlice {
  readonly storage: StorageKind;
  readonly save: SaveState;
  /** Until the person has read it, or it is done again. */
  readonly notice: Notice | undefined;
  /** This tab saves what it has, to let go of the project then: it takes no act any more. */
  readonly isLeaving: boolean;
  /** In a tab that keeps nothing on disk: something was done since the last saved copy. */
  readonly hasUncopiedWork: boolean;
  /** Acts that this tab, which may only read or is about to, did not do. */
  readonly refusedCount: number;
  /** By which this copy of the project and this browser are told from others; undefined until they are read. */
  readonly workPlace: WorkPlace | undefined;
}

/** What commands keep between calls for saving, and what could not be read; no screen reads it. */
export interface SavingSession {
  /** What the store holds could not be read: a corpus opened now must not take its place. */
  isRestoreDue: boolean;
}

/** Commands for saving, and what could not be read. */
export interface SavingCommands {
  /** Says that something could not be read. */
  reportFailure(thrown: unknown): void;
  /** The person has read what came to nothing. */
  dismissNotice(): void;
  /** Reads again what could not be read. */
  readAgain(): Promise<void>;
  /** Tries again to save what could not be saved; every later save does so too, but for a corpus that came in. */
  retrySave(): Promise<void>;
}

/** Where the project lies is known from the start. */
export function initialSaving(storage: StorageKind): SavingSlice {
  return {
    storage,
    save: { kind: 'saved' },
    notice: undefined,
    isLeaving: false,
    hasUncopiedWork: false,
    refusedCount: 0,
    workPlace: undefined,
  };
}

export function newSavingSession(): SavingSession {
  return {
    isRestoreDue: false,
  };
}
