import type { PredictedModel } from '../../storage/contract/project-store.ts';
import { toFailure } from '../../core/failure.ts';
import type { PredictionProvenance, SamplePrediction } from '../../core/samples/sample-prediction.ts';
import { questionHash } from '../../core/samples/question-hash.ts';
import { renderPrompt } from '../../core/samples/templates.ts';
import type { LoadedModel, PredictedInput, PredictInput, ScoreProgress } from '../../worker/scorer-protocol.ts';
import { ensureModel } from '../models/load-model.ts';
import { allPlaces, readRows } from '../corpus/read-whole.ts';
import { refreshSamples } from '../state/refresh-samples.ts';
import { sampleCount } from '../state/selectors.ts';
import type { PredictedBy } from '../state/slices/jobs-slice.ts';
import type { JobsCommands } from '../state/slices/jobs-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Tokens; what an abstract's entities take. */
const MAX_NEW_TOKENS = 256;
/** Enough for full batches; few enough to send and to take up a changed corpus soon. */
const QUESTIONS_PER_CALL = 512;

export function createPredictCommands(context: StudioContext): Pick<JobsCommands, 'predictCorpus' | 'stopPredicting'> {
  return {
    predictCorpus: () => predictCorpus(context),
    stopPredicting: () => {
      stopPredicting(context);
    },
  };
}

/** Ends the job; answers that are there stay. */
export function stopPredicting({ get, set, session }: StudioContext): void {
  session.predicting?.abort();
  session.predicting = undefined;
  if (get().predicting.kind === 'running') set({ predicting: { kind: 'idle' } });
}

/** Reads which models have answered; where that cannot be read, there are none to compare. */
export async function listModelsThatPredicted({ set, deps }: StudioContext): Promise<void> {
  const models = await deps.store.listPredictedModels().catch((): readonly PredictedModel[] => []);
  set({
    predictedBy: models.map(({ kind, modelHash, provenance, answerCount }) => ({
      kind,
      modelHash,
      modelName: nameIn(provenance),
      answerCount,
    })),
  });
}

function nameIn(provenance: string): string {
  const value: unknown = JSON.parse(provenance);
  const name: unknown = typeof value === 'object' && value !== null && 'modelName' in value && value.modelName;
  return typeof name === 'string' ? name : 'unnamed model';
}

async function predictCorpus(context: StudioContext): Promise<void> {
  const { get, set, deps, session } = context;
  if (session.predicting !== undefined) return;
  const run = new AbortController();
  session.predicting = run;
  const isOver = (): boolean => session.predicting !== run;
  const show = (doneCount: number, progress?: ScoreProgress): void => {
    const totalCount = sampleCount(get());
    const { samplesPerSecond = 0, tokensPerSecond = 0 } = progress ?? {};
    const remainingMs = samplesPerSecond > 0 ? (1000 * (totalCount - doneCount)) / samplesPerSecond : undefined;
    set({ predicting: { kind: 'running', doneCount, totalCount, tokensPerSecond, remainingMs } });
  };
  show(0);
  try {
    const model = await ensureModel(context);
    if (isOver()) return;
    if (model === undefined) {
      const { model: state } = get();
      session.predicting = undefined;
      set({ predicting: state.kind === 'failed' ? { kind: 'stopped', failure: state.failure } : { kind: 'idle' } });
      return;
    }
    const provenance = JSON.stringify(provenanceOf(model, deps.packageVersion));
    let at: Place = { version: versionOf(context), place: 0 };
    while (!isOver()) {
      const { inputs, next } = await nextQuestions(context, model.hash, at);
      show(at.place);
      if (inputs.length === 0) break;
      let answerCount = 0;
      const answeredBefore = at.place;
      await deps.scorer.predict(inputs, {
        maxNewTokens: MAX_NEW_TOKENS,
        signal: run.signal,
        onPredicted: (predicted, progress) => {
          if (isOver()) return;
          answerCount += predicted.length;
          takeAnswers(context, predicted, { modelHash: model.hash, provenance });
          show(answeredBefore + progress.doneCount, progress);
        },
      });
      if (answerCount === 0 && !isOver()) throw new Error('the model answered none of the questions');
      // What is on its way to the disk would be asked again.
      await Promise.all(session.predictionSaves);
      at = next;
    }
    if (isOver()) return;
    session.predicting = undefined;
    set({ predicting: { kind: 'idle' } });
  } catch (thrown) {
    if (isOver()) return;
    session.predicting = undefined;
    const failure = toFailure(thrown);
    set({ predicting: failure.code === 'cancelled' ? { kind: 'idle' } : { kind: 'stopped', failure } });
  }
}

/** How far the job is with a version of the corpus. */
interface Place {
  readonly version: number | undefined;
  readonly place: number;
}

function versionOf({ get }: StudioContext): number | undefined {
  const { corpus } = get();
  return corpus.kind === 'ready' ? corpus.version : undefined;
}

/** The next questions without an answer, each once; a corpus that has changed is gone through from its beginning. */
async function nextQuestions(
  context: StudioContext,
  modelHash: string,
  at: Place,
): Promise<{ readonly inputs: readonly PredictInput[]; readonly next: Place }> {
  const { deps } = context;
  const { entityTypes } = context.get().sampleOptions;
  const version = versionOf(context);
  let place = version === at.version ? at.place : 0;
  const inputs = new Map<string, PredictInput>();
  for await (const rows of readRows(context, allPlaces(context).subarray(place))) {
    const hashes = rows.map(({ sample }) => questionHash(sample));
    const answered = await deps.samples.answered(modelHash, hashes);
    for (const [index, { sample }] of rows.entries()) {
      if (inputs.size === QUESTIONS_PER_CALL) break;
      place += 1;
      const hash = hashes[index] ?? '';
      if (answered.has(hash)) continue;
      const { instruction, input } = sample;
      inputs.set(hash, { questionHash: hash, prompt: renderPrompt(instruction, input), input, entityTypes });
    }
    if (inputs.size === QUESTIONS_PER_CALL) break;
  }
  return { inputs: [...inputs.values()], next: { version, place } };
}

/** Onto the disk, and counted on the screen; the worker gathers answers for a while before it sends them. */
function takeAnswers(
  context: StudioContext,
  predicted: readonly PredictedInput[],
  from: { readonly modelHash: string; readonly provenance: string },
): void {
  const { get, set, deps, saver, session } = context;
  const { modelHash } = from;
  const fresh = predicted.map((prediction): SamplePrediction => ({ ...prediction, ...from }));
  const save = saver.save(`predictions ${session.predictionBatchCount++}`, async () => {
    await deps.store.savePredictions(fresh);
    await refreshSamples(context, 'rows');
  });
  const { predictedBy } = get();
  const before = predictedBy.find((each) => each.modelHash === modelHash)?.answerCount ?? 0;
  const model: PredictedBy = {
    kind: 'asked',
    modelHash,
    modelName: nameIn(from.provenance),
    answerCount: before + fresh.length,
  };
  set({ predictedBy: [model, ...predictedBy.filter((each) => each.modelHash !== modelHash)] });
  session.predictionSaves.add(save);
  void save.then(() => session.predictionSaves.delete(save));
}

function provenanceOf({ hash, name, backend, dtype }: LoadedModel, version: string): PredictionProvenance {
  return { modelHash: hash, modelName: name, backend, dtype, maxNewTokens: MAX_NEW_TOKENS, version };
}
