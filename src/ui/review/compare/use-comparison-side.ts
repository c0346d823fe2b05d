import { useMemo, useState } from 'react';
import { useStudio } from '../../common/studio-context.tsx';
import { type ComparisonSide, sidesOf } from './comparison-sides.ts';

export interface SideOfComparison {
  readonly sides: ReturnType<typeof sidesOf>;
  readonly side: ComparisonSide;
  /** One that the project does not have is the imported one. */
  readonly setSide: (side: string) => void;
}

/** What the current mentions are compared with. */
export function useComparisonSide(asked: string): SideOfComparison {
  const predictedBy = useStudio((state) => state.predictedBy);
  const copies = useStudio((state) => state.copies);
  const [chosen, setSide] = useState(asked);
  const sides = useMemo(() => sidesOf({ predictedBy, copies }), [predictedBy, copies]);
  // What a reload has not brought back yet, or what is gone with its project.
  const side = sides.find(({ id }) => id === chosen)?.id ?? 'imported';
  return { sides, side, setSide };
}
