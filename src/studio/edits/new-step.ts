import type { ReviewChange, ReviewStep } from '../../core/merge/review-step.ts';
import { DEFAULT_AUTHOR } from '../state/slices/review-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** What an act is called, and why it was done. */
export interface Said {
  readonly label: string;
  readonly reason: string | undefined;
}

/** By the person who is at work, now. */
export function newStep(context: StudioContext, { label, reason }: Said, changes: readonly ReviewChange[]): ReviewStep {
  return {
    label,
    ...personOf(context),
    atMs: context.deps.now(),
    ...(reason !== undefined && { reason }),
    changes,
  };
}

/** Who is at work: a name, and where, since two may have one name. */
export function personOf({ get }: StudioContext): { readonly author: string; readonly authorId?: string } {
  const { author = DEFAULT_AUTHOR, workPlace } = get();
  return { author, ...(workPlace !== undefined && { authorId: workPlace.browserId }) };
}
