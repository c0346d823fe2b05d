import { useDocumentTitle } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { measuredCount, scorableCount } from '../../studio/state/selectors.ts';
import type { StudioState } from '../../studio/state/state.ts';
import { scoredShare } from '../common/selection/scored-share.ts';
import { scoringWords } from '../common/selection/scoring-words.ts';
import { useStudio } from '../common/studio-context.tsx';

/** What a run came to, as the title of its tab says. */
function endWords(state: Pick<StudioState, 'scoring' | 'sampleView'>): string | undefined {
  if (state.scoring.kind === 'stopped') return 'Scoring stopped';
  const samples = scorableCount(state);
  return samples > 0 && measuredCount(state) === samples ? 'All scored' : undefined;
}

/**
 * The tab says how far scoring is, and that it is done, to those who have another tab in front. What it came to stays
 * until the person does something in the page.
 */
export function TabTitle({ step }: { readonly step: string }): null {
  const running = useStudio((state) => scoringWords(state.scoring.kind, scoredShare(state)));
  const ended = useStudio(endWords);
  const wasRunning = useRef(false);
  const [isNews, setIsNews] = useState(false);

  useEffect(() => {
    if (wasRunning.current && running === undefined) setIsNews(true);
    wasRunning.current = running !== undefined;
  }, [running]);

  useEffect(() => {
    if (!isNews) return;
    const read = (): void => {
      setIsNews(false);
    };
    const stop = new AbortController();
    for (const type of ['pointerdown', 'keydown'] as const) {
      window.addEventListener(type, read, { signal: stop.signal });
    }
    return () => {
      stop.abort();
    };
  }, [isNews]);

  const news = running ?? (isNews ? ended : undefined);
  useDocumentTitle([news, step, 'BioSelect Studio'].filter((part) => part !== undefined).join(' · '));
  return null;
}
