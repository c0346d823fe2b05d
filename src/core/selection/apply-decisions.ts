import type { Decision, Selection, SelectionReason } from './selection.ts';

/** A sample's final state: the filter's pick, overridden by a person's decision where there is one. */
export interface FinalPick {
  readonly sampleId: string;
  readonly kept: boolean;
  readonly keptByFilter: boolean;
  /** The filter's reason, whatever the person said. */
  readonly reason: SelectionReason;
  readonly decision: Decision | undefined;
}

/**
 * The kept set after review, in the order of the samples: approved is kept, rejected is dropped, undecided and
 * unsure stay as the filter picked. A sample that is not annotated is dropped whatever was decided on it. Decisions on
 * samples outside the selection have no effect.
 */
export function applyDecisions(
  selection: Pick<Selection, 'picks'>,
  decisions: ReadonlyMap<string, Decision>,
): readonly FinalPick[] {
  return selection.picks.map(({ sampleId, kept, reason }) => {
    const decision = decisions.get(sampleId);
    return {
      sampleId,
      kept: reason.kind !== 'not-annotated' && isKept(kept, decision),
      keptByFilter: kept,
      reason,
      decision,
    };
  });
}

function isKept(keptByFilter: boolean, decision: Decision | undefined): boolean {
  return decision === undefined || decision.verdict === 'unsure' ? keptByFilter : decision.verdict === 'approved';
}
