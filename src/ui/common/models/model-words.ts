import { shownScoring } from '../../../studio/state/selectors.ts';
import type { StudioState } from '../../../studio/state/state.ts';
import type { StudioCommands } from '../../../studio/state/studio-commands.ts';

export type ModelSource = Parameters<StudioCommands['loadModel']>[0];

/** Served with the studio, of one family: the one that scores where no other is chosen, and the one to train. */
export const bundledModelNames = { weak: 'bioselect-weak', strong: 'bioselect-strong' } as const;

export function bundledModel(role: keyof typeof bundledModelNames): Extract<ModelSource, { kind: 'bundled' }> {
  const name = bundledModelNames[role];
  // Absolute: a worker would take it as relative to its own script.
  return { kind: 'bundled', name, baseUrl: new URL(`models/${name}/`, document.baseURI).href };
}

/** What each kind of source is called where a model's origin is shown. */
export function describeModelSource(source: ModelSource): string {
  switch (source.kind) {
    case 'bundled':
      return 'comes with the studio';
    case 'given':
      return 'from a folder on this computer';
    case 'files':
    case 'folder':
      return source.isMadeHere === true ? 'trained in this browser' : 'from a folder on this computer';
    case 'hub':
      return `from the Hugging Face hub, revision ${source.revision}`;
  }
  return source satisfies never;
}

/** What loads when scoring starts: the model of the scoring that is shown goes on with it. */
export function describeNextScorer(state: Pick<StudioState, 'nextModel' | 'scorings' | 'shownScoringId'>): string {
  const shown = shownScoring(state);
  return shown === undefined ? describeNextModel(state) : `${shown.modelName}, which these scores are of,`;
}

/** What loads where a model is needed and none is loaded. */
export function describeNextModel({ nextModel }: Pick<StudioState, 'nextModel'>): string {
  if (nextModel === undefined || nextModel.kind === 'bundled') {
    return `${nextModel?.name ?? bundledModelNames.weak}, which comes with the studio,`;
  }
  return `${nextModel.name}, the model you used last,`;
}

/** What is said of the small model wherever it is offered. */
export const smallModelNotice =
  'A small model made for trying the studio out. Its scores show how the method works; for real curation choose Qwen3-0.6B.';
