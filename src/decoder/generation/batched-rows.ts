import type { Tensor } from 'onnxruntime-web';
import { cachedFloats } from '../graph/join-caches.ts';
import type { DecodeRows, NextToken } from './decode-rows.ts';
import type { DecoderModel, KeyValueCache } from '../model/decoder-model.ts';
import type { PromptPrefix } from './prompt-prefix.ts';

/** Free columns that a packing leaves behind the longest row, so that not every step has to pack. */
const SPARE_COLUMNS = 16;
/** How much larger than needed memory is taken, so that rows may grow for a while without other memory. */
const SPARE_MEMORY = 1.25;
/** Prompts of like length that are read in one run: more would only bring padding, and outgrow the processor's caches. */
const ROWS_READ_TOGETHER = 8;
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
  readonly #model: DecoderModel;
  readonly #prefix: PromptPrefix;
  #cache: KeyValueCache = { tokenCount: 0, tensors: [], rowCounts: [] };
  /** Tokens of the row in each place of the batch. */
  #counts: number[] = [];
  /** The place of each row. */
  #places: readonly number[] = [];
  /** Memory of the packing before the last one: megabytes that would otherwise be fetched and cleared each time. */
  #spare: readonly Float32Array[] = [];

  constructor(model: DecoderModel, prefix: PromptPrefix) {
    this.#model = model;
    this.#prefix = prefix;
  }

  async start(keep: readonly number[], prompts: readonly (readonly number[])[]): Promise<readonly Float32Array[]> {
    const prefix = await this.#prefix.of(prompts);
    const cut = prefix?.tokenCount ?? 0;
    const head = prefix === undefined ? [] : [{ cache: prefix, place: 0, count: cut }];
    const started: { readonly pieces: readonly Piece[]; readonly logits: Float32Array }[] = [];
    const byLength = [...prompts.keys()].toSorted((a, b) => (prompts[a]?.length ?? 0) - (prompts[b]?.length ?? 0));
    for (let from = 0; from < byLength.length; from += ROWS_READ_TOGETHER) {
      const group = byLength.slice(from, from + ROWS_READ_TOGETHER);
      const rests = group.map((index) => prompts[index]?.slice(cut) ?? []);
      const { logits, fresh } = await this.#model.stepRows(rests, prefix);
      const byPlace = rowsOf(logits, group.length);
      group.forEach((index, place) => {
        const own = { cache: fresh, place, count: rests[place]?.length ?? 0 };
        started[index] = { pieces: [...head, own], logits: byPlace[place] ?? new Float32Array() };
      });
    }
    this.#admit(
      keep,
      started.map(({ pieces }) => pieces),
    );
    return started.map(({ logits }) => logits);
  }

  async step(rows: readonly NextToken[]): Promise<readonly Float32Array[]> {
    const places = rows.map(({ parent }) => this.#pieceOf(parent).place);
    const isRoomy = places.every((place) => (this.#counts[place] ?? 0) < this.#cache.tokenCount);
    const isSparse = places.length < MIN_USED_SHARE * this.#counts.length;
    const longest = Math.max(...places.map((place) => this.#counts[place] ?? 0));
    const isLoose = this.#cache.tokenCount > longest + 2 * SPARE_COLUMNS;
    const isShared = new Set(places).size < places.length;
    if (isRoomy && !isSparse && !isLoose && !isShared) this.#places = places;
    else this.#pack(rows.map(({ parent }) => [this.#pieceOf(parent)]));
    const ids = this.#counts.map(() => [IDLE_TOKEN]);
    rows.forEach(({ id }, row) => (ids[this.#pieceOf(row).place] = [id]));
    const { logits, fresh } = await this.#model.stepRows(ids, { ...this.#cache, rowCounts: this.#counts });
    this.#append(fresh);
    const byPlace = rowsOf(logits, this.#counts.length);
    return rows.map((_, row) => byPlace[this.#pieceOf(row).place] ?? new Float32Array());
  }

  #pieceOf(row: number): Piece {
    const place = this.#places[row];
    const count = place === undefined ? undefined : this.#counts[place];
    if (place === undefined || count === undefined) throw new Error(`there is no row ${row}`);
    return { cache: this.#cache, place, count };
  }

  /** Puts new rows into idle places where these are enough and long enough; else all rows are packed anew. */
  #admit(keep: readonly number[], started: readonly (readonly Piece[])[]): void {
    const kept = keep.map((row) => this.#pieceOf(row));
    const inUse = new Set(kept.map(({ place }) => place));
    const idle = [...this.#counts.keys()].filter((place) => !inUse.has(place)).slice(0, started.length);
    const isRoomy = started.every((pieces) => lengthOf(pieces) < this.#cache.tokenCount);
    if (idle.length < started.length || !isRoomy) {
      this.#pack([...kept.map((piece) => [piece]), ...started]);
      return;
    }
    for (const [layer, tensor] of this.#cache.tensors.entries()) {
      started.forEach((pieces, index) => writePieces(tensor, { layer, place: idle[index] ?? 0, pieces }));
    }
    started.forEach((pieces, index) => (this.#counts[idle[index] ?? 0] = lengthOf(pieces)));
    this.#places = [...kept.map(({ place }) => place), ...idle];
  }

  /** Copies rows into buffers of just their number; each row is made of pieces, one behind the other. */
  #pack(rows: readonly (readonly Piece[])[]): void {
    const counts = rows.map(lengthOf);
    const columns = Math.max(...counts) + SPARE_COLUMNS;
    const like = rows[0]?.[0]?.cache.tensors ?? [];
    const tensors = like.map(({ dims: [, headCount = 0, , size = 0] }, layer) => {
      const dims = [rows.length, headCount, columns, size];
      // What is behind a row's own columns is left as it was: it is masked, and it is finite.
      const data = takeFloats(this.#spare[layer], rows.length * headCount * columns * size);
      const packed = new this.#model.tensorClass('float32', data, dims);
      rows.forEach((pieces, place) => writePieces(packed, { layer, place, pieces }));
      return packed;
    });
    this.#spare = this.#cache.tensors.map((tensor) => new Float32Array(cachedFloats(tensor).buffer));
    this.#cache = { tokenCount: columns, tensors };
    this.#counts = counts;
    this.#places = rows.map((_, place) => place);
  }

  /** Writes the keys and values of the token that each row has just read into the row's next column. */
  #append(fresh: KeyValueCache): void {
    this.#cache.tensors.forEach((tensor, layer) => {
      const [, headCount = 0, , size = 0] = tensor.dims;
      const target = cachedFloats(tensor);
      const source = cachedFloats(fresh.tensors[layer]);
      for (const place of this.#places) {
        for (let head = 0; head < headCount; head += 1) {
          const from = (place * headCount + head) * size;
          const column = (place * headCount + head) * this.#cache.tokenCount + (this.#counts[place] ?? 0);
          target.set(source.subarray(from, from + size), column * size);
        }
      }
    });
    for (const place of this.#places) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }
}

function takeFloats(spare: Float32Array | undefined, count: number): Float32Array {
  const floats =
    spare !== undefined && spare.length >= count ? spare : new Float32Array(Math.ceil(count * SPARE_MEMORY));
  return floats.subarray(0, count);
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { count }) => sum + count, 0);
}

/** Writes a row's pieces into a tensor of its layer, from the place's first column on. */
function writePieces(
  target: Tensor,
  row: { readonly layer: number; readonly place: number; readonly pieces: readonly Piece[] },
): void {
  const [, headCount = 0, columns = 0, size = 0] = target.dims;
  const written = cachedFloats(target);
  let column = 0;
  for (const { cache, place, count } of row.pieces) {
    const data = cachedFloats(cache.tensors[row.layer]);
    for (let head = 0; head < headCount; head += 1) {
      const from = (place * headCount + head) * cache.tokenCount * size;
      const to = ((row.place * headCount + head) * columns + column) * size;
      written.set(data.subarray(from, from + count * size), to);
    }
    column += count;
  }
}

function rowsOf(logits: Float32Array, count: number): readonly Float32Array[] {
  const width = logits.length / count;
  return Array.from({ length: count }, (_, row) => logits.subarray(row * width, (row + 1) * width));
}
