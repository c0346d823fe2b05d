import { renderPrompt } from '../../core/samples/templates.ts';
import type { TextTokenizer } from '../../decoder/tokenizer.ts';

/** A row of tokens; the loss is on `ids[targetStart..]`, and at least one id stands before them. */
export interface TokenRow {
  readonly id: string;
  readonly ids: Uint32Array;
  readonly targetStart: number;
}

export interface TokenizedRows {
  readonly rows: readonly TokenRow[];
  /** Rows that have more than `maxLength` tokens, by id; they are left out whole: half an answer teaches a wrong one. */
  readonly tooLong: readonly { readonly id: string; readonly tokens: number }[];
  /** Rows of which a token holds text of both prompt and answer; the answer's loss then begins behind it. */
  readonly borderMerged: number;
}

/**
 * Tokenises as scoring does: prompt and answer as one text, the answer's tokens being those behind the count of the
 * prompt's own, no special tokens. @param options `endTokenId` is put behind the answer, and learnt, where given.
 */
export function tokenizeRows(
  rows: readonly {
    readonly id: string;
    readonly instruction: string;
    readonly input: string;
    readonly output: string;
  }[],
  tokenizer: TextTokenizer,
  options: { readonly maxLength: number; readonly endTokenId: number | undefined },
): TokenizedRows {
  const kept: TokenRow[] = [];
  const tooLong: { id: string; tokens: number }[] = [];
  let borderMerged = 0;
  for (const { id, instruction, input, output } of rows) {
    const prompt = renderPrompt(instruction, input);
    const promptIds = tokenizer.encode(prompt);
    const ids = tokenizer.encode(prompt + output);
    if (promptIds.some((promptId, index) => ids[index] !== promptId)) borderMerged += 1;
    if (options.endTokenId !== undefined) ids.push(options.endTokenId);
    if (ids.length > options.maxLength) tooLong.push({ id, tokens: ids.length });
    // A row with nothing behind the prompt's count has nothing to learn.
    else if (ids.length > promptIds.length && promptIds.length > 0) {
      kept.push({ id, ids: Uint32Array.from(ids), targetStart: promptIds.length });
    }
  }
  return { rows: kept, tooLong, borderMerged };
}
