import type { Failure } from './failure.ts';

/** Why what is loaded cannot go on with the scores that are shown, and what to do. */
export function describeOtherModel(
  failure: Extract<Failure, { code: 'scoring-model-other' | 'scoring-precision-other' }>,
): { readonly title: string; readonly whatHappened: string; readonly whatToDo: string } {
  switch (failure.code) {
    case 'scoring-model-other':
      return {
        title: 'Another model under this name',
        whatHappened: `These samples were scored by ${failure.name}. The model loaded under this name has different weights, so its scores are not comparable.`,
        whatToDo: 'Score all samples with the loaded model, or load the earlier one.',
      };
    case 'scoring-precision-other':
      return {
        title: 'Another precision',
        whatHappened: `These samples were scored by ${failure.name} in ${failure.wanted}. On this device it loads in ${failure.dtype}; scores of two precisions are not comparable.`,
        whatToDo: `Choose another device, or score all samples in ${failure.dtype} too.`,
      };
    default:
      return failure satisfies never;
  }
}
