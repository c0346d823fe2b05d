import { FailureError } from '../core/failure.ts';
import type { IfdVariant } from '../core/ifd/ifd.ts';
import { scoreIfd } from '../core/ifd/score-ifd.ts';
import type { ScoredSample, ScoringInput } from '../core/ifd/scored-sample.ts';
import type { DecoderModel, KeyValueCache, NllRow } from '../decoder/decoder-model.ts';
import { batchRows } from './batch-rows.ts';
import { planSample, type SamplePlan } from './plan-sample.ts';
import { requireTrust, type TrustReference } from './trust-check.ts';

export interface ScoreRunOptions {
  readonly variant: IfdVariant;
  /** Tokens. */
  readonly maxLength: number;
  readonly signal?: AbortSignal;
  /** Padded tokens that one run of the model may hold. */
  readonly tokenBudget?: number;
  /** Checked before the run and after every window, before its results are handed out: those are sound. */
  readonly trust?: TrustReference;
  /** Awaited before every batch: how a run is paused. */
  readonly gate?: () => Promise<void>;
  /** `tokenCount`: tokens the model has read so far in this run, without padding and shared prefixes. */
  readonly onScored: (scored: readonly ScoredSample[], progress: { readonly tokenCount: number }) => void;
}

/** About 2,000 tokens keep two cores busy and a batch's scores in cache; more only adds memory. */
const DEFAULT_TOKEN_BUDGET = 2048;
/** Samples planned together. Small at first so that numbers show at once, then large enough to sort by length. */
const FIRST_WINDOW = 32;
const WINDOW = 192;
/** A prefix shared by fewer rows than this is not worth a run of its own. */
const MIN_PREFIX_ROWS = 4;

interface PlannedSample {
  readonly input: ScoringInput;
  readonly plan: SamplePlan;
}

/** One row in a batch: which sample, which of its two rows, how many of its first ids the cache already holds. */
interface PendingRow {
  readonly sampleIndex: number;
  readonly row: NllRow;
  readonly width: number;
}

/**
 * Scores samples with a weak model. Results arrive through `onScored`, window by window, in the order given.
 * The ids that all prompts of a window share (the instruction) run once and their keys and values are reused; the
 * vocabulary head runs on answer positions only.
 *
 * @throws DOMException `AbortError` when the signal fires; FailureError `numeric-fault` when the trust check fails or a
 * loss is not finite. What was handed out before stays valid.
 */
export async function scoreSamples(
  model: DecoderModel,
  inputs: readonly ScoringInput[],
  options: ScoreRunOptions,
): Promise<void> {
  if (options.trust !== undefined) await requireTrust(model, options.trust);
  let tokenCount = 0;
  let prefix: SharedPrefix | undefined;
  for (let start = 0; start < inputs.length;) {
    const size = start === 0 ? FIRST_WINDOW : WINDOW;
    const window = inputs.slice(start, start + size).map((input): PlannedSample => {
      return { input, plan: planSample(input, model.opened.tokenizer, options.maxLength) };
    });
    prefix = await sharedPrefix(model, window, prefix);
    const conditioned = await measure(model, { window, kind: 'conditioned', prefix, options });
    const direct = await measure(model, { window, kind: 'direct', prefix: undefined, options });
    const scored = window.map(({ input, plan }, index): ScoredSample => {
      if (plan.kind === 'unscorable')
        return {
          contentHash: input.contentHash,
          result: { kind: 'unscored', reason: plan.reason },
          losses: undefined,
          tokens: [],
        };
      tokenCount += plan.conditioned.ids.length + plan.direct.ids.length;
      const losses = {
        conditioned: conditioned[index] ?? new Float32Array(),
        direct: direct[index] ?? new Float32Array(),
        truncated: plan.truncated,
        borderMerged: plan.borderMerged,
      };
      const answerIds = plan.conditioned.ids.slice(plan.conditioned.targetStart);
      const tokens = answerIds.map((id) => model.opened.tokenizer.decode([id]));
      return { contentHash: input.contentHash, result: scoreIfd(losses, options.variant), losses, tokens };
    });
    if (options.trust !== undefined) {
      requireFinite(scored);
      await requireTrust(model, options.trust);
    }
    options.onScored(scored, { tokenCount });
    start += size;
  }
}

function requireFinite(scored: readonly ScoredSample[]): void {
  const faulty = scored.filter(({ result }) => result.kind === 'unscored' && result.reason === 'non-finite-loss');
  if (faulty.length === 0) return;
  throw new FailureError({
    code: 'numeric-fault',
    detail: `${faulty.length} of ${scored.length} samples gave losses that are not finite`,
  });
}

interface SharedPrefix {
  readonly ids: readonly number[];
  readonly cache: KeyValueCache;
}

/** The longest run of ids that every conditioned row of the window begins with, prefilled; `known` is reused if equal. */
async function sharedPrefix(
  model: DecoderModel,
  window: readonly PlannedSample[],
  known: SharedPrefix | undefined,
): Promise<SharedPrefix | undefined> {
  const rows = window.flatMap(({ plan }) => (plan.kind === 'rows' ? [plan.conditioned] : []));
  const first = rows[0];
  if (first === undefined || rows.length < MIN_PREFIX_ROWS) return undefined;
  let length = first.targetStart - 1;
  for (const row of rows) {
    // One id of the prompt stays in the row: the answer's first token is predicted from it.
    length = Math.min(length, row.targetStart - 1);
    for (let i = 0; i < length; i += 1) if (row.ids[i] !== first.ids[i]) length = i;
  }
  if (length <= 0) return undefined;
  // A window may share a few more ids by chance; the prefix already computed serves it as well.
  if (known !== undefined && known.ids.length <= length && known.ids.every((id, i) => id === first.ids[i]))
    return known;
  const ids = first.ids.slice(0, length);
  return { ids, cache: await model.prefill(ids) };
}

async function measure(
  model: DecoderModel,
  job: {
    window: readonly PlannedSample[];
    kind: 'conditioned' | 'direct';
    prefix: SharedPrefix | undefined;
    options: ScoreRunOptions;
  },
): Promise<readonly (Float32Array | undefined)[]> {
  const cut = job.prefix?.ids.length ?? 0;
  const pending = job.window.flatMap(({ plan }, sampleIndex): PendingRow[] => {
    if (plan.kind !== 'rows') return [];
    const row = plan[job.kind];
    const rest: NllRow = { ids: row.ids.slice(cut), targetStart: row.targetStart - cut };
    return [{ sampleIndex, row: rest, width: rest.ids.length - 1 }];
  });
  const results: (Float32Array | undefined)[] = job.window.map(() => undefined);
  for (const batch of batchRows(pending, job.options.tokenBudget ?? DEFAULT_TOKEN_BUDGET)) {
    await job.options.gate?.();
    job.options.signal?.throwIfAborted();
    const losses = await model.measureNll(
      batch.map(({ row }) => row),
      job.prefix?.cache,
    );
    batch.forEach(({ sampleIndex }, index) => {
      results[sampleIndex] = losses[index];
    });
  }
  return results;
}
