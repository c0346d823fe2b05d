import type { Database } from '@sqlite.org/sqlite-wasm';
import { carryReview, type JoinedReview } from '../../core/merge/carry-review.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { JoinedSample } from '../../core/samples/passage-samples.ts';
import { readDecisions, readMarks, readNotes } from './review-tables.ts';

/** What has to be written down so that decisions, notes and marks on sentences go over to the samples made of them. */
export function carryReviews(db: Database, joined: readonly JoinedSample[]): readonly ReviewRecord[] {
  if (joined.length === 0) return [];
  const decisions = bySample(readDecisions(db));
  const notes = bySample(readNotes(db));
  const marks = bySample(readMarks(db));
  const reviewOf = <Of extends { readonly sampleId: string }>(of: Of) => {
    const { sampleId } = of;
    return { ...of, decision: decisions.get(sampleId), note: notes.get(sampleId), mark: marks.get(sampleId) };
  };
  return joined.flatMap(({ sampleId, parts }): readonly ReviewRecord[] => {
    const review: JoinedReview = { ...reviewOf({ sampleId }), parts: parts.map(reviewOf) };
    return carryReview(review);
  });
}

function bySample<Of extends { readonly sampleId: string }>(all: readonly Of[]): ReadonlyMap<string, Of> {
  return new Map(all.map((each) => [each.sampleId, each]));
}
