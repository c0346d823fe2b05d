import { useEffect, useRef, useState } from 'react';
import { useCommands } from '../common/studio-context.tsx';

/** A search is spoken of once it takes longer than an answer to a key should. */
const SLOW_MS = 400;

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
  /**
   * As `whenFound`, of a search that may be long: its signal is aborted once something else is chosen or searched for,
   * by `stopSearch`, and when the screen is left.
   */
  readonly search: <Found>(
    begin: (signal: AbortSignal) => Promise<Found>,
    onFound: (found: Found) => void,
  ) => Promise<void>;
  /** False where there was none to stop. */
  readonly stopSearch: () => boolean;
  /** A long search is under way. */
  readonly isSearching: boolean;
}

/** Which sample Review shows. */
export function useChosen(): Chosen {
  const studio = useCommands();
  const [chosen, setChosen] = useState<number>();
  const [isSearching, setSearching] = useState(false);
  const last = useRef(0);
  const running = useRef<AbortController>(undefined);
  const stopSearch = (): boolean => {
    const wasRunning = running.current !== undefined;
    running.current?.abort();
    running.current = undefined;
    return wasRunning;
  };
  useEffect(
    () => () => {
      running.current?.abort();
      running.current = undefined;
    },
    [],
  );
  const whenFound: Chosen['whenFound'] = async (search, onFound) => {
    stopSearch();
    last.current += 1;
    const asked = last.current;
    try {
      const found = await search;
      if (last.current === asked) onFound(found);
    } catch (thrown) {
      studio.reportFailure(thrown);
    }
  };
  return {
    chosen,
    choose: (place) => {
      stopSearch();
      last.current += 1;
      setChosen(place);
    },
    whenFound,
    search: async (begin, onFound) => {
      stopSearch();
      last.current += 1;
      const run = new AbortController();
      const { signal } = run;
      running.current = run;
      const slow = setTimeout(() => {
        setSearching(true);
      }, SLOW_MS);
      signal.addEventListener('abort', () => {
        clearTimeout(slow);
        setSearching(false);
      });
      try {
        const found = await begin(signal);
        if (signal.aborted) return;
        stopSearch();
        onFound(found);
      } catch (thrown) {
        if (thrown !== signal.reason) studio.reportFailure(thrown);
        if (running.current === run) stopSearch();
      }
    },
    stopSearch,
    isSearching,
  };
}
