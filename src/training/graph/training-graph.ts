import { FailureError } from '../../core/failure.ts';
import type { DecoderConfig } from '../../decoder/config/model-config.ts';
import { OnnxGraph } from '../../decoder/onnx/onnx-graph.ts';
import { answerLoss, embed, selectAnswers } from './answer-loss.ts';
import { GradientTape } from './gradient-tape.ts';
import { rmsNorm } from './tape-operators.ts';
import { TrainingBody } from './training-body.ts';
import type { TrainingGraphSpec, TrainingParameter } from './training-mode.ts';

/** A graph for one step: forward, loss and backward. All shapes are fixed. */
export interface TrainingGraph {
  readonly bytes: Uint8Array;
  /** All tensors to feed, in the order of the model's parts; adapters follow. */
  readonly parameters: readonly TrainingParameter[];
  /** Trainable parameter -> output with its gradient, [..shape]. */
  readonly gradients: ReadonlyMap<string, string>;
  /** Output f32 [answerRows], nats. */
  readonly nll: string;
  /** Rows that the caller adds to gradients, since adding rows that meet is a race inside the graph. */
  readonly scatters: readonly RowScatter[];
  /** Inputs f32 [2·B·T, width] of 0 and 1/(1-dropout). */
  readonly dropoutWidths: readonly number[];
  /** Adapters with dropout: the length of the input `dropout_offsets` i64. */
  readonly adapterCount: number;
}

/** Row n of `output` f32 [N,D] times `sign` belongs to row `index[n]` of the gradient of `parameter` [V,D]. */
export interface RowScatter {
  readonly output: string;
  readonly parameter: string;
  readonly index: 'input_ids' | 'targets';
  readonly sign: 1 | -1;
}

/**
 * Writes the training graph of a Qwen3, Qwen2 or Llama decoder.
 *
 * Inputs beside the parameters: `input_ids` and `position_ids` i64 [B,T]; `attention_bias` f32 [1|B,1,T,T] (0 or
 * `MASKED_BIAS`; behind a query's own position it must be masked); `answer_rows` i64 [M] (rows of the flattened [B*T],
 * each once; padding may point anywhere); `answer_slots` i64 [B*T], the inverse, M where there is no answer;
 * `targets` i64 [M]; `weights` f32 [M,1], 0 for padding. Gradients are those of Σ weights·nll.
 *
 * @throws FailureError `model-architecture-unsupported`.
 */
export function buildTrainingGraph(spec: TrainingGraphSpec): TrainingGraph {
  refuseUnsupported(spec.config);
  const { config, weights, batch, tokens, answerRows } = spec;
  if (tokens > config.maxPositions) throw new Error(`rows of ${tokens} tokens, the model holds ${config.maxPositions}`);
  const count = batch * tokens;
  const graph = new OnnxGraph('bioselect-training');
  graph.input('input_ids', 'i64', [batch, tokens]);
  graph.input('position_ids', 'i64', [batch, tokens]);
  graph.input('attention_bias', 'f32', ['bias_batch', 1, tokens, tokens]);
  graph.input('answer_rows', 'i64', [answerRows]);
  graph.input('answer_slots', 'i64', [count]);
  graph.input('targets', 'i64', [answerRows]);
  graph.input('weights', 'f32', [answerRows, 1]);
  const tape = new GradientTape(graph);
  const body = new TrainingBody(tape, spec);
  const embedding = body.parameter(weights.embedding);
  const { embedded, rows } = embed(tape, embedding, count);
  const hidden = body.run(embedded);
  const selected = selectAnswers(tape, hidden, answerRows);
  const normed = rmsNorm(tape, selected, {
    weight: body.parameter(weights.finalNorm.weight),
    eps: config.norm.eps,
  });
  const head = body.parameter(weights.head);
  const loss = answerLoss(tape, normed, head);
  tape.backward();
  const embeddingRows = rows();
  const scatters: RowScatter[] = [];
  if (loss.headRows !== undefined) {
    scatters.push({ output: loss.headRows, parameter: head.name, index: 'targets', sign: -1 });
  }
  if (embeddingRows !== undefined) {
    scatters.push({ output: embeddingRows, parameter: embedding.name, index: 'input_ids', sign: 1 });
  }
  return {
    bytes: graph.finish(),
    parameters: body.parameters,
    gradients: tape.parameterGradients,
    nll: loss.nll,
    scatters,
    dropoutWidths: body.dropoutWidths,
    adapterCount: body.adapterCount,
  };
}

function refuseUnsupported({ norm, position, attention, feedForward }: DecoderConfig): void {
  const refused = [
    { isFound: norm.kind !== 'rms', what: 'layer normalisation' },
    { isFound: position.kind !== 'rotary', what: 'learned positions' },
    { isFound: feedForward.kind !== 'swiglu', what: 'a feed-forward part without a gate' },
    { isFound: attention.projections !== 'separate', what: 'a fused projection' },
    { isFound: feedForward.kind === 'swiglu' && feedForward.bias, what: 'biases in the feed-forward part' },
  ].find(({ isFound }) => isFound);
  if (refused === undefined) return;
  throw new FailureError({
    code: 'model-architecture-unsupported',
    found: `training with ${refused.what}`,
    supported: ['qwen3', 'qwen2', 'llama'],
  });
}
