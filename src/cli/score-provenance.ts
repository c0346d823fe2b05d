import { isJsonObject, parseJson } from '../core/formats/json-value.ts';
import type { ScoreProvenance } from '../core/ifd/scored-sample.ts';

/** Where `score` writes the provenance of the scores in `scoresPath`. */
export function provenancePath(scoresPath: string): string {
  return `${scoresPath}.meta.json`;
}

/** Undefined where the text is no provenance. */
export function parseProvenance(text: string): ScoreProvenance | undefined {
  const parsed = parseJson(text);
  if (parsed.kind === 'not-json' || !isJsonObject(parsed.value)) return undefined;
  const { modelHash, modelName, backend, dtype, variant, maxLength, version } = parsed.value;
  if (typeof modelHash !== 'string' || typeof modelName !== 'string' || typeof version !== 'string') return undefined;
  if (backend !== 'webgpu' && backend !== 'wasm' && backend !== 'node-cpu') return undefined;
  if (variant !== 'superfiltering' && variant !== 'aligned') return undefined;
  if (dtype !== 'f32' || typeof maxLength !== 'number') return undefined;
  return { modelHash, modelName, backend, dtype, variant, maxLength, version };
}
