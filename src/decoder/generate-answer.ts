import type { EntityType } from '../core/corpus/corpus.ts';
import { AnswerAutomaton, type AnswerMention, type AnswerState } from './constraint/answer-automaton.ts';
import type { DecoderModel, KeyValueCache } from './decoder-model.ts';

export interface GenerateOptions {
  readonly maxNewTokens: number;
  /** Holds the answer to valid JSON about this input; without it the model writes freely. */
  readonly constraint?: { readonly text: string; readonly entityTypes: readonly EntityType[] };
  readonly signal?: AbortSignal;
  /** Called with the whole text so far after every token, and the mentions finished so far. */
  readonly onText?: (text: string, mentions: readonly AnswerMention[]) => void;
}

export interface GeneratedText {
  readonly text: string;
  /** Where the answer's names lie in the input; undefined for free writing, which gives no places. */
  readonly mentions: readonly AnswerMention[] | undefined;
  readonly tokenCount: number;
  /** `maxNewTokens` or the model's window ended it before the answer was complete. */
  readonly cut: boolean;
}

/** Chooses tokens and knows when the answer is complete. */
interface Chooser {
  /** The next token, or undefined when the model ends the answer. */
  choose(logits: Float32Array): number | undefined;
  isComplete(text: string): boolean;
  mentions(): readonly AnswerMention[] | undefined;
}

/**
 * Greedy decoding of the answer that follows `prompt`. Ends when the answer's JSON array closes, at `maxNewTokens` or
 * when the model's window is full; free writing also ends at an end token. A constrained answer that is cut ends behind
 * its last whole entity, so that it is valid JSON all the same.
 *
 * @throws DOMException `AbortError` when the signal fires.
 */
export async function generateAnswer(
  model: DecoderModel,
  prompt: string,
  options: GenerateOptions,
): Promise<GeneratedText> {
  const { tokenizer } = model.opened;
  const promptIds = tokenizer.encode(prompt);
  const room = Math.min(options.maxNewTokens, model.maxPositions - promptIds.length);
  const chooser = options.constraint === undefined ? freeChooser(model) : constrainedChooser(model, options.constraint);
  const generated: number[] = [];
  let cache: KeyValueCache | undefined;
  let next = promptIds;
  let text = '';
  const finish = (cut: boolean): GeneratedText => ({
    text,
    mentions: chooser.mentions(),
    tokenCount: generated.length,
    cut,
  });
  while (generated.length < room) {
    options.signal?.throwIfAborted();
    const { logits, cache: grown } = await model.step(next, cache);
    cache = grown;
    const chosen = chooser.choose(logits);
    if (chosen === undefined) return finish(false);
    generated.push(chosen);
    text = tokenizer.decode(generated);
    options.onText?.(text, chooser.mentions() ?? []);
    if (chooser.isComplete(text)) return finish(false);
    next = [chosen];
  }
  if (options.constraint !== undefined) text = closeAfterLastEntity(text);
  return finish(true);
}

function freeChooser(model: DecoderModel): Chooser {
  return {
    choose: (logits) => {
      let best = 0;
      for (let i = 1; i < logits.length; i += 1) if ((logits[i] ?? 0) > (logits[best] ?? 0)) best = i;
      return model.opened.config.endTokenIds.includes(best) ? undefined : best;
    },
    isComplete: (text) => completeLength(text, 0) !== undefined,
    mentions: () => undefined,
  };
}

function constrainedChooser(
  model: DecoderModel,
  constraint: { text: string; entityTypes: readonly EntityType[] },
): Chooser {
  const trie = model.opened.tokenizer.byteTrie();
  const automaton = new AnswerAutomaton(constraint);
  let state: AnswerState = automaton.initial;
  return {
    choose: (logits) => {
      const allowed = trie.collect(state, automaton.step);
      let best: number | undefined;
      for (const id of allowed.keys()) {
        if (best === undefined || (logits[id] ?? -Infinity) > (logits[best] ?? -Infinity)) best = id;
      }
      const reached = best === undefined ? undefined : allowed.get(best);
      if (best === undefined || reached === undefined) throw new Error('the vocabulary cannot spell this answer');
      state = reached;
      return best;
    },
    isComplete: () => state.phase === 'done',
    mentions: () => AnswerAutomaton.mentionsOf(state),
  };
}

function closeAfterLastEntity(text: string): string {
  const length = completeLength(text, 1);
  return length === undefined ? '[]' : `${text.slice(0, length)}]`;
}

/**
 * Length of the longest beginning of `text` that ends with a bracket closing back to `depth`; undefined when there is
 * none. Brackets inside strings do not count.
 */
function completeLength(text: string, depth: number): number | undefined {
  let open = 0;
  let inString = false;
  let found: number | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') open += 1;
    else if (character === ']' || character === '}') {
      open -= 1;
      if (open === depth) found = i + 1;
    }
  }
  return found;
}
