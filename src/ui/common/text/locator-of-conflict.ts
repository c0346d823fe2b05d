import type { SampleLocator } from '../../../storage/contract/sample-answers.ts';
import type { Span } from '../../../core/text/span.ts';
import type { StudioState } from '../../../studio/state/state.ts';

type Conflict = StudioState['conflicts'][number];

/** Where the sample that shows a conflict is found; undefined where it has no place. */
export function locatorOfConflict(conflict: Conflict): SampleLocator | undefined {
  if (conflict.kind === 'decision' || conflict.kind === 'note') return conflict.sampleId;
  const span = placeOf(conflict);
  return span && { passage: conflict.passage, span };
}

function placeOf(conflict: Exclude<Conflict, { kind: 'decision' | 'note' }>): Span | undefined {
  if (conflict.kind === 'overlap') return conflict.one.span;
  const { standing, other } = conflict;
  if (standing.kind === 'put') return standing.mention.span;
  return other.kind === 'put' ? other.mention.span : undefined;
}
