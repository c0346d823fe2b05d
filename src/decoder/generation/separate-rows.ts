import type { DecodeRows, NextToken } from './decode-rows.ts';
import type { DecoderModel, KeyValueCache } from '../model/decoder-model.ts';
import type { PromptPrefix } from './prompt-prefix.ts';

/** Rows that run one by one, for graphs that take no batch behind a cache. */
export class SeparateRows implements DecodeRows {
  readonly #model: DecoderModel;
  readonly #prefix: PromptPrefix;
  #caches: readonly KeyValueCache[] = [];

  constructor(model: DecoderModel, prefix: PromptPrefix) {
    this.#model = model;
    this.#prefix = prefix;
  }

  async start(keep: readonly number[], prompts: readonly (readonly number[])[]): Promise<readonly Float32Array[]> {
    const prefix = await this.#prefix.of(prompts);
    const started = [];
    for (const ids of prompts) started.push(await this.#model.step(ids.slice(prefix?.tokenCount ?? 0), prefix));
    this.#caches = [...keep.map((row) => this.#cacheOf(row)), ...started.map(({ cache }) => cache)];
    return started.map(({ logits }) => logits);
  }

  async step(rows: readonly NextToken[]): Promise<readonly Float32Array[]> {
    const grown = [];
    for (const { parent, id } of rows) grown.push(await this.#model.step([id], this.#cacheOf(parent)));
    this.#caches = grown.map(({ cache }) => cache);
    return grown.map(({ logits }) => logits);
  }

  #cacheOf(row: number): KeyValueCache {
    const cache = this.#caches[row];
    if (cache === undefined) throw new Error(`there is no row ${row}`);
    return cache;
  }
}
