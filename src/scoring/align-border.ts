/** Where the answer begins among the tokens of prompt + answer. */
export interface Border {
  /** Tokens before the answer's first. */
  readonly promptCount: number;
  /** A token holds text of both sides. */
  readonly borderMerged: boolean;
}

/**
 * Finds the border of prompt and answer in the texts of the tokens of both. Undefined where the texts do not spell
 * prompt + answer (bytes of an unfinished character come out as U+FFFD) or where no token ends at the border: then
 * only the count of the prompt's own tokens tells, as the released Superfiltering code has it.
 */
export function alignBorder(tokens: readonly string[], prompt: string, answer: string): Border | undefined {
  const text = prompt + answer;
  let at = 0;
  let promptCount: number | undefined;
  for (const [index, token] of tokens.entries()) {
    if (at === prompt.length) promptCount ??= index;
    if (!text.startsWith(token, at)) return undefined;
    at += token.length;
  }
  return at === text.length && promptCount !== undefined ? { promptCount, borderMerged: false } : undefined;
}
