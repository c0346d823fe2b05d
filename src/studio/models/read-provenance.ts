import type { ScoreProvenance } from '../../core/ifd/scored-sample.ts';

/** A stored score's provenance; undefined where there is none or it is not one. */
export function readProvenance(json: string | undefined): ScoreProvenance | undefined {
  if (json === undefined) return undefined;
  const value: unknown = JSON.parse(json);
  return isProvenance(value) ? value : undefined;
}

function isProvenance(value: unknown): value is ScoreProvenance {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const texts = ['modelHash', 'modelName', 'backend', 'dtype', 'variant', 'version'];
  return texts.every((key) => typeof fields.get(key) === 'string') && typeof fields.get('maxLength') === 'number';
}
