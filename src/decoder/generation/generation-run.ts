import { AnswerSearch } from './answer-search.ts';
import { writeConstrained, writeFreely, type AnswerWriting } from './answer-writing.ts';
import { BatchedRows } from './batched-rows.ts';
import { AnswerConstraint } from '../constraint/answer-constraint.ts';
import type { DecodeRows } from './decode-rows.ts';
import type { DecoderModel } from '../model/decoder-model.ts';
import type {
  AnswerCandidate,
  AnswerRequest,
  GeneratedAnswer,
  GeneratedMention,
  GenerateOptions,
} from './generated-answer.ts';
import { meanLogProbability, type Hypothesis, type ScoredMention } from './hypothesis.ts';
import type { DecoderConfig } from '../config/model-config.ts';
import { PromptPrefix } from './prompt-prefix.ts';
import { SeparateRows } from './separate-rows.ts';

const DEFAULT_BATCH_SIZE = 32;
/** Prompts that are read into tokens together, so that they can be sorted by these; also a pause that nobody notices. */
const TOKENIZED_TOGETHER = 64;
/** Enough to see what prompts begin with alike: rows that run one by one gain nothing else from company. */
const SEPARATE_BATCH_SIZE = 4;
/** Keys and values of a whole batch; twice as much while it is packed anew. */
const MAX_CACHE_BYTES = 2 ** 29;
/** New requests are read together, when this share of the batch's places is free: until then these run idle. */
const MIN_FREE_SHARE = 0.0625;

/** A request that is being answered. */
interface Task {
  readonly index: number;
  readonly promptIds: readonly number[];
  readonly writing: AnswerWriting;
  readonly search: AnswerSearch;
  toldMentions: number;
}

interface Prepared {
  readonly index: number;
  readonly request: AnswerRequest;
  readonly promptIds: readonly number[];
}

/** One call of `generateAnswers`. */
export class GenerationRun {
  readonly #model: DecoderModel;
  readonly #requests: readonly AnswerRequest[];
  readonly #options: GenerateOptions;
  readonly #width: number;
  readonly #rows: DecodeRows;
  readonly #answers: GeneratedAnswer[] = [];
  #tasks: readonly Task[] = [];
  /** Indices of the requests, longest first: what is likely to take longest must not be what is left at the end. */
  readonly #order: readonly number[];
  /** Places of `order` before this one have been read into tokens. */
  #next = 0;
  /** Not begun yet; the next one is the last. */
  readonly #waiting: Prepared[] = [];

  constructor(model: DecoderModel, requests: readonly AnswerRequest[], options: GenerateOptions) {
    this.#model = model;
    this.#requests = requests;
    this.#options = options;
    this.#width = options.beamWidth ?? 1;
    const lengthOf = (index: number): number => requests[index]?.prompt.length ?? 0;
    // Rows of like length side by side also leave the fewest columns of the batch empty.
    this.#order = [...requests.keys()].toSorted((a, b) => lengthOf(b) - lengthOf(a));
    const prefix = new PromptPrefix(model);
    this.#rows = model.batchesGeneration ? new BatchedRows(model, prefix) : new SeparateRows(model, prefix);
  }

  async run(): Promise<readonly GeneratedAnswer[]> {
    while (this.#hasWaiting() || this.#tasks.length > 0) {
      await this.#options.gate?.();
      if (this.#options.signal?.aborted === true) return this.#stop();
      await this.#admit();
      this.#settle();
      if (this.#tasks.length > 0) await this.#step();
      this.#settle();
    }
    return this.#answers;
  }

  /** Begins requests where there is room for enough of them. */
  async #admit(): Promise<void> {
    const defaultSize = this.#model.batchesGeneration ? DEFAULT_BATCH_SIZE : SEPARATE_BATCH_SIZE;
    const batchSize = this.#options.batchSize ?? defaultSize;
    const isWorthIt = this.#tasks.length === 0 || this.#tasks.length <= (1 - MIN_FREE_SHARE) * batchSize;
    if (!isWorthIt) return;
    const prepared = this.#takePrepared(batchSize);
    if (prepared.length === 0) return;
    const kept = this.#tasks.flatMap(({ search }) => search.live.map(({ row }) => row));
    const keep = [...new Set(kept)];
    const logits = await this.#rows.start(
      keep,
      prepared.map(({ promptIds }) => promptIds),
    );
    for (const { search } of this.#tasks) {
      search.live = search.live.map((hypothesis) => ({ ...hypothesis, row: keep.indexOf(hypothesis.row) }));
    }
    const begun = prepared.map((item, place) => this.#begin(item, keep.length + place));
    this.#tasks = [...this.#tasks, ...begun];
    for (const [place, task] of begun.entries()) await this.#grow(task, [logits[place] ?? new Float32Array()]);
  }

  /** The next requests that fit beside those at hand: by number, and by the memory that they may come to need. */
  #takePrepared(batchSize: number): readonly Prepared[] {
    const { opened } = this.#model;
    const prepared: Prepared[] = [];
    const bytesPerToken = opened.kind === 'weights' ? cacheBytesPerToken(opened.config) : 0;
    let longest = Math.max(0, ...this.#tasks.map(({ promptIds }) => promptIds.length));
    while (this.#tasks.length + prepared.length < batchSize && this.#hasWaiting()) {
      const item = this.#waiting.at(-1);
      if (item === undefined) break;
      longest = Math.max(longest, item.promptIds.length);
      const rowCount = (this.#tasks.length + prepared.length + 1) * this.#width;
      const isOnly = this.#tasks.length + prepared.length === 0;
      if (!isOnly && rowCount * (longest + this.#options.maxNewTokens) * bytesPerToken > MAX_CACHE_BYTES) break;
      this.#waiting.pop();
      prepared.push(item);
    }
    return prepared;
  }

  /** Whether there is a request to begin; reads the next ones into tokens where none is at hand. */
  #hasWaiting(): boolean {
    const { opened, maxPositions } = this.#model;
    while (this.#waiting.length === 0 && this.#next < this.#order.length) {
      const read: Prepared[] = [];
      for (const index of this.#order.slice(this.#next, this.#next + TOKENIZED_TOGETHER)) {
        const request = this.#requests[index];
        if (request === undefined) throw new Error(`there is no request ${index}`);
        const promptIds = opened.tokenizer.encode(request.prompt);
        if (promptIds.length === 0) throw new Error('a prompt without a token has nothing to go on from');
        if (promptIds.length < maxPositions) read.push({ index, request, promptIds });
        else this.#deliver(index, { ...this.#emptyAnswer(request), end: 'no-room' });
      }
      this.#next += TOKENIZED_TOGETHER;
      this.#waiting.push(...read.toSorted((a, b) => a.promptIds.length - b.promptIds.length));
    }
    return this.#waiting.length > 0;
  }

  #begin({ index, request, promptIds }: Prepared, row: number): Task {
    const maxTokens = Math.min(this.#options.maxNewTokens, this.#model.maxPositions - promptIds.length);
    const writing = this.#writingOf(request);
    const search = new AnswerSearch({ writing, width: this.#width, maxTokens }, row);
    return { index, promptIds, writing, search, toldMentions: 0 };
  }

  #writingOf(request: AnswerRequest): AnswerWriting {
    const { tokenizer, config } = this.#model.opened;
    if (this.#options.isFree === true) return writeFreely(tokenizer, config.endTokenIds);
    return writeConstrained(new AnswerConstraint(tokenizer.byteTrie(), request, this.#options));
  }

  /** One more token for every answer at hand. */
  async #step(): Promise<void> {
    const hypotheses = this.#tasks.flatMap(({ search }) => search.live);
    const nextTokens = hypotheses.map(({ row, ids }) => ({ parent: row, id: ids[ids.length - 1] ?? 0 }));
    const logits = await this.#rows.step(nextTokens);
    let row = 0;
    for (const task of this.#tasks) {
      const first = row;
      task.search.live = task.search.live.map((hypothesis) => ({ ...hypothesis, row: row++ }));
      await this.#grow(task, logits.slice(first, row));
    }
  }

  async #grow(task: Task, logits: readonly Float32Array[]): Promise<void> {
    await task.search.grow(logits, async ({ ids }) => {
      return (await this.#model.step([...task.promptIds, ...ids])).logits;
    });
    if (this.#width > 1) return;
    const mentions = task.search.found[0]?.mentions ?? [];
    for (const mention of mentions.slice(task.toldMentions)) this.#tell(task, mention);
  }

  #tell(task: Task, mention: ScoredMention): void {
    task.toldMentions += 1;
    this.#options.onMention?.(task.index, this.#describeMention(mention));
  }

  /** Hands out the answers that are complete. */
  #settle(): void {
    for (const task of this.#tasks) {
      if (task.search.live.length > 0) continue;
      const isDone = task.search.found[0]?.state.isDone === true;
      const answer = this.#describeAnswer(task, isDone ? 'closed' : 'length');
      for (const mention of task.search.found[0]?.mentions.slice(task.toldMentions) ?? []) this.#tell(task, mention);
      this.#deliver(task.index, answer);
    }
    this.#tasks = this.#tasks.filter(({ search }) => search.live.length > 0);
  }

  #deliver(index: number, answer: GeneratedAnswer): void {
    this.#answers[index] = answer;
    this.#options.onAnswer?.(index, answer);
  }

  #stop(): readonly GeneratedAnswer[] {
    for (const task of this.#tasks) {
      task.search.finish();
      this.#answers[task.index] = this.#describeAnswer(task, 'stopped');
    }
    return this.#requests.map((request, index) => {
      return this.#answers[index] ?? { ...this.#emptyAnswer(request), end: 'stopped' };
    });
  }

  #emptyAnswer(request: AnswerRequest): Omit<GeneratedAnswer, 'end'> {
    const writing = this.#writingOf(request);
    const answer = writing.answerOf(writing.initial);
    return { answer, mentions: [], meanLogProbability: 0, tokenCount: 0, alternatives: [] };
  }

  #describeAnswer({ search, writing }: Task, end: GeneratedAnswer['end']): GeneratedAnswer {
    const [best, ...others] = search.found;
    if (best === undefined) throw new Error('a search without a hypothesis');
    return {
      ...this.#describeCandidate(writing, best),
      tokenCount: best.ids.length,
      end,
      alternatives: others.map((other) => this.#describeCandidate(writing, other)),
    };
  }

  #describeCandidate(writing: AnswerWriting, hypothesis: Hypothesis): AnswerCandidate {
    return {
      answer: writing.answerOf(hypothesis.state),
      mentions: hypothesis.mentions.map((mention) => this.#describeMention(mention)),
      meanLogProbability: meanLogProbability(hypothesis),
    };
  }

  #describeMention({ mention: { entityType, name, span }, confidence }: ScoredMention): GeneratedMention {
    const found = { type: entityType, name, confidence };
    return this.#options.order === 'free' ? found : { ...found, span };
  }
}

/** Keys and values in f32. */
function cacheBytesPerToken(config: DecoderConfig): number {
  return 2 * 4 * config.layerCount * config.keyValueHeadCount * config.headDim;
}
