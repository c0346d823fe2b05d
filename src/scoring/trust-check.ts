import { FailureError } from '../core/failure.ts';
import type { ScoringInput } from '../core/ifd/scored-sample.ts';
import type { WeightDtype } from '../core/ifd/weight-dtype.ts';
import type { DecoderModel, NllRow } from '../decoder/model/decoder-model.ts';

/**
 * NLLs (nats) that a model must give for the probe texts, measured on a backend that is known to compute right: ONNX
 * Runtime's WASM kernels in f32, or this backend itself when a run began. GPU kernels have given wrong numbers in the
 * wild (onnxruntime#26732), so a run asks them again and again.
 */
export interface TrustReference {
  readonly losses: readonly Float32Array[];
  /** Largest |ΔNLL| in nats that is put down to rounding. */
  readonly tolerance: number;
}

type TrustResult =
  | { readonly kind: 'sound'; readonly maxDrift: number }
  | { readonly kind: 'drift'; readonly maxDrift: number; readonly tolerance: number }
  | { readonly kind: 'non-finite' };

/** Different summation orders of f32 kernels differ by about 1e-5; at a vocabulary of 150,000 by some 1e-4. */
export const F32_TOLERANCE = 2e-3;
/** f16 has steps of 0.016 at logits above 16, and kernels for packed weights may round activations to 8 bits. */
const REDUCED_TOLERANCE = 0.1;

/** Largest |ΔNLL| in nats between two backends that compute a model of this kind right. */
export function trustTolerance(dtype: WeightDtype): number {
  return dtype === 'f32' ? F32_TOLERANCE : REDUCED_TOLERANCE;
}

/** Short and long tokens, digits, Greek letters and JSON: what samples are made of. */
const PROBES: readonly Pick<ScoringInput, 'prompt' | 'answer'>[] = [
  {
    prompt:
      'Extract all Chemical and Disease entities from the following text.\nNaloxone reverses clonidine hypotension.\n',
    answer: '[{"entity": "Chemical", "name": "Naloxone"}, {"entity": "Disease", "name": "hypotension"}]',
  },
  {
    prompt:
      'Extract all Gene entities from the following text.\nIL-2 and β-catenin rose 3.5-fold (P < 0.01) in 12 of 40 cases.\n',
    answer: '[{"entity": "Gene", "name": "IL-2"}, {"entity": "Gene", "name": "β-catenin"}]',
  },
  { prompt: 'The results were not significant.\n', answer: '[]\n[]\n' },
];

/** NLLs of all tokens of the probes but each one's first. */
export function measureProbes(model: DecoderModel): Promise<readonly Float32Array[]> {
  const rows = PROBES.map(({ prompt, answer }): NllRow => {
    return { ids: model.opened.tokenizer.encode(prompt + answer), targetStart: 1 };
  });
  return model.measureNll(rows);
}

/** Measures the probes again and compares. */
async function checkTrust(model: DecoderModel, reference: TrustReference): Promise<TrustResult> {
  const measured = await measureProbes(model);
  let maxDrift = 0;
  for (const [index, expected] of reference.losses.entries()) {
    const actual = measured[index] ?? new Float32Array();
    for (const [token, loss] of expected.entries()) {
      const drift = Math.abs((actual[token] ?? Number.NaN) - loss);
      if (!Number.isFinite(drift)) return { kind: 'non-finite' };
      maxDrift = Math.max(maxDrift, drift);
    }
  }
  const { tolerance } = reference;
  return maxDrift > tolerance ? { kind: 'drift', maxDrift, tolerance } : { kind: 'sound', maxDrift };
}

/**
 * The largest |ΔNLL| of the probes, in nats.
 *
 * @throws FailureError `numeric-fault` when the probes do not give what they should.
 */
export async function requireTrust(model: DecoderModel, reference: TrustReference): Promise<number> {
  const result = await checkTrust(model, reference);
  switch (result.kind) {
    case 'sound':
      return result.maxDrift;
    case 'drift': {
      const detail = `probe losses are off by ${result.maxDrift.toPrecision(3)} nats, allowed are ${result.tolerance}`;
      throw new FailureError({ code: 'numeric-fault', detail });
    }
    case 'non-finite':
      throw new FailureError({ code: 'numeric-fault', detail: 'probe losses are not finite' });
    default:
      return result satisfies never;
  }
}
