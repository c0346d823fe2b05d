import type { Scoring } from './scoring.ts';

/** A scoring by its model and what that computed in: "bioselect-weak, f32". */
export function describeScoring({ modelName, dtype }: Pick<Scoring, 'modelName' | 'dtype'>): string {
  return dtype === 'unknown' ? modelName : `${modelName}, ${dtype}`;
}

/** Names the types that were asked for, which distinguish scorings of one model. */
export function describePrompt({ prompt }: Pick<Scoring, 'prompt'>): string {
  return prompt.entityTypes.length === 0 ? 'no entity types' : prompt.entityTypes.join(', ');
}
