import { useEffect, useState } from 'react';
import type { OpenSample } from '../../../studio/state/slices/samples-slice.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';

/** Neighbours brought into memory, so that the next key finds them there. */
const BEFORE = 2;
const BEHIND = 5;

/**
 * The sample at an index of the list; until it is in memory the one before it stands. Undefined where nothing is listed.
 */
export function useOpened(places: Uint32Array, index: number): OpenSample | undefined {
  const studio = useCommands();
  const place = places[index];
  const open = useStudio((state) => (place === undefined ? undefined : state.opened.get(place)));
  const rowVersion = useStudio(({ sampleView }) => sampleView?.rowVersion);
  const predictedBy = useStudio((state) => state.predictedBy);
  const corpusVersion = useStudio(({ corpus }) => (corpus.kind === 'ready' ? corpus.version : undefined));
  useEffect(() => {
    if (place === undefined) return;
    const near = [...places.subarray(Math.max(0, index - BEFORE), index + BEHIND)];
    void studio.openSamples([place, ...near.filter((each) => each !== place)]);
  }, [studio, places, place, index, rowVersion, predictedBy, corpusVersion]);
  const [last, setLast] = useState(open);
  if (open !== undefined && open !== last) setLast(open);
  return place === undefined ? undefined : (open ?? last);
}
