import { ConfigFields } from './config-fields.ts';
import { isJsonObject } from '../../core/formats/json/json-value.ts';
import type { PositionEncoding } from './model-config.ts';
import { rotaryFrequencies, type RotaryDtype, type RotaryScaling } from './rotary-frequencies.ts';

/** What transformers takes where a config names no base. */
const DEFAULT_THETA = 10_000;

/**
 * Rotary settings in transformers 5 style (`rope_parameters`) or older (`rope_theta`, `rope_scaling`), and one of our
 * own, `rotary_dtype`: `from_pretrained` keeps the frequencies in f32 whatever the weights are, but a pipeline that casts
 * the whole model by `.to(torch.bfloat16)` rounds them too, and its losses are met only with the same rounding.
 */
export function readRotaryPosition(fields: ConfigFields, headDim: number): PositionEncoding {
  const { json } = fields;
  const parameters = isJsonObject(json['rope_parameters']) ? new ConfigFields(json['rope_parameters']) : fields;
  const scaling = isJsonObject(json['rope_scaling']) ? new ConfigFields(json['rope_scaling']) : parameters;
  for (const each of new Set([fields, parameters])) {
    if (each.numberOr('partial_rotary_factor', 1) !== 1) {
      each.refuse('partial_rotary_factor', 'only whole heads can be rotated');
    }
  }
  const theta = parameters.numberOr('rope_theta', fields.numberOr('rope_theta', DEFAULT_THETA));
  const options = { headDim, theta, scaling: readScaling(scaling), dtype: readDtype(fields) };
  return { kind: 'rotary', frequencies: rotaryFrequencies(options) };
}

function readDtype(fields: ConfigFields): RotaryDtype {
  switch (fields.json['rotary_dtype'] ?? 'float32') {
    case 'float32':
      return 'float32';
    case 'bfloat16':
      return 'bfloat16';
    default:
      return fields.refuse('rotary_dtype', 'only "float32" and "bfloat16" are supported');
  }
}

function readScaling(fields: ConfigFields): RotaryScaling {
  const key = fields.isGiven('rope_type') ? 'rope_type' : 'type';
  switch (fields.json[key] ?? 'default') {
    case 'default':
      return { kind: 'none' };
    case 'linear':
      return { kind: 'linear', factor: fields.number('factor') };
    case 'llama3':
      return {
        kind: 'llama3',
        factor: fields.number('factor'),
        lowFrequencyFactor: fields.number('low_freq_factor'),
        highFrequencyFactor: fields.number('high_freq_factor'),
        originalMaxPositions: fields.integer('original_max_position_embeddings'),
      };
    default:
      return fields.refuse(key, 'only "default", "linear" and "llama3" are supported');
  }
}
