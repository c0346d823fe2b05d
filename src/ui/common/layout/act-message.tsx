import type { StudioState } from '../../../studio/state/state.ts';
import { useStudio } from '../studio-context.tsx';

/** Words about the act that was the last one when they were said. */
export interface SaidOfAct {
  readonly words: string;
  readonly undo: StudioState['undo'] | undefined;
}

export const NOTHING_SAID: SaidOfAct = { words: '', undo: undefined };

/** The words until something else is done; then `otherwise`. */
export function ActMessage({
  said,
  otherwise = '',
  className,
}: {
  readonly said: SaidOfAct;
  readonly otherwise?: string;
  readonly className?: string | undefined;
}) {
  const isLast = useStudio(({ undo }) => undo === said.undo);
  return (
    <p role="status" className={className}>
      {isLast && said.words !== '' ? said.words : otherwise}
    </p>
  );
}
