import type { DecoderModel, KeyValueCache } from '../model/decoder-model.ts';

/** Fewer shared tokens than these are not worth a run of their own. */
const MIN_TOKENS = 8;

/** Keys and values of what prompts begin with alike (the instruction), computed once. */
export class PromptPrefix {
  readonly #model: DecoderModel;
  #known: { readonly ids: readonly number[]; readonly cache: KeyValueCache } | undefined;

  constructor(model: DecoderModel) {
    this.#model = model;
  }

  /**
   * The cache of ids that all these prompts begin with, at least one of each left out; undefined where they share too
   * little. What was computed before serves again.
   */
  async of(prompts: readonly (readonly number[])[]): Promise<KeyValueCache | undefined> {
    const [first] = prompts;
    if (first === undefined) return undefined;
    const known = this.#known;
    if (known !== undefined && prompts.every((ids) => sharedLength(ids, known.ids) === known.ids.length)) {
      return known.cache;
    }
    if (prompts.length < 2) return undefined;
    const length = Math.min(...prompts.map((ids) => sharedLength(ids, first)));
    if (length < MIN_TOKENS) return undefined;
    const ids = first.slice(0, length);
    const cache = await this.#model.prefill(ids);
    this.#known = { ids, cache };
    return cache;
  }
}

/** How many ids both begin with, the last of `ids` never counted: logits are wanted behind it. */
function sharedLength(ids: readonly number[], other: readonly number[]): number {
  const most = Math.min(ids.length - 1, other.length);
  for (let i = 0; i < most; i += 1) if (ids[i] !== other[i]) return i;
  return most;
}
