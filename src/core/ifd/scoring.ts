import type { IfdVariant } from './ifd.ts';
import type { ScoreProvenance } from './scored-sample.ts';

/** What stands before the answers of a scoring. */
export interface ScoringPrompt {
  readonly instructionTemplate: string;
  /** In the order in which the instruction names them. */
  readonly entityTypes: readonly string[];
}

/** How losses become an IFD. */
export interface ScoringVariant {
  readonly ifd: IfdVariant;
  /** Tokens; what is longer is cut (answer) or not scorable (prompt). */
  readonly maxLength: number;
}

/** Scores with the same key can stand in one ranking. */
export interface ScoringKey {
  readonly modelHash: string;
  readonly dtype: ScoreProvenance['dtype'];
  readonly prompt: ScoringPrompt;
  readonly variant: ScoringVariant;
}

/** How the weak model is found again. A folder has its name, and a key where the browser can open it again. */
export type ScoringModelSource =
  | { readonly kind: 'bundled'; readonly name: string; readonly baseUrl: string }
  | { readonly kind: 'hub'; readonly name: string; readonly revision: string }
  | { readonly kind: 'files'; readonly name: string; readonly key?: string };

/** A scoring that begins. */
export interface NewScoring extends ScoringKey {
  readonly modelName: string;
  /** Where its first scores were computed. */
  readonly backend: ScoreProvenance['backend'];
  /** Undefined where it is not known. */
  readonly modelSource: ScoringModelSource | undefined;
  /** Milliseconds since the epoch. */
  readonly beganAtMs: number;
}

/** One weak model's reading of the samples: what a selection names as the ground of its ranks. */
export interface Scoring extends NewScoring {
  /** Unique in the project. */
  readonly id: number;
}

/** Whether two scorings have the same model, precision, variant and prompt. */
export function isSameScoring(one: ScoringKey, other: ScoringKey): boolean {
  return (
    one.modelHash === other.modelHash &&
    one.dtype === other.dtype &&
    one.variant.ifd === other.variant.ifd &&
    one.variant.maxLength === other.variant.maxLength &&
    one.prompt.instructionTemplate === other.prompt.instructionTemplate &&
    JSON.stringify(one.prompt.entityTypes) === JSON.stringify(other.prompt.entityTypes)
  );
}

/** Whether what a model computes can stand in one ranking with a scoring: the same weights in the same precision. */
export function isModelOf(
  { modelHash, dtype }: Pick<ScoringKey, 'modelHash' | 'dtype'>,
  model: { readonly hash: string; readonly dtype: ScoringKey['dtype'] },
): boolean {
  return model.hash === modelHash && (dtype === 'unknown' || model.dtype === dtype);
}
