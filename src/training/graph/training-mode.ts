import type { DecoderWeights } from '../../decoder/weights/decoder-weights.ts';
import type { DecoderConfig } from '../../decoder/config/model-config.ts';

/** The linear maps of a layer that an adapter can be put on, by their names in the model. */
export const ADAPTER_TARGETS = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;
export type AdapterTarget = (typeof ADAPTER_TARGETS)[number];

/** What is trained. */
export type TrainingMode =
  | { readonly kind: 'full' }
  /** Hu et al. 2021 (arXiv 2106.09685): y = W x + (alpha/rank) B A dropout(x); only A and B are trained. */
  | {
      readonly kind: 'lora';
      readonly rank: number;
      readonly alpha: number;
      readonly targets: readonly AdapterTarget[];
      /** Share of an adapter's inputs that is set to 0, in [0, 1). */
      readonly dropout: number;
    };

/** The step that a graph is written for. */
export interface TrainingGraphSpec {
  readonly config: DecoderConfig;
  /** Of the model's folder, by `resolveWeights`: the names and shapes of its parts. */
  readonly weights: DecoderWeights;
  /** Rows. */
  readonly batch: number;
  /** Tokens of a row. */
  readonly tokens: number;
  /** Places for answer tokens, of all rows together; the vocabulary head runs on these only. */
  readonly answerRows: number;
  readonly mode: TrainingMode;
}

/** A tensor that a training graph is fed or gives a gradient of. */
export interface TrainingParameter {
  /** As in the safetensors file; adapters are named as peft names them. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly isTrainable: boolean;
}

/** peft's names of the two factors of an adapter on `weightName` ("….q_proj.weight"). */
export function adapterNames(weightName: string): { readonly down: string; readonly up: string } {
  const module = `base_model.model.${weightName.replace(/\.weight$/, '')}`;
  return { down: `${module}.lora_A.weight`, up: `${module}.lora_B.weight` };
}
