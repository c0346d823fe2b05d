import type { Failure } from '../../core/failure.ts';

/** How what was done in this tab stands with the disk. */
export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** `changeCount`: what is in this tab and not on the disk. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly changeCount: number };

/** What came to nothing and is no matter of saving. */
export type Mishap = Extract<Failure, { code: 'act-failed' | 'read-failed' | 'project-unread' }>;
