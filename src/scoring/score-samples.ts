import { FailureError } from '../core/failure.ts';
import type { IfdVariant, UnscoredReason } from '../core/ifd/ifd.ts';
import { scoreIfd } from '../core/ifd/score-ifd.ts';
import type { ScoredSample, ScoringInput } from '../core/ifd/scored-sample.ts';
import { conditionedWork, directWork, scoringWork, sharedLength } from '../core/ifd/scoring-work.ts';
import type { DecoderModel } from '../decoder/model/decoder-model.ts';
import { RowMeter, type Savings, type SharedPrefix } from './row-meter.ts';
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
  /** Awaited before every batch: how a run is paused. `handOut` gives out what is held back until a trust check. */
  readonly gate?: (handOut: () => Promise<void>) => Promise<void>;
  /**
   * Milliseconds. With it no batch takes long, and results are handed out every one or two seconds, where the trust
   * check that comes before is quick.
   */
  readonly now?: () => number;
  /** A small first pool, for those who watch the first numbers come; true unless said otherwise. */
  readonly startsSmall?: boolean;
  /** Leaves a saving out, to measure what it is worth; results stay the same. */
  readonly without?: keyof Savings;
  /** Called for every batch that has run: its rows' own tokens, and those tokens with padding. */
  readonly onBatch?: (tokenCount: number, paddedTokenCount: number) => void;
  /** Called for every batch that has run: what it took off the work of all inputs, as `scoringWork` counts it. */
  readonly onWork?: (work: number) => void;
  /** `tokenCount`: tokens the model has read so far in this run, without padding and shared prefixes. */
  readonly onScored: (scored: readonly ScoredSample[], progress: { readonly tokenCount: number }) => void;
}

/** Samples planned together; a first small pool shows numbers at once, large ones sort into batches with little padding. */
const FIRST_POOL = 32;
const POOL = 768;
/** Work between two trust checks, in tokens; a check costs about 180, so this keeps it near 2 %. */
const CHECK_TOKENS = 8192;
/** Where the time is measured results wait no longer than this, unless checks would take more than this share of it. */
const CHECK_EVERY_MS = 1500;
const CHECK_SHARE = 0.05;
/** Samples whose two rows are read before the next ones are begun, until the speed is known. */
const FIRST_GROUP = 8;

interface PlannedSample {
  readonly input: ScoringInput;
  readonly plan: SamplePlan;
}

/**
 * Scores samples with a weak model. Results arrive through `onScored` as they are done, pool by pool, within a pool by
 * length. The ids that all prompts of a pool share (the instruction) run once and their keys and values are reused; the
 * vocabulary head runs on answer positions only.
 *
 * @throws DOMException `AbortError` when the signal fires, behind the batch at hand and once what is done is handed out;
 * FailureError `numeric-fault` when the trust check fails or a loss is not finite. What was handed out before stays
 * valid.
 */
export async function scoreSamples(
  model: DecoderModel,
  inputs: readonly ScoringInput[],
  options: ScoreRunOptions,
): Promise<void> {
  if (options.trust !== undefined) await requireTrust(model, options.trust);
  const handOut = createHandOut(model, options);
  const gate = async (): Promise<void> => {
    await options.gate?.(handOut.flush);
    if (options.signal?.aborted !== true) return;
    await handOut.flush();
    options.signal.throwIfAborted();
  };
  const meter = new RowMeter(model, { ...options, gate });
  const run: Run = { model, meter, options, handOut, shared: sharedLength(inputs) };
  const groups = createGroupSizer(options.now);
  for (let start = 0; start < inputs.length;) {
    const size = start === 0 && options.startsSmall !== false ? FIRST_POOL : POOL;
    const pool = inputs.slice(start, start + size).map((input): PlannedSample => {
      return { input, plan: planSample(input, model.opened.tokenizer, options.maxLength) };
    });
    await scorePool(pool, run, groups);
    start += size;
  }
}

interface Run {
  readonly model: DecoderModel;
  readonly meter: RowMeter;
  readonly options: ScoreRunOptions;
  readonly handOut: HandOut;
  /** Characters that all prompts begin with. */
  readonly shared: number;
}

type Scorable = PlannedSample & { readonly plan: Extract<SamplePlan, { kind: 'rows' }> };

async function scorePool(pool: readonly PlannedSample[], run: Run, groups: GroupSizer): Promise<void> {
  const { meter, options, handOut, shared } = run;
  const unscorable = pool.flatMap(({ input, plan }) => (plan.kind === 'unscorable' ? [{ input, plan }] : []));
  await handOut.add(
    unscorable.map(({ input, plan }) => unscored(input, plan.reason)),
    0,
  );
  options.onWork?.(unscorable.reduce((sum, { input }) => sum + scoringWork(input, shared), 0));
  const planned = pool.flatMap(({ input, plan }): Scorable[] => (plan.kind === 'rows' ? [{ input, plan }] : []));
  // A group is of like lengths, so that its batches hold little padding.
  const scorable = options.without === 'lengthBuckets' ? planned : longestFirst(planned);
  const prefix = await meter.sharedPrefix(scorable.map(({ plan }) => plan.conditioned));
  for (let start = 0; start < scorable.length;) {
    const group = scorable.slice(start, start + groups.next());
    await scoreGroup(group, run, prefix);
    groups.done(group.length);
    start += group.length;
  }
  await handOut.flush();
}

function longestFirst(samples: readonly Scorable[]): readonly Scorable[] {
  return samples.toSorted((a, b) => b.plan.conditioned.ids.length - a.plan.conditioned.ids.length);
}

/** Both rows of every sample: the answers alone first, then behind their prompts. */
async function scoreGroup(group: readonly Scorable[], run: Run, prefix: SharedPrefix | undefined): Promise<void> {
  const { meter, options, handOut, shared } = run;
  const { tokenizer } = run.model.opened;
  const sampleAt = (index: number): Scorable => {
    const sample = group[index];
    if (sample === undefined) throw new Error(`no row ${index}`);
    return sample;
  };
  let work = 0;
  const tellWork = (): void => {
    options.onWork?.(work);
    work = 0;
  };
  const direct: Float32Array[] = [];
  await meter.measure(
    group.map(({ plan }) => plan.direct),
    (index, losses) => {
      direct[index] = losses;
      work += directWork(sampleAt(index).input);
    },
    { onBatchEnd: async () => tellWork() },
  );
  let done: ScoredSample[] = [];
  let tokenCount = 0;
  await meter.measure(
    group.map(({ plan }) => plan.conditioned),
    (index, conditioned) => {
      const { input, plan } = sampleAt(index);
      const { truncated, borderMerged } = plan;
      const losses = { conditioned, direct: direct[index] ?? new Float32Array(), truncated, borderMerged };
      const answerIds = plan.conditioned.ids.slice(plan.conditioned.targetStart);
      const tokens = answerIds.map((id) => tokenizer.decode([id]));
      done.push({ contentHash: input.contentHash, result: scoreIfd(losses, options.variant), losses, tokens });
      tokenCount += plan.conditioned.ids.length + plan.direct.ids.length;
      work += conditionedWork(input, shared);
    },
    {
      prefix,
      onBatchEnd: async () => {
        tellWork();
        await handOut.add(done, tokenCount);
        done = [];
        tokenCount = 0;
      },
    },
  );
}

interface GroupSizer {
  readonly next: () => number;
  readonly done: (sampleCount: number) => void;
}

/** So many samples as are read in the time that results may wait; all of them where no time is measured. */
function createGroupSizer(now: (() => number) | undefined): GroupSizer {
  if (now === undefined) return { next: () => POOL, done: () => undefined };
  let size = FIRST_GROUP;
  let beganMs = now();
  return {
    next: () => {
      beganMs = now();
      return size;
    },
    done: (sampleCount) => {
      const tookMs = Math.max(1, now() - beganMs);
      // A first measure is a rough one: growing by steps keeps a group from being far too large.
      size = Math.max(1, Math.min(Math.floor((sampleCount * CHECK_EVERY_MS) / tookMs), 4 * sampleCount, POOL));
    },
  };
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
  const now = options.now;
  let flushedAtMs = now?.() ?? 0;
  let checkMs = 0;
  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    const beganMs = now?.() ?? 0;
    if (options.trust !== undefined) {
      requireFinite(held);
      await requireTrust(model, options.trust);
    }
    flushedAtMs = now?.() ?? 0;
    checkMs = flushedAtMs - beganMs;
    totalTokens += heldTokens;
    options.onScored(held, { tokenCount: totalTokens });
    held = [];
    heldTokens = 0;
  };
  const isDue = (): boolean =>
    heldTokens >= CHECK_TOKENS ||
    (now !== undefined && now() - flushedAtMs >= Math.max(CHECK_EVERY_MS, checkMs / CHECK_SHARE));
  return {
    flush,
    add: async (scored, tokenCount) => {
      held.push(...scored);
      heldTokens += tokenCount;
      if (isDue()) await flush();
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
