import { MASKED_BIAS } from '../../decoder/graph/decoder-body.ts';

/** A sample as tokens: losses are wanted of `ids[targetStart..]`, so at least one id stands before them. */
export interface TrainingRow {
  readonly ids: ArrayLike<number>;
  readonly targetStart: number;
}

/** The fixed size of a step's graph. */
export interface BatchShape {
  readonly batch: number;
  readonly tokens: number;
  readonly answerRows: number;
}

/** What one step is fed, padded to its shape. */
export interface StepBatch {
  /** [B*T] */
  readonly ids: Int32Array;
  /** [B*T], from 0 in every sample. */
  readonly positions: Int32Array;
  /** [B*T]: number of the sample in its row, 0 for padding; undefined where no row holds more than one. */
  readonly segments: Int32Array | undefined;
  /** Places in [B*T] after which a target comes; each at most once, at most `answerRows`. */
  readonly answerRows: Int32Array;
  readonly targets: Int32Array;
  /** What each target's NLL counts in the loss. */
  readonly weights: Float32Array;
}

/**
 * Lays samples out in rows: `rows[b]` are the samples that share row b, one behind another. The last id of a sample is
 * only predicted, so a sample takes one place less than it has ids. Padding stands on the right, where no sample sees it.
 *
 * @param weight what every target counts: 1 over the targets of an update gives their mean loss.
 * @throws Error when they do not fit; the caller chose the shape.
 */
export function layOutBatch(rows: readonly (readonly TrainingRow[])[], shape: BatchShape, weight = 1): StepBatch {
  const { batch, tokens } = shape;
  if (rows.length > batch) throw new Error(`${rows.length} rows for a batch of ${batch}`);
  const ids = new Int32Array(batch * tokens);
  const positions = new Int32Array(batch * tokens);
  const segments = new Int32Array(batch * tokens);
  const answerRows: number[] = [];
  const targets: number[] = [];
  rows.forEach((samples, row) => {
    let place = row * tokens;
    samples.forEach((sample, index) => {
      const count = sample.ids.length - 1;
      if (place + count > (row + 1) * tokens) throw new Error(`row ${row} is longer than ${tokens} tokens`);
      if (sample.targetStart < 1) throw new Error('the first id of a sample has no context to be predicted from');
      for (let token = 0; token < count; token += 1) {
        ids[place + token] = sample.ids[token] ?? 0;
        positions[place + token] = token;
        segments[place + token] = index + 1;
        if (token + 1 < sample.targetStart) continue;
        answerRows.push(place + token);
        targets.push(sample.ids[token + 1] ?? 0);
      }
      place += count;
    });
  });
  if (answerRows.length > shape.answerRows) {
    throw new Error(`${answerRows.length} answer tokens for ${shape.answerRows} places`);
  }
  return {
    ids,
    positions,
    segments: rows.some((samples) => samples.length > 1) ? segments : undefined,
    answerRows: Int32Array.from(answerRows),
    targets: Int32Array.from(targets),
    weights: new Float32Array(answerRows.length).fill(weight),
  };
}

/** 0 where a query may look, else `MASKED_BIAS`: its own sample, up to itself. f32 [1|B,1,T,T]. */
export function attentionBias(segments: Int32Array | undefined, tokens: number): Float32Array {
  const rowCount = segments === undefined ? 1 : segments.length / tokens;
  const bias = new Float32Array(rowCount * tokens * tokens).fill(MASKED_BIAS);
  for (let row = 0; row < rowCount; row += 1) {
    for (let query = 0; query < tokens; query += 1) {
      const from = (row * tokens + query) * tokens;
      if (segments === undefined) {
        bias.fill(0, from, from + query + 1);
        continue;
      }
      const own = segments[row * tokens + query];
      for (let key = query; key >= 0 && segments[row * tokens + key] === own; key -= 1) bias[from + key] = 0;
    }
  }
  return bias;
}
