import type { ScoringInput } from '../src/core/ifd/scored-sample.ts';
import { buildStudioGraph } from '../src/decoder/graph/decoder-graph.ts';
import type { OrtRuntime } from '../src/decoder/model/decoder-model.ts';
import type { OpenedModel } from '../src/decoder/model/model-folder.ts';
import { planSample } from '../src/scoring/plan-sample.ts';

const MAX_LENGTH = 1024;

/**
 * The plain way to score, as the released Python code has it: one sample at a time, twice, nothing reused, the full
 * logits of every position handed to the caller, who computes the losses. Same runtime, same weights.
 *
 * @returns samples per second over `inputs`.
 */
export async function measurePlainWay(setup: {
  readonly ort: OrtRuntime;
  readonly executionProvider: string;
  readonly opened: OpenedModel;
  readonly inputs: readonly ScoringInput[];
  readonly now: () => number;
}): Promise<number> {
  const { ort, opened } = setup;
  const { keyValueHeadCount, headDim, layerCount, vocabSize } = opened.config;
  const graph = buildStudioGraph({ config: opened.config, tensors: opened.tensors, locationOf: (file) => file });
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: [setup.executionProvider],
    graphOptimizationLevel: 'all',
    externalData: opened.weightFiles.map(({ name, bytes }) => ({ path: name, data: bytes })),
  });
  const int64 = (values: readonly number[], dims: readonly number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  const measure = async (ids: readonly number[], targetStart: number): Promise<number> => {
    const width = ids.length;
    const bias = new Float32Array(width * width);
    for (let i = 0; i < width; i += 1) bias.fill(-1e9, i * width + i + 1, (i + 1) * width);
    const places = ids.map((_, index) => index);
    const feeds: Record<string, InstanceType<OrtRuntime['Tensor']>> = {
      input_ids: int64(ids, [1, width]),
      position_ids: int64(places, [1, width]),
      attention_bias: new ort.Tensor('float32', bias, [1, 1, width, width]),
      gather_index: int64(places, [width]),
      targets: int64(
        places.map(() => 0),
        [width],
      ),
    };
    for (let layer = 0; layer < layerCount; layer += 1) {
      for (const kind of ['key', 'value']) {
        feeds[`past_key_values.${layer}.${kind}`] = new ort.Tensor('float32', new Float32Array(0), [
          1,
          keyValueHeadCount,
          0,
          headDim,
        ]);
      }
    }
    const { logits } = await session.run(feeds, ['logits']);
    const data = await logits?.getData();
    if (!(data instanceof Float32Array)) throw new Error('logits are not float32');
    let sum = 0;
    for (let i = targetStart; i < width; i += 1) {
      const row = data.subarray((i - 1) * vocabSize, i * vocabSize);
      const max = row.reduce((a, b) => Math.max(a, b), -Infinity);
      const total = row.reduce((a, b) => a + Math.exp(b - max), 0);
      sum += max + Math.log(total) - (row[ids[i] ?? 0] ?? Number.NaN);
    }
    return sum / (width - targetStart);
  };
  const run = async (inputs: readonly ScoringInput[]): Promise<void> => {
    for (const input of inputs) {
      const plan = planSample(input, opened.tokenizer, MAX_LENGTH);
      if (plan.kind !== 'rows') continue;
      const ratio = Math.exp(
        (await measure(plan.conditioned.ids, plan.conditioned.targetStart)) - (await measure(plan.direct.ids, 1)),
      );
      if (!Number.isFinite(ratio)) throw new Error('the plain way gave no number');
    }
  };
  await run(setup.inputs.slice(0, 2));
  const startMs = setup.now();
  await run(setup.inputs);
  const seconds = (setup.now() - startMs) / 1000;
  await session.release();
  return setup.inputs.length / seconds;
}
