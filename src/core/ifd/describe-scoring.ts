import type { Scoring } from './scoring.ts';

/** A scoring by its model and what that computed in: "bioselect-weak, f32". */
export function describeScoring({ modelName, dtype }: Pick<Scoring, 'modelName' | 'dtype'>): string {
  return dtype === 'unknown' ? modelName : `${modelName}, ${dtype}`;
}

/** What tells two scorings of one model apart: the types that were asked for. */
export function describePrompt({ prompt }: Pick<Scoring, 'prompt'>): string {
  return prompt.entityTypes.length === 0 ? 'no entity types' : prompt.entityTypes.join(', ');
}
