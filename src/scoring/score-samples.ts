import { FailureError } from '../core/failure.ts';
import type { IfdVariant } from '../core/ifd/ifd.ts';
import { scoreIfd } from '../core/ifd/score-ifd.ts';
import type { ScoredSample, ScoringInput } from '../core/ifd/scored-sample.ts';
import type { DecoderModel } from '../decoder/decoder-model.ts';
import { RowMeter, type Savings } from './row-meter.ts';
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
  /** Leaves a saving out, to measure what it is worth; results stay the same. */
  readonly without?: keyof Savings;
  /** Called for every batch that has run: its rows' own tokens, and those tokens with padding. */
  readonly onBatch?: (tokenCount: number, paddedTokenCount: number) => void;
  /** `tokenCount`: tokens the model has read so far in this run, without padding and shared prefixes. */
  readonly onScored: (scored: readonly ScoredSample[], progress: { readonly tokenCount: number }) => void;
}

/** Samples planned together. Small at first so that numbers show at once, then large enough to sort by length. */
const FIRST_WINDOW = 32;
const WINDOW = 192;
interface PlannedSample {
  readonly input: ScoringInput;
  readonly plan: SamplePlan;
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
  const meter = new RowMeter(model, options);
  for (let start = 0; start < inputs.length;) {
    const size = start === 0 ? FIRST_WINDOW : WINDOW;
    const window = inputs.slice(start, start + size).map((input): PlannedSample => {
      return { input, plan: planSample(input, model.opened.tokenizer, options.maxLength) };
    });
    const rowsOf = (kind: 'conditioned' | 'direct') =>
      window.map(({ plan }) => (plan.kind === 'rows' ? plan[kind] : undefined));
    const conditioned = await meter.measureWithPrefix(rowsOf('conditioned'));
    const direct = await meter.measure(rowsOf('direct'));
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
