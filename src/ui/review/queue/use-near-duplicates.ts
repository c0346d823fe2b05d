import { useEffect } from 'react';
import { describeFailure } from '../../../core/describe-failure.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import type { ReviewFilter } from './review-filter.ts';

/** Has near duplicates looked for while their queue is asked for; what there is to say of it meanwhile. */
export function useNearDuplicates(queue: ReviewFilter['queue']): string {
  const studio = useCommands();
  const version = useStudio(({ corpus }) => (corpus.kind === 'ready' ? corpus.version : undefined));
  const found = useStudio((state) => state.nearDuplicates);
  const isWanted = queue === 'near-duplicates';
  useEffect(() => {
    if (isWanted) void studio.findNearDuplicates();
  }, [studio, isWanted, version]);
  if (!isWanted) return '';
  switch (found.kind) {
    case 'unknown':
    case 'searching':
      return 'Looking for near duplicates…';
    case 'ready':
      return '';
    case 'failed': {
      const { whatHappened, whatToDo } = describeFailure(found.failure);
      return `Near duplicates could not be looked for. ${whatHappened} ${whatToDo}`;
    }
  }
  return found satisfies never;
}
