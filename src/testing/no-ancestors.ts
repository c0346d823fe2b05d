import type { ReviewAncestors } from '../core/merge/merge-sides.ts';

const unknown = () => ({ kind: 'unknown' }) as const;

/** For copies that nothing is known of but what both have imported. */
export const NO_ANCESTORS: ReviewAncestors = {
  decisions: unknown,
  notes: unknown,
  marks: unknown,
  mentions: unknown,
  conflicts: unknown,
};
