import { useRef, useState } from 'react';
import { useCommands } from '../common/studio-context.tsx';

export interface Chosen {
  /** A place of the corpus; undefined where nobody has chosen one. */
  readonly chosen: number | undefined;
  readonly choose: (place: number | undefined) => void;
  /**
   * Calls back with what a search finds, unless something else has been chosen or searched for meanwhile: the next key
   * is for the sample that is seen, and an answer that comes behind it must not put another one in its place. A search
   * that fails is reported. Resolves in all three cases.
   */
  readonly whenFound: <Found>(search: Promise<Found>, onFound: (found: Found) => void) => Promise<void>;
}

/** Which sample Review shows. */
export function useChosen(): Chosen {
  const studio = useCommands();
  const [chosen, setChosen] = useState<number>();
  const last = useRef(0);
  return {
    chosen,
    choose: (place) => {
      last.current += 1;
      setChosen(place);
    },
    whenFound: async (search, onFound) => {
      last.current += 1;
      const asked = last.current;
      try {
        const found = await search;
        if (last.current === asked) onFound(found);
      } catch (thrown) {
        studio.reportFailure(thrown);
      }
    },
  };
}
