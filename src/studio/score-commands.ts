import { type Failure, toFailure } from '../core/failure.ts';
import type { ScoredSample, ScoreProvenance, ScoringInput } from '../core/ifd/scored-sample.ts';
import { renderPrompt } from '../core/samples/templates.ts';
import type { StoredScore } from '../storage/project-store.ts';
import type { LoadedModel, ScoreProgress } from '../worker/protocol.ts';
import { DEFAULT_SCORE_OPTIONS } from './defaults.ts';
import { ensureModel, loadModel } from './load-model.ts';
import { refreshSamples, showScoringOf } from './refresh-samples.ts';
import { reportMishap } from './report-mishap.ts';
import { saveSetting } from './save-settings.ts';
import { sampleCount } from './selectors.ts';
import type { StudioState } from './state.ts';
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

/** The screen follows at this pace. */
const SHOW_EVERY_MS = 250;
/** How many samples have their figures made anew in a millisecond, with most of the storage thread's time left over. */
const SAMPLES_A_MS = 200;
/** Enough to make batches of equal lengths of; few enough to have in memory. */
const SAMPLES_PER_CALL = 4000;

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
      try {
        await deps.samples.hideScores();
      } catch (thrown) {
        reportMishap(context, 'act-failed', thrown);
        return;
      }
      await refreshSamples(context, 'ranks');
      await scoreSamples(context);
    },
    pauseScoring: () => {
      const { scoring } = get();
      if (scoring.kind !== 'running') return;
      deps.scorer.pause();
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
  context.set({ scoring: { kind: 'idle' } });
  void rememberRunning(context, false);
}

/** Ends a run in this tab; the next one to open the project goes on with it. */
export function pauseForOtherTab(context: StudioContext): void {
  const { session } = context;
  session.scoring?.abort();
  session.scoring = undefined;
  if (context.get().scoring.kind === 'running') context.set({ scoring: { kind: 'idle' } });
}

/** The samples have changed: a run goes on with those that are there now, a paused one ends. */
export function restartScoring(context: StudioContext): void {
  if (context.get().scoring.kind === 'paused') stopScoring(context);
  else context.session.scoring?.abort(RESTART);
}

/** Scores what has no score by the loaded model yet, whatever that takes first. */
export async function scoreSamples(context: StudioContext): Promise<void> {
  const { get, set, session } = context;
  if (session.scoring !== undefined || waitingIn(get()) === 0) return;
  let run = new AbortController();
  session.scoring = run;
  set({ scoring: { kind: 'running', progress: progressOf(waitingIn(get())) } });
  void rememberRunning(context, true);

  const model = await ensureModel(context);
  if (session.scoring !== run) return;
  if (model === undefined) {
    const { model: state } = get();
    end(context, state.kind === 'failed' ? state.failure : undefined);
    return;
  }
  // A model that outlived the project it was loaded for: a new one shows nobody's scores yet.
  await showScoringOf(context, model.hash);
  if (session.scoring !== run) return;

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
}

/** What was scored is on the disk and on the screen. */
async function showAll(context: StudioContext): Promise<void> {
  await Promise.all(context.session.scoreSaves);
  await refreshSamples(context, 'ranks');
}

/** Once through the corpus, a stretch at a time: what is scored is on the disk before the next stretch is read. */
async function scoreWaiting(context: StudioContext, run: AbortController, model: LoadedModel): Promise<void> {
  const { set, deps, session } = context;
  const { signal } = run;
  const { waitingCount: totalCount } = await deps.samples.scoreDetails();
  let doneBefore = 0;
  let from = 0;
  set({ scoring: { kind: 'running', progress: progressOf(totalCount) } });
  for (;;) {
    signal.throwIfAborted();
    const placed = await deps.samples.unscored(from, SAMPLES_PER_CALL);
    const last = placed.at(-1);
    if (last === undefined) return;
    from = last.place + 1;
    const inputs = placed.map(({ sample: { contentHash, instruction, input, answer } }): ScoringInput => ({
      contentHash,
      prompt: renderPrompt(instruction, input),
      answer,
    }));
    const already = doneBefore;
    await deps.scorer.score(inputs, {
      ...DEFAULT_SCORE_OPTIONS,
      signal,
      onScored: (scored, progress) => {
        if (session.scoring === run)
          takeBatch(context, { scored, model, progress: overall(progress, already, totalCount) });
      },
    });
    doneBefore += inputs.length;
    // A score that is on its way to the disk would be computed again.
    await Promise.all(session.scoreSaves);
  }
}

/** Of all that waits, where a call says how far it is with its stretch. */
function overall(progress: ScoreProgress, doneBefore: number, totalCount: number): ScoreProgress {
  const doneCount = doneBefore + progress.doneCount;
  const total = Math.max(totalCount, doneCount);
  const { samplesPerSecond } = progress;
  const remainingMs = samplesPerSecond > 0 ? (1000 * (total - doneCount)) / samplesPerSecond : undefined;
  return { ...progress, doneCount, totalCount: total, remainingMs };
}

function waitingIn({ sampleView }: StudioState): number {
  const waiting = sampleView?.counts.byOutcome['not-scored-yet'];
  return waiting === undefined ? 0 : waiting.positives + waiting.negatives;
}

function end(context: StudioContext, failure: Failure | undefined): void {
  context.session.scoring = undefined;
  const isStopped = failure !== undefined && failure.code !== 'cancelled';
  context.set({ scoring: isStopped ? { kind: 'stopped', failure } : { kind: 'idle' } });
  void rememberRunning(context, false);
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
  // The batch that a pause waited for is the last to come for a while.
  const kind = get().scoring.kind === 'paused' ? 'paused' : 'running';
  if (kind === 'running' && deps.now() - session.scoresShownAtMs < SHOW_EVERY_MS) return;
  session.scoresShownAtMs = deps.now();
  set({ scoring: { kind, progress } });
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
