import { useEffect, useState } from 'react';
import type { StudioCommands } from '../../../studio/state/studio-commands.ts';
import { useCommands } from '../../common/studio-context.tsx';

type ScoreKey = Parameters<StudioCommands['tokenLosses']>[0];
type TokenLosses = Awaited<ReturnType<StudioCommands['tokenLosses']>>;

/** Losses of a score's tokens, read from the disk when the sample comes on the screen; undefined until they are there. */
export function useTokenLosses(score: ScoreKey | undefined): TokenLosses {
  const commands = useCommands();
  const [read, setRead] = useState<{ readonly of: ScoreKey; readonly losses: TokenLosses }>();
  useEffect(() => {
    if (score === undefined) return undefined;
    let isWanted = true;
    const { contentHash, scoringId } = score;
    void commands.tokenLosses({ contentHash, scoringId }).then((losses) => {
      if (isWanted) setRead({ of: score, losses });
    });
    return () => {
      isWanted = false;
    };
  }, [commands, score]);
  return read?.of === score ? read?.losses : undefined;
}
