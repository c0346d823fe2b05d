import type { ScoringInput } from '../../core/ifd/scored-sample.ts';
import { isModelOf } from '../../core/ifd/scoring.ts';
import { scoringWork, sharedLength } from '../../core/ifd/scoring-work.ts';
import { toFailure } from '../../core/failure.ts';
import type { LoadedModel } from '../../worker/scorer-protocol.ts';
import { modelOfScoring, nextModel } from '../state/chosen-model.ts';
import { DEFAULT_SCORE_OPTIONS } from '../state/slices/scoring-slice.ts';
import { ensureModel } from '../models/load-model.ts';
import { reportNotice } from '../state/report-notice.ts';
import { scoringInputOf } from './scoring-input.ts';
import { sampleCount, shownScoring } from '../state/selectors.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Places of the corpus that are looked at, and samples at each: what lies together is alike. */
const LOOKS = 12;
const SAMPLES_A_LOOK = 8;
/** Samples that are timed. */
const TIMED = 24;

/**
 * Says what scoring will take on this machine, from a timed batch. Loads the model that comes with the studio where
 * that is the one to score with; any other waits for the person. A run that is started ends the measuring.
 */
export async function estimateScoring(context: StudioContext): Promise<void> {
  const { get, set, session, deps } = context;
  if (session.scoring !== undefined || session.estimating !== undefined) return;
  const { model, storage } = get();
  const shown = shownScoring(get());
  const next = shown === undefined ? nextModel(context) : modelOfScoring(context, shown);
  if (model.kind === 'failed' || storage.kind === 'read-only') return;
  if (model.kind === 'none' && (next.kind !== 'bundled' || next.name !== nextModel(context).name)) return;
  const run = new AbortController();
  session.estimating = run;
  const isOver = (): boolean => session.estimating !== run || run.signal.aborted;
  try {
    const loaded = await ensureModel(context);
    if (isOver() || loaded === undefined) return;
    // The run will load the model of the scoring that is shown.
    if (shown !== undefined && !isModelOf(shown, loaded)) return;
    const { waitingCount } = await deps.samples.scoreDetails();
    if (isOver() || waitingCount === 0) return;
    const texts = await lookAround(context);
    if (isOver() || texts.length === 0) return;
    const speed = await speedOf(context, loaded, { texts, signal: run.signal });
    if (isOver()) return;
    const shared = sharedLength(texts);
    const work = texts.reduce((sum, text) => sum + scoringWork(text, shared), 0) / texts.length;
    const { workPerSecond, memoryBytes } = speed;
    if (workPerSecond <= 0) return;
    set({ scoringEstimate: { durationMs: (1000 * work * waitingCount) / workPerSecond, memoryBytes } });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (!isOver() && failure.code !== 'cancelled') reportNotice(context, 'read-failed', thrown);
  } finally {
    if (session.estimating === run) session.estimating = undefined;
  }
}

/** A run begins, or what was measured holds no more. */
export function stopEstimating({ set, session }: StudioContext): void {
  session.estimating?.abort();
  session.estimating = undefined;
  set({ scoringEstimate: undefined });
}

/** Measured once a model, which is loaded anew for every device and precision. */
async function speedOf(
  { deps, session }: StudioContext,
  model: LoadedModel,
  { texts, signal }: { readonly texts: readonly ScoringInput[]; readonly signal: AbortSignal },
): Promise<NonNullable<StudioContext['session']['speed']>> {
  if (session.speed?.of === model) return session.speed;
  const speed = await deps.scorer.probe(spreadOverLengths(texts), { ...DEFAULT_SCORE_OPTIONS, signal });
  session.speed = { of: model, ...speed };
  return session.speed;
}

/** What a run that goes on says of its speed: nothing has to be measured behind it. */
export function rememberSpeed({ session }: StudioContext, model: LoadedModel, workPerSecond: number): void {
  if (workPerSecond > 0)
    session.speed = { ...(session.speed?.of === model ? session.speed : {}), of: model, workPerSecond };
}

/** Samples that wait, from all over the corpus. */
async function lookAround({ get, deps }: StudioContext): Promise<readonly ScoringInput[]> {
  const count = sampleCount(get());
  const found = new Map<string, ScoringInput>();
  for (let look = 0; look < LOOKS; look += 1) {
    const placed = await deps.samples.unscored(Math.floor((look * count) / LOOKS), SAMPLES_A_LOOK);
    for (const { sample } of placed) found.set(sample.contentHash, scoringInputOf(sample));
  }
  return [...found.values()];
}

function spreadOverLengths(texts: readonly ScoringInput[]): readonly ScoringInput[] {
  const byLength = texts.toSorted((a, b) => a.prompt.length + a.answer.length - b.prompt.length - b.answer.length);
  const step = Math.max(1, byLength.length / TIMED);
  return Array.from({ length: Math.min(TIMED, byLength.length) }, (_, index) =>
    Math.floor((index + 0.5) * step),
  ).flatMap((place) => byLength[place] ?? []);
}
