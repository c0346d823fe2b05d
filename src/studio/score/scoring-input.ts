import type { ScoringInput } from '../../core/ifd/scored-sample.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { renderPrompt } from '../../core/samples/templates.ts';

/** What the weak model needs of a sample. */
export function scoringInputOf({ contentHash, instruction, input, answer }: Sample): ScoringInput {
  return { contentHash, prompt: renderPrompt(instruction, input), answer };
}
