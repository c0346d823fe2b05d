import { useEffect } from 'react';
import type { StudioState } from '../../studio/state/state.ts';
import { useReadStudio } from '../common/studio-context.tsx';

/** While something is in this tab alone, the browser asks before it closes or reloads it; and only then. */
export function useAskBeforeLeaving(): void {
  const read = useReadStudio();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (isInThisTabAlone(read())) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      window.removeEventListener('beforeunload', ask);
    };
  }, [read]);
}

function isInThisTabAlone({
  storage,
  save,
  hasUncopiedWork,
}: Pick<StudioState, 'storage' | 'save' | 'hasUncopiedWork'>): boolean {
  switch (storage.kind) {
    case 'opfs':
      return save.kind !== 'saved';
    case 'memory':
      return hasUncopiedWork;
    case 'read-only':
      return false;
    default:
      return storage satisfies never;
  }
}
