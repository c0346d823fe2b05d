import type { JudgedSample } from '../../core/evaluation/analysis/analyse-predictions.ts';

/** A sample's row in the file of `evaluate --per-sample`: its counts, and what became of each mention. */
export function judgedSampleRow({
  id,
  documentId,
  truePositives,
  falsePositives,
  falseNegatives,
  verdicts,
}: JudgedSample): object {
  const place = ({ span, ...rest }: { readonly span: object }): object => ({ ...span, ...rest });
  const mentions = verdicts.map((verdict) => ({
    kind: verdict.kind,
    ...('gold' in verdict ? { gold: place({ span: verdict.gold.span, ...typeOf(verdict.gold) }) } : {}),
    ...('predicted' in verdict ? { predicted: place(verdict.predicted) } : {}),
    ...('unplaced' in verdict ? { unplaced: verdict.unplaced } : {}),
  }));
  return { id, documentId, truePositives, falsePositives, falseNegatives, mentions };
}

function typeOf({ entityType }: { readonly entityType: string }): { readonly entityType: string } {
  return { entityType };
}
