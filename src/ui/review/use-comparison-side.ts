import { useState } from 'react';
import { useReadStudio, useStudio } from '../common/studio-context.tsx';
import { type ComparisonSide, sidesOf } from './comparison-sides.ts';
import { usePredictionsOf } from './use-predictions-of.ts';

export interface SideOfComparison {
  readonly sides: ReturnType<typeof sidesOf>;
  readonly side: ComparisonSide;
  /** One that the project does not have is the imported one. */
  readonly setSide: (side: string) => void;
}

/** What the current mentions are compared with; a model's answers are brought into memory when they are chosen. */
export function useComparisonSide(asked: string): SideOfComparison {
  const readStudio = useReadStudio();
  const predictedBy = useStudio((state) => state.predictedBy);
  const copies = useStudio((state) => state.copies);
  const [chosen, setSide] = useState(asked);
  const sides = sidesOf({ ...readStudio(), predictedBy, copies });
  // What a reload has not brought back yet, or what is gone with its project.
  const side = sides.find(({ id }) => id === chosen)?.id ?? 'imported';
  usePredictionsOf(side);
  return { sides, side, setSide };
}
