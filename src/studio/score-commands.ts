import { type Failure, toFailure } from '../core/failure.ts';
import type { ScoredSample, ScoreProvenance, ScoringInput } from '../core/ifd/scored-sample.ts';
import { renderPrompt } from '../core/samples/templates.ts';
import type { ScoreSummary, StoredScore } from '../storage/project-store.ts';
import type { LoadedModel, ScoreProgress } from '../worker/protocol.ts';
import { DEFAULT_SCORE_OPTIONS } from './defaults.ts';
import { ensureModel, loadModel } from './load-model.ts';
import { reselect } from './reselect.ts';
import { saveSetting } from './save-settings.ts';
import { unscoredSamples } from './selectors.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

type ScoreCommands = Pick<
  StudioCommands,
  | 'loadModel'
  | 'setDevice'
  | 'setPrecision'
  | 'tokenLosses'
  | 'scoreSamples'
  | 'rescoreSamples'
  | 'pauseScoring'
  | 'resumeScoring'
  | 'cancelScoring'
>;

/** The screen follows at this pace; each new set of scores ranks and draws all samples again. */
const SHOW_EVERY_MS = 250;

/** Why a run was aborted: to begin again with other samples. */
const RESTART = Symbol('restart');

export function createScoreCommands(context: StudioContext): ScoreCommands {
  const { get, set, deps } = context;
  return {
    loadModel: async (source) => {
      stopScoring(context);
      await loadModel(context, source);
    },
    setDevice: async (device) => {
      if (get().device === device) return;
      set({ device });
      await Promise.all([saveSetting(context, 'device', device), loadAgain(context)]);
    },
    setPrecision: async (precision) => {
      if (get().precision === precision) return;
      set({ precision });
      await Promise.all([saveSetting(context, 'precision', precision), loadAgain(context)]);
    },
    // The map is a view of the score beside it, which stays on the screen whatever becomes of this read.
    tokenLosses: (of) => deps.store.loadTokenLosses(of).catch(() => undefined),
    scoreSamples: () => scoreSamples(context),
    rescoreSamples: async () => {
      stopScoring(context);
      set({ scores: new Map() });
      reselect(context);
      await scoreSamples(context);
    },
    pauseScoring: () => {
      const { scoring } = get();
      if (scoring.kind !== 'running') return;
      deps.scorer.pause();
      showArrived(context);
      set({ scoring: { kind: 'paused', progress: scoring.progress } });
      void rememberRunning(context, false);
    },
    resumeScoring: () => {
      const { scoring } = get();
      if (scoring.kind !== 'paused') return;
      set({ scoring: { kind: 'running', progress: scoring.progress } });
      void rememberRunning(context, true);
      deps.scorer.resume();
    },
    cancelScoring: () => {
      stopScoring(context);
    },
  };
}

/** What was chosen holds for the next load; a model that is there is loaded again, and a run goes on with it. */
async function loadAgain(context: StudioContext): Promise<void> {
  const { model, scoring } = context.get();
  if (model.kind === 'none') return;
  stopScoring(context);
  await loadModel(context, model.source);
  if (scoring.kind === 'running') await scoreSamples(context);
}

/** Ends a run for good; what is scored stays. */
export function stopScoring(context: StudioContext): void {
  const { session } = context;
  if (session.scoring === undefined) return;
  session.scoring.abort();
  session.scoring = undefined;
  showArrived(context);
  context.set({ scoring: { kind: 'idle' } });
  void rememberRunning(context, false);
}

/** Ends a run in this tab; the next one to open the project goes on with it. */
export function pauseForOtherTab(context: StudioContext): void {
  const { session } = context;
  session.scoring?.abort();
  session.scoring = undefined;
  showArrived(context);
  if (context.get().scoring.kind === 'running') context.set({ scoring: { kind: 'idle' } });
}

/** The samples have changed: a run goes on with those that are there now, a paused one ends. */
export function restartScoring(context: StudioContext): void {
  if (context.get().scoring.kind === 'paused') stopScoring(context);
  else context.session.scoring?.abort(RESTART);
}

/** Scores what has no score by the loaded model yet, whatever that takes first. */
export async function scoreSamples(context: StudioContext): Promise<void> {
  const { get, set, deps, session } = context;
  if (session.scoring !== undefined || unscoredSamples(get()).length === 0) return;
  let run = new AbortController();
  session.scoring = run;
  set({ scoring: { kind: 'running', progress: progressOf(unscoredSamples(get()).length) } });
  void rememberRunning(context, true);

  const model = await ensureModel(context);
  if (session.scoring !== run) return;
  if (model === undefined) {
    const { model: state } = get();
    end(context, state.kind === 'failed' ? state.failure : undefined);
    return;
  }

  for (;;) {
    const inputs = inputsOf(context);
    if (inputs.length === 0) break;
    set({ scoring: { kind: 'running', progress: progressOf(inputs.length) } });
    const { signal } = run;
    try {
      await deps.scorer.score(inputs, {
        ...DEFAULT_SCORE_OPTIONS,
        signal,
        onScored: (scored, progress) => {
          if (session.scoring === run) takeBatch(context, { scored, progress, model });
        },
      });
      if (session.scoring !== run) return;
      showArrived(context);
      break;
    } catch (thrown) {
      if (session.scoring !== run) return;
      showArrived(context);
      if (signal.reason !== RESTART) {
        end(context, toFailure(thrown));
        return;
      }
      run = new AbortController();
      session.scoring = run;
    }
  }
  end(context, undefined);
}

function end(context: StudioContext, failure: Failure | undefined): void {
  context.session.scoring = undefined;
  const isStopped = failure !== undefined && failure.code !== 'cancelled';
  context.set({ scoring: isStopped ? { kind: 'stopped', failure } : { kind: 'idle' } });
  void rememberRunning(context, false);
}

/** Identical content is scored once. */
function inputsOf({ get }: StudioContext): readonly ScoringInput[] {
  const inputs = new Map<string, ScoringInput>();
  for (const { contentHash, instruction, input, answer } of unscoredSamples(get())) {
    inputs.set(contentHash, { contentHash, prompt: renderPrompt(instruction, input), answer });
  }
  return [...inputs.values()];
}

interface Batch {
  readonly scored: readonly ScoredSample[];
  readonly progress: ScoreProgress;
  readonly model: LoadedModel;
}

/** Onto the disk at once, onto the screen a few times a second. */
function takeBatch(context: StudioContext, { scored, progress, model }: Batch): void {
  const { get, set, deps, saver, session } = context;
  const provenance = JSON.stringify(provenanceOf(model, deps.packageVersion));
  const scores = scored.map(({ contentHash, result, losses, tokens }): StoredScore => ({
    contentHash,
    modelHash: model.hash,
    variant: DEFAULT_SCORE_OPTIONS.variant,
    result,
    conditioned: losses?.conditioned ?? new Float32Array(),
    direct: losses?.direct ?? new Float32Array(),
    tokens,
    provenance,
  }));
  void saver.save(`scores ${session.scoreBatchCount++}`, () => deps.store.saveScores(scores));
  session.arrivedScores.push(...scores.map(summarize));
  // The batch that a pause waited for is the last to come for a while.
  const kind = get().scoring.kind === 'paused' ? 'paused' : 'running';
  if (kind === 'running' && deps.now() - session.scoresShownAtMs < SHOW_EVERY_MS) return;
  showArrived(context);
  set({ scoring: { kind, progress } });
}

/** What stays in memory. */
function summarize({ contentHash, modelHash, variant, result, provenance }: StoredScore): ScoreSummary {
  return { contentHash, modelHash, variant, result, provenance };
}

function showArrived(context: StudioContext): void {
  const { get, set, deps, session } = context;
  session.scoresShownAtMs = deps.now();
  if (session.arrivedScores.length === 0) return;
  const scores = new Map(get().scores);
  for (const score of session.arrivedScores) scores.set(score.contentHash, score);
  session.arrivedScores = [];
  set({ scores });
  reselect(context);
}

function provenanceOf(model: LoadedModel, version: string): ScoreProvenance {
  const { hash, name, backend, dtype } = model;
  return { modelHash: hash, modelName: name, backend, dtype, ...DEFAULT_SCORE_OPTIONS, version };
}

function progressOf(totalCount: number): ScoreProgress {
  return { doneCount: 0, totalCount, samplesPerSecond: 0, tokensPerSecond: 0, remainingMs: undefined };
}

/** For the next session, which cannot load a model that came from files without the person. */
async function rememberRunning(context: StudioContext, isRunning: boolean): Promise<void> {
  const { model } = context.get();
  const isFromFiles = model.kind !== 'none' && model.source.kind === 'files';
  await saveSetting(context, 'scoringRuns', isRunning && !isFromFiles);
}
