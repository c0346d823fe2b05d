import type { Failure } from './failure.ts';

/** Why what is loaded cannot go on with the scores that are shown, and what to do. */
export function describeOtherModel(
  failure: Extract<Failure, { code: 'scoring-model-other' | 'scoring-precision-other' }>,
): { readonly title: string; readonly whatHappened: string; readonly whatToDo: string } {
  switch (failure.code) {
    case 'scoring-model-other':
      return {
        title: 'Another model under this name',
        whatHappened: `These samples were scored by ${failure.name}. What was loaded under this name has other weights, so its scores cannot stand beside them.`,
        whatToDo: 'Score all samples with the model that is loaded now, or load the one from before.',
      };
    case 'scoring-precision-other':
      return {
        title: 'Another precision',
        whatHappened: `These samples were scored by ${failure.name} in ${failure.wanted}. On this device it loads in ${failure.dtype}, and scores of two precisions cannot stand beside each other.`,
        whatToDo: `Choose another device, or score all samples in ${failure.dtype} too.`,
      };
    default:
      return failure satisfies never;
  }
}
