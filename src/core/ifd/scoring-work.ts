import type { ScoringInput } from './scored-sample.ts';

type Texts = Pick<ScoringInput, 'prompt' | 'answer'>;

/** Fewer prompts than this are read whole: a beginning that they share saves nothing. */
const MIN_SHARING_PROMPTS = 4;

/** Characters that all prompts begin with, which a run reads once: the instruction. */
export function sharedLength(inputs: readonly Texts[]): number {
  const first = inputs[0]?.prompt;
  if (first === undefined || inputs.length < MIN_SHARING_PROMPTS) return 0;
  let length = first.length;
  for (const { prompt } of inputs) {
    length = Math.min(length, prompt.length);
    for (let i = 0; i < length; i += 1) if (prompt[i] !== first[i]) length = i;
  }
  return length;
}

/** The work of scoring a sample in characters to read. The answer is read twice, after its prompt and alone. */
export function scoringWork({ prompt, answer }: Texts, shared: number): number {
  return conditionedWork({ prompt, answer }, shared) + directWork({ answer });
}

/** The work of the row of prompt and answer. */
export function conditionedWork({ prompt, answer }: Texts, shared: number): number {
  return Math.max(1, prompt.length - shared) + answer.length;
}

/** The work of the row of the answer alone. */
export function directWork({ answer }: Pick<Texts, 'answer'>): number {
  return answer.length;
}
