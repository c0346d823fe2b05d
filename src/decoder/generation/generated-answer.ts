import type { EntityType } from '../../core/corpus/corpus.ts';
import type { Span } from '../../core/text/span.ts';
import type { AnswerRules } from '../constraint/answer-constraint.ts';

export interface AnswerRequest {
  /** All that the model reads before its answer; at least one token. */
  readonly prompt: string;
  /** The text whose entities are asked for: every name of the answer is a piece of it. */
  readonly text: string;
  readonly entityTypes: readonly EntityType[];
}

export interface GeneratedMention {
  readonly type: EntityType;
  /** A piece of the request's text, as it stands there. */
  readonly name: string;
  /** UTF-16 units of the text; there when answers are in order of appearance. */
  readonly span?: Span;
  /**
   * Probability, in (0, 1], that the model goes on with just this mention after the ones before it: the product, over
   * the tokens from the end of the mention before to the end of this one's name, of each token's probability among
   * those that the constraint allowed there. Raw: not calibrated against truth.
   */
  readonly confidence: number;
}

/** One way to answer. */
export interface AnswerCandidate {
  /** JSON in the asked shape, of the finished mentions; under free writing, whatever was written. */
  readonly answer: string;
  /** None under free writing: it has to be parsed, and may not be. */
  readonly mentions: readonly GeneratedMention[];
  /** Mean ln p of its tokens among those allowed, nats, at most 0. */
  readonly meanLogProbability: number;
}

export interface GeneratedAnswer extends AnswerCandidate {
  /** Tokens generated, those of a mention that was cut off included. */
  readonly tokenCount: number;
  /**
   * `closed`: the model ended it; `length`: `maxNewTokens` or the model's window did, behind the last finished
   * mention; `no-room`: the prompt fills the model's window, so nothing was asked; `stopped`: the signal fired before
   * the end.
   */
  readonly end: 'closed' | 'length' | 'no-room' | 'stopped';
  /** The runners-up of a beam search, best first. */
  readonly alternatives: readonly AnswerCandidate[];
}

export interface GenerateOptions extends AnswerRules {
  readonly maxNewTokens: number;
  /** Hypotheses kept by request; 1, the default, is greedy. */
  readonly beamWidth?: number;
  /** Requests that are answered at a time, 32 by default; less where their keys and values would need too much memory. */
  readonly batchSize?: number;
  /** Lets the model write what it will, for comparison: the answer need not parse, and rules do not apply. */
  readonly isFree?: boolean;
  /** A mention is final; in order within its request. A beam search knows only at its end. */
  readonly onMention?: (requestIndex: number, mention: GeneratedMention) => void;
  /** An answer is complete; not called for stopped ones. */
  readonly onAnswer?: (requestIndex: number, answer: GeneratedAnswer) => void;
  /**
   * Awaited before every step. A runtime that computes on the caller's own thread leaves it no gap in which to hear of a
   * stop: let it take its messages here.
   */
  readonly gate?: () => Promise<void>;
  /** Ends the work after the step at hand: answers then hold the mentions finished so far and say `stopped`. */
  readonly signal?: AbortSignal | undefined;
}
