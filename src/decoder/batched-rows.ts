import { cachedFloats } from './join-caches.ts';
import type { DecodeRows, NextToken } from './decode-rows.ts';
import type { DecoderModel, KeyValueCache } from './decoder-model.ts';
import type { PromptPrefix } from './prompt-prefix.ts';

/** Free columns that a packing leaves behind the longest row, so that not every step has to pack. */
const SPARE_COLUMNS = 16;
/** A batch is packed anew when fewer of its places than this share are in use. */
const MIN_USED_SHARE = 0.75;
/** Read by places that nobody looks at. */
const IDLE_TOKEN = 0;

/** A row's keys and values in some cache: its first `count` columns. */
interface Piece {
  readonly cache: KeyValueCache;
  readonly place: number;
  readonly count: number;
}

/**
 * Rows that run as one batch. Their keys and values lie in one buffer a layer, each row's from the first column on; a
 * step writes one column a row in place. Rows that are dropped leave their place idle until the next packing.
 */
export class BatchedRows implements DecodeRows {
  private readonly model: DecoderModel;
  private readonly prefix: PromptPrefix;
  private cache: KeyValueCache = { tokenCount: 0, tensors: [], rowCounts: [] };
  /** Tokens of the row in each place of the batch. */
  private counts: number[] = [];
  /** The place of each row. */
  private places: readonly number[] = [];

  constructor(model: DecoderModel, prefix: PromptPrefix) {
    this.model = model;
    this.prefix = prefix;
  }

  async start(keep: readonly number[], prompts: readonly (readonly number[])[]): Promise<readonly Float32Array[]> {
    const prefix = await this.prefix.of(prompts);
    const cut = prefix?.tokenCount ?? 0;
    const { logits, fresh } = await this.model.stepRows(
      prompts.map((ids) => ids.slice(cut)),
      prefix,
    );
    const head = prefix === undefined ? [] : [{ cache: prefix, place: 0, count: cut }];
    const started = prompts.map((ids, place) => [...head, { cache: fresh, place, count: ids.length - cut }]);
    this.pack([...keep.map((row) => [this.pieceOf(row)]), ...started]);
    return rowsOf(logits, prompts.length);
  }

  async step(rows: readonly NextToken[]): Promise<readonly Float32Array[]> {
    const places = rows.map(({ parent }) => this.pieceOf(parent).place);
    const isRoomy = places.every((place) => (this.counts[place] ?? 0) < this.cache.tokenCount);
    const isSparse = places.length < MIN_USED_SHARE * this.counts.length;
    const isShared = new Set(places).size < places.length;
    if (isRoomy && !isSparse && !isShared) this.places = places;
    else this.pack(rows.map(({ parent }) => [this.pieceOf(parent)]));
    const ids = this.counts.map(() => [IDLE_TOKEN]);
    rows.forEach(({ id }, row) => (ids[this.pieceOf(row).place] = [id]));
    const { logits, fresh } = await this.model.stepRows(ids, { ...this.cache, rowCounts: this.counts });
    this.append(fresh);
    const byPlace = rowsOf(logits, this.counts.length);
    return rows.map((_, row) => byPlace[this.pieceOf(row).place] ?? new Float32Array());
  }

  private pieceOf(row: number): Piece {
    const place = this.places[row];
    const count = place === undefined ? undefined : this.counts[place];
    if (place === undefined || count === undefined) throw new Error(`there is no row ${row}`);
    return { cache: this.cache, place, count };
  }

  /** Copies rows into buffers of just their number; each row is made of pieces, one behind the other. */
  private pack(rows: readonly (readonly Piece[])[]): void {
    const counts = rows.map((pieces) => pieces.reduce((sum, { count }) => sum + count, 0));
    const columns = Math.max(...counts) + SPARE_COLUMNS;
    const like = rows[0]?.[0]?.cache.tensors ?? [];
    const tensors = like.map((tensor, layer) => {
      const [, headCount = 0, , size = 0] = tensor.dims;
      const packed = new Float32Array(rows.length * headCount * columns * size);
      rows.forEach((pieces, place) => {
        let column = 0;
        for (const { cache, place: from, count } of pieces) {
          const data = cachedFloats(cache.tensors[layer]);
          for (let head = 0; head < headCount; head += 1) {
            const source = (from * headCount + head) * cache.tokenCount * size;
            const target = ((place * headCount + head) * columns + column) * size;
            packed.set(data.subarray(source, source + count * size), target);
          }
          column += count;
        }
      });
      return new this.model.tensorClass('float32', packed, [rows.length, headCount, columns, size]);
    });
    this.cache = { tokenCount: columns, tensors };
    this.counts = counts;
    this.places = rows.map((_, place) => place);
  }

  /** Writes the keys and values of the token that each row has just read into the row's next column. */
  private append(fresh: KeyValueCache): void {
    this.cache.tensors.forEach((tensor, layer) => {
      const [, headCount = 0, , size = 0] = tensor.dims;
      const target = cachedFloats(tensor);
      const source = cachedFloats(fresh.tensors[layer]);
      for (const place of this.places) {
        for (let head = 0; head < headCount; head += 1) {
          const from = (place * headCount + head) * size;
          const column = (place * headCount + head) * this.cache.tokenCount + (this.counts[place] ?? 0);
          target.set(source.subarray(from, from + size), column * size);
        }
      }
    });
    for (const place of this.places) this.counts[place] = (this.counts[place] ?? 0) + 1;
  }
}

function rowsOf(logits: Float32Array, count: number): readonly Float32Array[] {
  const width = logits.length / count;
  return Array.from({ length: count }, (_, row) => logits.subarray(row * width, (row + 1) * width));
}
