import { type Failure, toFailure } from '../../core/failure.ts';
import type { ScoringScope } from '../../storage/contract/sample-answers.ts';
import { isModelOf } from '../../core/ifd/scoring.ts';
import type { ScoredSample, ScoreProvenance } from '../../core/ifd/scored-sample.ts';
import type { StoredScore } from '../../storage/contract/project-store.ts';
import type { LoadedModel } from '../../worker/scorer-protocol.ts';
import { beginScoring } from './begin-scoring.ts';
import { DEFAULT_SCORE_OPTIONS } from '../state/slices/scoring-slice.ts';
import { estimateScoring, rememberSpeed, stopEstimating } from './estimate-scoring.ts';
import { createHold, letGo, passHold } from '../state/hold.ts';
import { ensureModel, ensureModelOf, loadModel } from '../models/load-model.ts';
import { refreshSamples } from '../state/refresh-samples.ts';
import { reportNotice } from '../state/report-notice.ts';
import { createRunFollower, nothingDone, showProgress } from './run-progress.ts';
import { saveSetting } from '../state/save-settings.ts';
import { countToScore, takeEarlyEnd } from './score-anew.ts';
import { stretchesToScore } from './stretches-to-score.ts';
import { scoringInputOf } from './scoring-input.ts';
import { selectFirst } from '../select/select-commands.ts';
import { sampleCount, scorableCount, shownScoring, waitingCount } from '../state/selectors.ts';
import type { RunProgress } from '../state/slices/scoring-slice.ts';
import type { ModelCommands } from '../state/slices/model-slice.ts';
import type { ScoringCommands } from '../state/slices/scoring-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

type ScoreCommands = Omit<ScoringCommands, 'showScoring'> & Omit<ModelCommands, 'listModels' | 'deleteCachedModel'>;

/** How many samples have their figures made anew in a millisecond, with most of the storage thread's time left over. */
const SAMPLES_A_MS = 200;

/** Why a run was aborted: to begin again with other samples. */
const RESTART = Symbol('restart');

export function createScoreCommands(context: StudioContext): ScoreCommands {
  const { get, set, deps, session } = context;
  return {
    loadModel: async (source) => {
      stopScoring(context);
      await loadModel(context, source);
    },
    answerForModel: async (source) => {
      const isScoringAsked = session.isScoringAsked;
      stopScoring(context);
      await loadModel(context, source);
      const { model } = get();
      if (!isScoringAsked || model.kind !== 'ready') return;
      const shown = shownScoring(get());
      if (source.kind === 'bundled') await scoreSamples(context, 'loaded-model');
      else if (shown === undefined || shown.modelHash === model.model.hash) await scoreSamples(context);
      // What another model scores begins anew, which the person has to want.
      else set({ scoring: { kind: 'stopped', failure: { code: 'scoring-model-other', name: shown.modelName } } });
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
    tokenLosses: async (of) => {
      try {
        return await deps.store.loadTokenLosses(of);
      } catch (thrown) {
        reportNotice(context, 'read-failed', thrown);
        return undefined;
      }
    },
    scoreSamples: () => scoreSamples(context),
    estimateScoring: () => estimateScoring(context),
    scoreWithLoadedModel: () => scoreSamples(context, 'loaded-model'),
    rescoreSamples: async () => {
      stopScoring(context);
      const { model } = get();
      const shown = shownScoring(get());
      const isOther = model.kind === 'ready' && (shown === undefined || !isModelOf(shown, model.model));
      await (isOther ? scoreSamples(context, 'loaded-model') : scoreSamples(context, 'shown-scoring', 'all'));
    },
    pauseScoring: () => {
      const { scoring } = get();
      if (scoring.kind !== 'running') return;
      set({ scoring: { kind: 'pausing', progress: scoring.progress } });
      void rememberRunning(context, false);
      void holdScoring(context);
    },
    resumeScoring: () => {
      const { scoring } = get();
      if (scoring.kind !== 'paused' && scoring.kind !== 'pausing') return;
      set({ scoring: { kind: 'running', progress: scoring.progress } });
      void rememberRunning(context, true);
      letGo(context.session);
      deps.scorer.resume();
    },
    cancelScoring: () => {
      const { scoring, model } = get();
      if (scoring.kind !== 'running' && scoring.kind !== 'pausing' && scoring.kind !== 'paused') return;
      // Before the model is there nothing is under way whose end could be waited for.
      if (model.kind !== 'ready') {
        stopScoring(context);
        return;
      }
      set({ scoring: { kind: 'stopping', progress: scoring.progress } });
      void rememberRunning(context, false);
      session.scoring?.abort();
      letGo(context.session);
    },
  };
}

/** Shows that a run holds once it does: the batch at hand is through, and all that is done stored and counted. */
async function holdScoring(context: StudioContext): Promise<void> {
  const { get, set, deps, session } = context;
  const hold = createHold();
  session.hold = hold;
  await deps.scorer.pause();
  await showAll(context);
  const { scoring } = get();
  if (session.hold === hold && scoring.kind === 'pausing')
    set({ scoring: { kind: 'paused', progress: scoring.progress } });
}

/** What was chosen holds for the next load; a model that is there is loaded again, and a run goes on with it. */
async function loadAgain(context: StudioContext): Promise<void> {
  const { model, scoring } = context.get();
  if (model.kind === 'none') return;
  stopScoring(context);
  await loadModel(context, model.source);
  if (scoring.kind === 'running') await scoreSamples(context, 'loaded-model');
}

/** Ends a run for good and at once; what is stored stays. */
export function stopScoring(context: StudioContext): void {
  const { session } = context;
  if (session.scoring === undefined) return;
  session.scoring.abort();
  session.scoring = undefined;
  letGo(context.session);
  context.set({ scoring: { kind: 'idle', ...takeEarlyEnd(session) } });
  void rememberRunning(context, false);
}

/** Ends a run in this tab; the next one to open the project goes on with it. */
export function pauseForOtherTab(context: StudioContext): void {
  const { session } = context;
  session.scoring?.abort();
  session.scoring = undefined;
  letGo(context.session);
  context.set({ scoring: { kind: 'idle', ...takeEarlyEnd(session) } });
}

/** The samples have changed: a run goes on with those that are there now, a paused one ends. */
export function restartScoring(context: StudioContext): void {
  if (context.session.hold !== undefined) stopScoring(context);
  else context.session.scoring?.abort(RESTART);
}

/**
 * Scores what has no score of its own yet, or all samples anew: goes on with the scoring that is shown, by its own model
 * in its own precision, or begins one with the model that is loaded. When all is scored and no selection was made yet,
 * the first one is made.
 */
export async function scoreSamples(
  context: StudioContext,
  by: 'shown-scoring' | 'loaded-model' = 'shown-scoring',
  of: ScoringScope = 'waiting',
): Promise<void> {
  const { get, set, session } = context;
  if (session.scoring !== undefined || sampleCount(get()) === 0) return;
  const count = of === 'all' ? scorableCount(get()) : waitingCount(get());
  if (by === 'shown-scoring' && count === 0) return;
  let run = new AbortController();
  session.scoring = run;
  session.scoringAnew = of === 'all' ? { done: new Set(), totalCount: count } : undefined;
  session.isScoringAsked = false;
  stopEstimating(context);
  set({ scoring: { kind: 'running', progress: nothingDone(context, count) } });
  void rememberRunning(context, true);

  const shown = by === 'loaded-model' ? undefined : shownScoring(get());
  const model = await (shown === undefined ? ensureModel(context) : ensureModelOf(context, shown));
  if (session.scoring !== run) return;
  if (model === undefined || 'failure' in model) {
    const { model: state } = get();
    end(context, model?.failure ?? (state.kind === 'failed' ? state.failure : undefined));
    session.isScoringAsked =
      model === undefined && state.kind === 'failed' && state.failure.code === 'model-not-at-hand';
    return;
  }

  for (;;) {
    const { signal } = run;
    try {
      await scoreWaiting(context, run, model);
      await showAll(context);
      if (session.scoring !== run) return;
      break;
    } catch (thrown) {
      await showAll(context);
      if (session.scoring !== run) return;
      if (signal.reason !== RESTART) {
        end(context, toFailure(thrown));
        return;
      }
      run = new AbortController();
      session.scoring = run;
    }
  }
  end(context, undefined);
  if (waitingCount(get()) === 0) await selectFirst(context);
}

/** What was scored is on the disk and on the screen. */
async function showAll(context: StudioContext): Promise<void> {
  await Promise.all(context.session.scoreSaves);
  await refreshSamples(context, 'ranks');
}

/**
 * Through the corpus, a stretch at a time: what is scored is on the disk before the next stretch is read. What people
 * edit meanwhile is read after that.
 */
async function scoreWaiting(context: StudioContext, run: AbortController, model: LoadedModel): Promise<void> {
  const { deps, session } = context;
  const { signal } = run;
  const scoring = await beginScoring(context, model);
  signal.throwIfAborted();
  const begin = nothingDone(context, await countToScore(context));
  const follow = createRunFollower(begin);
  showProgress(context, begin);
  for await (const placed of stretchesToScore(context)) {
    const inputs = placed.map(({ sample }) => scoringInputOf(sample));
    // Between two calls there is nothing that the scorer could hold.
    await passHold(session);
    signal.throwIfAborted();
    await deps.scorer.score(inputs, {
      ...DEFAULT_SCORE_OPTIONS,
      signal,
      onScored: (scored, progress) => {
        rememberSpeed(context, model, progress.workPerSecond);
        if (session.scoring === run)
          takeBatch(context, { scored, model, scoringId: scoring.id, progress: follow.at(progress) });
      },
      onProgress: (progress) => {
        if (session.scoring === run) showProgress(context, follow.at(progress));
      },
    });
    follow.endCall();
    // A score that is on its way to the disk would be computed again.
    await Promise.all(session.scoreSaves);
  }
}

function end(context: StudioContext, failure: Failure | undefined): void {
  context.session.scoring = undefined;
  letGo(context.session);
  const isStopped = failure !== undefined && failure.code !== 'cancelled';
  const endedEarly = takeEarlyEnd(context.session);
  context.set({ scoring: isStopped ? { kind: 'stopped', failure, ...endedEarly } : { kind: 'idle', ...endedEarly } });
  void rememberRunning(context, false);
}

interface Batch {
  readonly scored: readonly ScoredSample[];
  readonly progress: RunProgress;
  readonly model: LoadedModel;
  readonly scoringId: number;
}

/** Onto the disk at once, onto the screen a few times a second. */
function takeBatch(context: StudioContext, { scored, progress, model, scoringId }: Batch): void {
  const { get, deps, saver, session } = context;
  const provenance = JSON.stringify(provenanceOf(model, deps.packageVersion));
  const scores = scored.map(({ contentHash, result, losses, tokens }): StoredScore => ({
    contentHash,
    scoringId,
    result,
    conditioned: losses?.conditioned ?? new Float32Array(),
    direct: losses?.direct ?? new Float32Array(),
    tokens,
    provenance,
  }));
  for (const { contentHash } of scored) session.scoringAnew?.done.add(contentHash);
  const save = saver.save(`scores ${session.scoreBatchCount++}`, async () => {
    await deps.store.saveScores(scores);
    // Ranking and counting anew takes the longer the more samples there are, and must not hold up the scoring.
    const isDue = deps.now() - session.scoresRankedAtMs >= sampleCount(get()) / SAMPLES_A_MS;
    if (!isDue && get().scoring.kind === 'running') return;
    session.scoresRankedAtMs = deps.now();
    void refreshSamples(context, 'ranks');
  });
  session.scoreSaves.add(save);
  void save.then(() => session.scoreSaves.delete(save));
  showProgress(context, progress);
}

function provenanceOf(model: LoadedModel, version: string): ScoreProvenance {
  const { hash, name, backend, dtype } = model;
  return { modelHash: hash, modelName: name, backend, dtype, ...DEFAULT_SCORE_OPTIONS, version };
}

/**
 * For the next session, which goes on, or asks for the model where it cannot load it by itself. A run over all samples
 * ends with the session: every sample has a score, its new one or the one that it had.
 */
async function rememberRunning(context: StudioContext, isRunning: boolean): Promise<void> {
  await saveSetting(context, 'scoringRuns', isRunning && context.session.scoringAnew === undefined);
}
