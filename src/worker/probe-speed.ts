import type { ScoringInput } from '../core/ifd/scored-sample.ts';
import type { WeightDtype } from '../core/ifd/weight-dtype.ts';
import type { DecoderModel } from '../decoder/model/decoder-model.ts';
import { scoreSamples } from '../scoring/score-samples.ts';
import type { ScoreOptions, ScoringSpeed } from './scorer-protocol.ts';
import { takeMessages } from './take-messages.ts';

/** Enough for a speed that is right within a third; longer would keep a person waiting who wants none. */
const PROBE_MS = 2000;

/** Scores samples until the speed is known; the first one only warms up: compiling is no part of the speed. */
export async function probeSpeed(
  model: DecoderModel,
  inputs: readonly ScoringInput[],
  { signal, ...options }: ScoreOptions & { readonly signal?: AbortSignal },
): Promise<Pick<ScoringSpeed, 'workPerSecond'>> {
  const now = (): number => performance.now();
  await scoreSamples(model, inputs.slice(0, 1), {
    ...options,
    ...(signal && { signal }),
    gate: takeMessages,
    now,
    onScored: () => undefined,
  });
  const enough = new AbortController();
  let startMs: number | undefined;
  let [work, endMs] = [0, 0];
  try {
    await scoreSamples(model, inputs, {
      ...options,
      signal: signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]),
      now,
      gate: async () => {
        await takeMessages();
        // What the prompts share has been read by now, once for all.
        startMs ??= now();
      },
      onWork: (more) => {
        if (startMs === undefined) return;
        work += more;
        endMs = now();
        if (endMs - startMs >= PROBE_MS) enough.abort();
      },
      onScored: () => undefined,
    });
  } catch (thrown) {
    if (signal?.aborted === true || !enough.signal.aborted) throw thrown;
  }
  const seconds = Math.max(1, endMs - (startMs ?? 0)) / 1000;
  return { workPerSecond: work / seconds };
}

/** Bytes a weight, in what the model computes in. */
const WEIGHT_BYTES: Readonly<Record<WeightDtype, number>> = { f32: 4, f16: 2, int8: 1, q8: 1, q4: 0.6, q4f16: 0.6 };

/** What a model takes beside the runtime's own memory: its files, which stay with it, and on a GPU its weights there. */
export function modelBytes({ opened }: DecoderModel, backend: 'webgpu' | 'wasm'): number {
  const files =
    opened.kind === 'weights' ? opened.weightFiles.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) : 0;
  return files + (backend === 'webgpu' ? opened.parameterCount * WEIGHT_BYTES[opened.dtype] : 0);
}
