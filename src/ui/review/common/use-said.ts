import { useState } from 'react';
import { NOTHING_SAID, type SaidOfAct } from '../../common/layout/act-message.tsx';
import { useReadStudio } from '../../common/studio-context.tsx';

export interface Said {
  readonly said: SaidOfAct;
  readonly setSaid: (said: SaidOfAct) => void;
  /** About the act that is the last one now. */
  readonly setMessage: (words: string) => void;
}

/** What the screen says of what was done last. */
export function useSaid(): Said {
  const readStudio = useReadStudio();
  const [said, setSaid] = useState(NOTHING_SAID);
  return {
    said,
    setSaid,
    setMessage: (words) => {
      setSaid({ words, undo: readStudio().undo });
    },
  };
}
