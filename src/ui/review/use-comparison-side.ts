import { useEffect, useState } from 'react';
import { useCommands, useReadStudio, useStudio } from '../common/studio-context.tsx';
import { type ComparisonSide, sidesOf } from './comparison-sides.ts';

export interface SideOfComparison {
  readonly sides: ReturnType<typeof sidesOf>;
  readonly side: ComparisonSide;
  readonly setSide: (side: ComparisonSide) => void;
}

/** What the current mentions are compared with; a model's answers are brought into memory when they are chosen. */
export function useComparisonSide(): SideOfComparison {
  const studio = useCommands();
  const readStudio = useReadStudio();
  const predictedBy = useStudio((state) => state.predictedBy);
  const copies = useStudio((state) => state.copies);
  const [chosen, setSide] = useState<string>('imported');
  const sides = sidesOf({ ...readStudio(), predictedBy, copies });
  // What a reload has not brought back yet, or what is gone with its project.
  const side = sides.find(({ id }) => id === chosen)?.id ?? 'imported';
  useEffect(() => {
    if (side.startsWith('model:')) void studio.readPredictions(side.slice('model:'.length));
  }, [studio, side]);
  return { sides, side, setSide };
}
