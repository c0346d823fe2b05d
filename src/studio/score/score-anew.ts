import type { EndedEarly } from '../state/slices/scoring-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Contents that the run has before it. */
export async function countToScore({ deps, session: { scoringAnew } }: StudioContext): Promise<number> {
  if (scoringAnew === undefined) return (await deps.samples.scoreDetails()).waitingCount;
  scoringAnew.totalCount = await deps.samples.contentCount();
  return Math.max(0, scoringAnew.totalCount - scoringAnew.done.size);
}

/** What a run over all samples has left undone; it is no such run any more. */
export function takeEarlyEnd(session: StudioContext['session']): { readonly endedEarly?: EndedEarly } {
  const { scoringAnew } = session;
  session.scoringAnew = undefined;
  if (scoringAnew === undefined || scoringAnew.done.size >= scoringAnew.totalCount) return {};
  return { endedEarly: { doneCount: scoringAnew.done.size, totalCount: scoringAnew.totalCount } };
}
