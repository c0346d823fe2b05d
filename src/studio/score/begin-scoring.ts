import type { Scoring } from '../../core/ifd/scoring.ts';
import type { LoadedModel } from '../../worker/scorer-protocol.ts';
import { addressOf } from '../state/chosen-model.ts';
import { DEFAULT_SCORE_OPTIONS } from '../state/slices/scoring-slice.ts';
import { refreshSamples } from '../state/refresh-samples.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** The scoring of that model under the prompt of the samples as they are made now; from here on it is shown. */
export async function beginScoring(context: StudioContext, model: LoadedModel): Promise<Scoring> {
  const { get, set, deps } = context;
  const { sampleOptions, model: state } = get();
  const { instructionTemplate, entityTypes } = sampleOptions;
  const { variant, maxLength } = DEFAULT_SCORE_OPTIONS;
  const scoring = await deps.store.beginScoring({
    modelHash: model.hash,
    modelName: model.name,
    dtype: model.dtype,
    backend: model.backend,
    prompt: { instructionTemplate, entityTypes },
    variant: { ifd: variant, maxLength },
    modelSource: state.kind === 'ready' ? addressOf(context) : undefined,
    beganAtMs: deps.now(),
  });
  const { scorings, shownScoringId } = get();
  if (!scorings.some(({ id }) => id === scoring.id)) set({ scorings: [...scorings, scoring] });
  if (shownScoringId !== scoring.id) {
    await deps.samples.showScoring(scoring.id);
    set({ shownScoringId: scoring.id });
    await refreshSamples(context, 'ranks');
  }
  return scoring;
}
