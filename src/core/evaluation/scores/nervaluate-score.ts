import type { SampleSpans } from './strict-span-f1.ts';

type Mention = SampleSpans['mentions'][number];

export const nervaluateSchemes = ['strict', 'exact', 'partial', 'type'] as const;
export type NervaluateScheme = (typeof nervaluateSchemes)[number];

/** COR, INC, PAR, MIS and SPU of one scheme; ratios in [0, 1], undefined for 0/0 (nervaluate itself shows 0). */
export interface NervaluateScore {
  readonly correct: number;
  readonly incorrect: number;
  readonly partial: number;
  readonly missed: number;
  readonly spurious: number;
  readonly precision: number | undefined;
  readonly recall: number | undefined;
  readonly f1: number | undefined;
}

/** nervaluate's default: a shared stretch below one hundredth of the gold mention is no overlap. */
const minimumOverlapRatio = 0.01;

/**
 * The four schemes of nervaluate 1.1.0. Each prediction, in order, takes the first free gold mention that it equals
 * or overlaps; so results depend on the order of nested mentions, and duplicates count twice. Samples are paired by
 * id. P = (COR + PAR/2)/(COR+INC+PAR+SPU), R = (COR + PAR/2)/(COR+INC+PAR+MIS); only `partial` has PAR.
 */
export function nervaluateScore(
  gold: readonly SampleSpans[],
  predicted: readonly SampleSpans[],
  scheme: NervaluateScheme,
): NervaluateScore {
  const total = { correct: 0, incorrect: 0, partial: 0, missed: 0, spurious: 0 };
  const goldById = gather(gold);
  const predictedById = gather(predicted);
  for (const id of new Set([...goldById.keys(), ...predictedById.keys()])) {
    const free = new Set(goldById.get(id) ?? []);
    for (const prediction of predictedById.get(id) ?? []) {
      const match = [...free].find((mention) => isSameSpan(mention, prediction) || overlaps(mention, prediction));
      if (match === undefined) {
        total.spurious++;
        continue;
      }
      free.delete(match);
      total[judge(match, prediction, scheme)]++;
    }
    total.missed += free.size;
  }
  const { correct, incorrect, partial, missed, spurious } = total;
  const credit = correct + partial / 2;
  const actual = correct + incorrect + partial + spurious;
  const possible = correct + incorrect + partial + missed;
  return {
    ...total,
    precision: actual === 0 ? undefined : credit / actual,
    recall: possible === 0 ? undefined : credit / possible,
    f1: actual + possible === 0 ? undefined : (2 * credit) / (actual + possible),
  };
}

function gather(samples: readonly SampleSpans[]): Map<string, Mention[]> {
  const byId = new Map<string, Mention[]>();
  for (const { id, mentions } of samples)
    byId.set(id, [...(byId.get(id) ?? []), ...mentions.map((one) => ({ ...one }))]);
  return byId;
}

function judge(gold: Mention, predicted: Mention, scheme: NervaluateScheme): 'correct' | 'incorrect' | 'partial' {
  const isSameType = gold.entityType === predicted.entityType;
  const isExact = isSameSpan(gold, predicted);
  switch (scheme) {
    case 'strict':
      return isExact && isSameType ? 'correct' : 'incorrect';
    case 'exact':
      return isExact ? 'correct' : 'incorrect';
    case 'partial':
      return isExact ? 'correct' : 'partial';
    case 'type':
      return isSameType ? 'correct' : 'incorrect';
    default:
      return scheme satisfies never;
  }
}

function isSameSpan({ span: a }: Mention, { span: b }: Mention): boolean {
  return a.start === b.start && a.end === b.end;
}

function overlaps({ span: gold }: Mention, { span: predicted }: Mention): boolean {
  const shared = Math.min(gold.end, predicted.end) - Math.max(gold.start, predicted.start);
  return shared > 0 && shared >= minimumOverlapRatio * (gold.end - gold.start);
}
