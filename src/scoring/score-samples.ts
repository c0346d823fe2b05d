import { FailureError } from '../core/failure.ts';
import type { IfdVariant, UnscoredReason } from '../core/ifd/ifd.ts';
import { scoreIfd } from '../core/ifd/score-ifd.ts';
import type { ScoredSample, ScoringInput } from '../core/ifd/scored-sample.ts';
import type { DecoderModel } from '../decoder/decoder-model.ts';
import { RowMeter, type Savings } from './row-meter.ts';
import { planSample, type SamplePlan } from './plan-sample.ts';
import { requireTrust, type TrustReference } from './trust-check.ts';
import { countNoun } from '../core/text/count-noun.ts';

export interface ScoreRunOptions {
  readonly variant: IfdVariant;
  /** Tokens. */
  readonly maxLength: number;
  readonly signal?: AbortSignal;
  /** Padded tokens that one run of the model may hold. */
  readonly tokenBudget?: number;
  /** Checked before the run and then every few seconds, before results are handed out: those are sound. */
  readonly trust?: TrustReference;
  /** Awaited before every batch: how a run is paused. */
  readonly gate?: () => Promise<void>;
  /** A small first pool, for those who watch the first numbers come; true unless said otherwise. */
  readonly startsSmall?: boolean;
  /** Leaves a saving out, to measure what it is worth; results stay the same. */
  readonly without?: keyof Savings;
  /** Called for every batch that has run: its rows' own tokens, and those tokens with padding. */
  readonly onBatch?: (tokenCount: number, paddedTokenCount: number) => void;
  /** `tokenCount`: tokens the model has read so far in this run, without padding and shared prefixes. */
  readonly onScored: (scored: readonly ScoredSample[], progress: { readonly tokenCount: number }) => void;
}

/** Samples planned together; a first small pool shows numbers at once, large ones sort into batches with little padding. */
const FIRST_POOL = 32;
const POOL = 768;
/** Work between two trust checks, in tokens; a check costs about 180, so this keeps it near 2 %. */
const CHECK_TOKENS = 8192;

interface PlannedSample {
  readonly input: ScoringInput;
  readonly plan: SamplePlan;
}

/**
 * Scores samples with a weak model. Results arrive through `onScored` as they are done, pool by pool, within a pool by
 * length. The ids that all prompts of a pool share (the instruction) run once and their keys and values are reused; the
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
  const handOut = createHandOut(model, options);
  const meter = new RowMeter(model, options);
  for (let start = 0; start < inputs.length;) {
    const size = start === 0 && options.startsSmall !== false ? FIRST_POOL : POOL;
    const pool = inputs.slice(start, start + size).map((input): PlannedSample => {
      return { input, plan: planSample(input, model.opened.tokenizer, options.maxLength) };
    });
    await scorePool(pool, { model, meter, options, handOut });
    start += size;
  }
}

async function scorePool(
  pool: readonly PlannedSample[],
  run: { model: DecoderModel; meter: RowMeter; options: ScoreRunOptions; handOut: HandOut },
): Promise<void> {
  const { tokenizer } = run.model.opened;
  await run.handOut.add(
    pool.flatMap(({ input, plan }) => (plan.kind === 'unscorable' ? [unscored(input, plan.reason)] : [])),
    0,
  );
  const scorable = pool.flatMap(({ input, plan }) => (plan.kind === 'rows' ? [{ input, plan }] : []));
  const direct: Float32Array[] = [];
  await run.meter.measure(
    scorable.map(({ plan }) => plan.direct),
    (index, losses) => {
      direct[index] = losses;
    },
  );
  const prefix = await run.meter.sharedPrefix(scorable.map(({ plan }) => plan.conditioned));
  let done: ScoredSample[] = [];
  let tokenCount = 0;
  await run.meter.measure(
    scorable.map(({ plan }) => plan.conditioned),
    (index, conditioned) => {
      const sample = scorable[index];
      if (sample === undefined) throw new Error(`no row ${index}`);
      const { input, plan } = sample;
      const { truncated, borderMerged } = plan;
      const losses = { conditioned, direct: direct[index] ?? new Float32Array(), truncated, borderMerged };
      const answerIds = plan.conditioned.ids.slice(plan.conditioned.targetStart);
      const tokens = answerIds.map((id) => tokenizer.decode([id]));
      done.push({ contentHash: input.contentHash, result: scoreIfd(losses, run.options.variant), losses, tokens });
      tokenCount += plan.conditioned.ids.length + plan.direct.ids.length;
    },
    {
      prefix,
      onBatchEnd: async () => {
        await run.handOut.add(done, tokenCount);
        done = [];
        tokenCount = 0;
      },
    },
  );
  await run.handOut.flush();
}

function unscored(input: ScoringInput, reason: UnscoredReason): ScoredSample {
  return { contentHash: input.contentHash, result: { kind: 'unscored', reason }, losses: undefined, tokens: [] };
}

interface HandOut {
  /** @param tokenCount tokens the model read for these samples. */
  readonly add: (scored: readonly ScoredSample[], tokenCount: number) => Promise<void>;
  readonly flush: () => Promise<void>;
}

/** Holds results back until a trust check behind them has passed: what is handed out is sound. */
function createHandOut(model: DecoderModel, options: ScoreRunOptions): HandOut {
  let held: ScoredSample[] = [];
  let heldTokens = 0;
  let totalTokens = 0;
  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    if (options.trust !== undefined) {
      requireFinite(held);
      await requireTrust(model, options.trust);
    }
    totalTokens += heldTokens;
    options.onScored(held, { tokenCount: totalTokens });
    held = [];
    heldTokens = 0;
  };
  return {
    flush,
    add: async (scored, tokenCount) => {
      held.push(...scored);
      heldTokens += tokenCount;
      if (heldTokens >= CHECK_TOKENS) await flush();
    },
  };
}

function requireFinite(scored: readonly ScoredSample[]): void {
  const faulty = scored.filter(({ result }) => result.kind === 'unscored' && result.reason === 'non-finite-loss');
  if (faulty.length === 0) return;
  throw new FailureError({
    code: 'numeric-fault',
    detail: `${faulty.length} of ${countNoun(scored.length, 'sample')} gave losses that are not finite`,
  });
}
