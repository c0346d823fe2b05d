import type { ReviewChange, ReviewStep } from '../core/project/review-step.ts';
import { DEFAULT_AUTHOR } from './defaults.ts';
import type { StudioContext } from './studio-context.ts';

/** What an act is called, and why it was done. */
export interface Said {
  readonly label: string;
  readonly reason: string | undefined;
}

/** By the person who is at work, now. */
export function newStep(context: StudioContext, { label, reason }: Said, changes: readonly ReviewChange[]): ReviewStep {
  return {
    label,
    author: authorOf(context),
    atMs: context.deps.now(),
    ...(reason !== undefined && { reason }),
    changes,
  };
}

export function authorOf({ get }: StudioContext): string {
  return get().author ?? DEFAULT_AUTHOR;
}
