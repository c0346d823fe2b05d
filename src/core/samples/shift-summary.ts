import { inOrderOfCount } from '../corpus/entity-types.ts';
import type { CorpusSummary } from './summary.ts';

/** Counts after one part of a corpus became another: `summary` less those of the part before, plus those after. */
export function shiftSummary(summary: CorpusSummary, before: CorpusSummary, after: CorpusSummary): CorpusSummary {
  const counts = new Map(Object.entries(summary.mentionsByType));
  for (const [entityType, count] of Object.entries(before.mentionsByType)) {
    counts.set(entityType, (counts.get(entityType) ?? 0) - count);
  }
  for (const [entityType, count] of Object.entries(after.mentionsByType)) {
    counts.set(entityType, (counts.get(entityType) ?? 0) + count);
  }
  const types = inOrderOfCount(counts).filter(({ count }) => count > 0);
  return {
    documents: summary.documents - before.documents + after.documents,
    samples: summary.samples - before.samples + after.samples,
    positives: summary.positives - before.positives + after.positives,
    negatives: summary.negatives - before.negatives + after.negatives,
    notAnnotated: summary.notAnnotated - before.notAnnotated + after.notAnnotated,
    mentions: summary.mentions - before.mentions + after.mentions,
    mentionsByType: Object.fromEntries(types.map(({ entityType, count }) => [entityType, count])),
  };
}
