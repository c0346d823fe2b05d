import type { DecoderModel, KeyValueCache } from './decoder-model.ts';

export interface GenerateOptions {
  readonly maxNewTokens: number;
  readonly signal?: AbortSignal;
  /** Called with the whole text so far after every token. */
  readonly onText?: (text: string) => void;
}

export interface GeneratedText {
  readonly text: string;
  readonly tokenCount: number;
  /** `maxNewTokens` or the model's window ended it before the answer was complete. */
  readonly cut: boolean;
}

/**
 * Greedy decoding of the answer that follows `prompt`. Ends at an end token, at the close of the answer's JSON array
 * (a base model would go on writing), at `maxNewTokens`, or when the model's window is full.
 *
 * @throws DOMException `AbortError` when the signal fires.
 */
export async function generateAnswer(
  model: DecoderModel,
  prompt: string,
  options: GenerateOptions,
): Promise<GeneratedText> {
  const { tokenizer, config } = model.opened;
  const promptIds = tokenizer.encode(prompt);
  const room = Math.min(options.maxNewTokens, model.maxPositions - promptIds.length);
  const generated: number[] = [];
  let cache: KeyValueCache | undefined;
  let next = promptIds;
  let text = '';
  while (generated.length < room) {
    options.signal?.throwIfAborted();
    const { logits, cache: grown } = await model.step(next, cache);
    cache = grown;
    const best = indexOfMax(logits);
    if (config.endTokenIds.includes(best)) return { text, tokenCount: generated.length, cut: false };
    generated.push(best);
    text = tokenizer.decode(generated);
    options.onText?.(text);
    if (isClosedArray(text)) return { text, tokenCount: generated.length, cut: false };
    next = [best];
  }
  return { text, tokenCount: generated.length, cut: true };
}

function indexOfMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

/** True when `text` is a JSON array that has been closed; brackets inside strings do not count. */
export function isClosedArray(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') {
      depth -= 1;
      if (depth === 0) return true;
    }
  }
  return false;
}
