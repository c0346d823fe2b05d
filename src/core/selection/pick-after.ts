import { isAnnotatedState, type SampleState } from '../samples/sample-state.ts';
import type { SelectionPick } from './selection.ts';

/**
 * What a pick comes to once the sample's annotation is another: without one it is dropped, and a selection that knew the
 * sample as not annotated says nothing of it any more.
 */
export function pickAfter(pick: SelectionPick, state: SampleState): SelectionPick {
  const { sampleId, reason } = pick;
  if (!isAnnotatedState(state)) {
    const isSame = reason.kind === 'not-annotated' && reason.gap === state;
    return isSame ? pick : { sampleId, kept: false, reason: { kind: 'not-annotated', gap: state } };
  }
  return reason.kind === 'not-annotated' ? { sampleId, kept: false, reason: { kind: 'not-in-selection' } } : pick;
}
