import type { EntityType } from '../../corpus/corpus.ts';
import type { MentionVerdict } from './mention-errors.ts';

/** Mentions of one type by what became of them; all but `spurious` are counted under the gold type. */
export interface ConfusionRow {
  readonly entityType: EntityType;
  readonly correct: number;
  readonly type: number;
  readonly boundary: number;
  readonly boundaryType: number;
  readonly missed: number;
  /** Under the predicted type. */
  readonly spurious: number;
}

export interface Confusion {
  readonly byType: readonly ConfusionRow[];
  /** Pairs whose types differ, by gold and predicted type, most frequent first. */
  readonly typePairs: readonly { readonly gold: EntityType; readonly predicted: EntityType; readonly count: number }[];
}

/** Counts verdicts of any number of samples. */
export function countConfusion(verdicts: readonly MentionVerdict[]): Confusion {
  const rows = new Map<EntityType, { -readonly [Key in keyof ConfusionRow]: ConfusionRow[Key] }>();
  const pairs = new Map<string, { gold: EntityType; predicted: EntityType; count: number }>();
  const rowOf = (entityType: EntityType) => {
    const known = rows.get(entityType);
    if (known !== undefined) return known;
    const row = { entityType, correct: 0, type: 0, boundary: 0, boundaryType: 0, missed: 0, spurious: 0 };
    rows.set(entityType, row);
    return row;
  };
  for (const verdict of verdicts) {
    switch (verdict.kind) {
      case 'correct':
      case 'boundary':
        rowOf(verdict.gold.entityType)[verdict.kind] += 1;
        break;
      case 'type':
      case 'boundary-type': {
        const [gold, predicted] = [verdict.gold.entityType, verdict.predicted.entityType];
        rowOf(gold)[verdict.kind === 'type' ? 'type' : 'boundaryType'] += 1;
        const key = JSON.stringify([gold, predicted]);
        const pair = pairs.get(key) ?? { gold, predicted, count: 0 };
        pair.count += 1;
        pairs.set(key, pair);
        break;
      }
      case 'missed':
        rowOf(verdict.gold.entityType).missed += 1;
        break;
      case 'spurious':
        rowOf('predicted' in verdict ? verdict.predicted.entityType : verdict.unplaced.entity).spurious += 1;
        break;
      default:
        verdict satisfies never;
    }
  }
  const byName = (a: string, b: string): number => Number(a > b) - Number(a < b);
  return {
    byType: [...rows.values()].toSorted((a, b) => byName(a.entityType, b.entityType)),
    typePairs: [...pairs.values()].toSorted(
      (a, b) => b.count - a.count || byName(a.gold, b.gold) || byName(a.predicted, b.predicted),
    ),
  };
}
