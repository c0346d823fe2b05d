import { toFailure } from '../core/failure.ts';
import type { PredictedModel } from '../storage/prediction-table.ts';
import type { PredictionProvenance, SamplePrediction } from '../core/samples/sample-prediction.ts';
import { renderPrompt } from '../core/samples/templates.ts';
import type { LoadedModel, PredictedInput, PredictInput, ScoreProgress } from '../worker/protocol.ts';
import { answersOf } from './columns.ts';
import { ensureModel } from './load-model.ts';
import { questionHashOf } from './prediction-selectors.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

/** Tokens; what an abstract's entities take. */
const MAX_NEW_TOKENS = 256;
/** Enough for full batches; few enough to send and to take up a changed corpus soon. */
const QUESTIONS_PER_CALL = 512;

export function createPredictCommands(
  context: StudioContext,
): Pick<StudioCommands, 'predictCorpus' | 'stopPredicting' | 'readPredictions'> {
  return {
    readPredictions: (modelHash) => readPredictions(context, modelHash),
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

/**
 * Shows the predictions of a model, or of the one that predicted last; those that are shown already stay. Where they
 * cannot be read there are none: what is missing is asked again.
 */
export async function showPredictionsOf({ get, set, deps }: StudioContext, modelHash: string | undefined) {
  const [shown] = get().predictions.values();
  if (shown !== undefined && shown.modelHash === modelHash) return;
  const stored = await deps.store.loadPredictions(modelHash).catch((): readonly SamplePrediction[] => []);
  const otherPredictions = new Map(get().otherPredictions);
  if (shown !== undefined) otherPredictions.set(shown.modelHash, get().predictions);
  set({ predictions: byQuestion(stored), otherPredictions });
}

/** Reads which models have answered; where that cannot be read, the answers in memory are all there is to compare. */
export async function listModelsThatPredicted({ set, deps }: StudioContext): Promise<void> {
  const models = await deps.store.listPredictedModels().catch((): readonly PredictedModel[] => []);
  set({ predictedBy: models.map(({ modelHash, provenance }) => ({ modelHash, modelName: nameIn(provenance) })) });
}

function nameIn(provenance: string): string {
  const value: unknown = JSON.parse(provenance);
  const name: unknown = typeof value === 'object' && value !== null && 'modelName' in value && value.modelName;
  return typeof name === 'string' ? name : 'unnamed model';
}

async function readPredictions({ get, set, deps }: StudioContext, modelHash: string): Promise<void> {
  if (answersOf(get(), modelHash) !== undefined) return;
  const stored = await deps.store.loadPredictions(modelHash).catch((): readonly SamplePrediction[] => []);
  set({ otherPredictions: new Map(get().otherPredictions).set(modelHash, byQuestion(stored)) });
}

function byQuestion(predictions: readonly SamplePrediction[]): ReadonlyMap<string, SamplePrediction> {
  return new Map(predictions.map((prediction) => [prediction.questionHash, prediction]));
}

async function predictCorpus(context: StudioContext): Promise<void> {
  const { get, set, deps, session } = context;
  if (session.predicting !== undefined) return;
  const run = new AbortController();
  session.predicting = run;
  const isOver = (): boolean => session.predicting !== run;
  const show = (doneCount: number, progress?: ScoreProgress): void => {
    const totalCount = get().samples.length;
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
    await showPredictionsOf(context, model.hash);
    const provenance = JSON.stringify(provenanceOf(model, deps.packageVersion));
    while (!isOver()) {
      const { inputs, answeredBefore } = nextQuestions(context);
      show(answeredBefore);
      if (inputs.length === 0) break;
      let answerCount = 0;
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
      // Else the same questions would be asked for ever.
      if (answerCount === 0 && !isOver()) throw new Error('the model answered none of the questions');
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

/** The next questions without an answer, each once, and how many samples before them have theirs. */
function nextQuestions({ get }: StudioContext): {
  readonly inputs: readonly PredictInput[];
  readonly answeredBefore: number;
} {
  const { samples, predictions, sampleOptions } = get();
  const inputs = new Map<string, PredictInput>();
  let answeredBefore = 0;
  for (const sample of samples) {
    const questionHash = questionHashOf(sample);
    if (predictions.has(questionHash)) {
      answeredBefore += 1;
      continue;
    }
    const { instruction, input } = sample;
    const { entityTypes } = sampleOptions;
    inputs.set(questionHash, { questionHash, prompt: renderPrompt(instruction, input), input, entityTypes });
    if (inputs.size === QUESTIONS_PER_CALL) break;
  }
  return { inputs: [...inputs.values()], answeredBefore };
}

/** Onto the disk and onto the screen; the worker gathers answers for a while before it sends them. */
function takeAnswers(
  { get, set, deps, saver, session }: StudioContext,
  predicted: readonly PredictedInput[],
  from: { readonly modelHash: string; readonly provenance: string },
): void {
  const { modelHash } = from;
  const { predictedBy } = get();
  if (predictedBy[0]?.modelHash !== modelHash) {
    const others = predictedBy.filter((each) => each.modelHash !== modelHash);
    set({ predictedBy: [{ modelHash, modelName: nameIn(from.provenance) }, ...others] });
  }
  const fresh = predicted.map((prediction): SamplePrediction => ({ ...prediction, ...from }));
  void saver.save(`predictions ${session.predictionBatchCount++}`, () => deps.store.savePredictions(fresh));
  const predictions = new Map(get().predictions);
  for (const prediction of fresh) predictions.set(prediction.questionHash, prediction);
  set({ predictions });
}

function provenanceOf({ hash, name, backend, dtype }: LoadedModel, version: string): PredictionProvenance {
  return { modelHash: hash, modelName: name, backend, dtype, maxNewTokens: MAX_NEW_TOKENS, version };
}
