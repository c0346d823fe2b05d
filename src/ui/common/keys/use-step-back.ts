import type { ReviewStep } from '../../../core/merge/review-step.ts';
import type { SaidOfAct } from '../layout/act-message.tsx';
import { useCommands, useReadStudio } from '../studio-context.tsx';

export type StepBackKind = 'undo' | 'redo';

/**
 * Undo and redo. The answer is what was taken back or done again, in words, and its step; that is undefined where there
 * was none.
 */
export function useStepBack(): (
  kind: StepBackKind,
) => Promise<{ readonly said: SaidOfAct; readonly step: ReviewStep | undefined }> {
  const studio = useCommands();
  const readStudio = useReadStudio();
  return async (kind) => {
    const other = kind === 'undo' ? 'redo' : 'undo';
    const before = readStudio()[other].at(-1);
    const saved = kind === 'undo' ? studio.undo() : studio.redo();
    // Mostly it is done at once, and only the disk has to be waited for.
    if (readStudio()[other].at(-1) === before) await saved;
    const { undo, [other]: done } = readStudio();
    const step = done.at(-1);
    if (step === undefined || step === before)
      return { said: { words: `There is nothing to ${kind}.`, undo }, step: undefined };
    return { said: { words: `${kind === 'undo' ? 'Undone' : 'Done again'}: ${step.label}.`, undo }, step };
  };
}
