import type { DraftKey } from '../../studio/state/slices/drafts.ts';
import { useCommands, useStudio } from './studio-context.tsx';

/** A text that is being typed, which the project keeps until it is applied or thrown away; undefined where there is none. */
export function useKeptDraft(key: DraftKey): readonly [string | undefined, (text: string | undefined) => void] {
  const studio = useCommands();
  const draft = useStudio((state) => state.drafts[key]);
  return [
    draft,
    (text) => {
      void studio.keepDraft(key, text);
    },
  ];
}
