import type { Corpus, EntityType } from './corpus.ts';

export interface EntityTypeCount {
  readonly entityType: EntityType;
  readonly count: number;
}

/** Every entity type of the corpus with its number of mentions, most frequent first, then by name. */
export function countEntityTypes(corpus: Corpus): EntityTypeCount[] {
  const counts = new Map<EntityType, number>();
  for (const { passages } of corpus.documents) {
    for (const { mentions } of passages) {
      for (const { entityType } of mentions) counts.set(entityType, (counts.get(entityType) ?? 0) + 1);
    }
  }
  return inOrderOfCount(counts);
}

/** Types with their counts, most frequent first, then by name. */
export function inOrderOfCount(counts: ReadonlyMap<EntityType, number>): EntityTypeCount[] {
  return Array.from(counts, ([entityType, count]) => ({ entityType, count })).sort(
    (a, b) => b.count - a.count || compareCodeUnits(a.entityType, b.entityType),
  );
}

/** Not `localeCompare`: the order must not depend on the machine's language. */
function compareCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
