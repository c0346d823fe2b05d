import type { SampleRow } from '../../../storage/contract/sample-answers.ts';
import { type ReviewRow, reviewRow } from './review-rows.ts';

const ROWS_PER_PAGE = 50;
/** As many as a person scrolls over within a while. */
const MOST_PAGES = 40;

/**
 * The rows of a list of places, read a page at a time. A page that is read again stands as it was until it is there;
 * pages that were looked at longest ago go.
 */
export class RowPages {
  readonly places: Uint32Array;
  readonly #read: (places: readonly number[]) => Promise<readonly SampleRow[]>;
  readonly #onChange: () => void;
  readonly #pages = new Map<number, { readonly version: number; readonly rows: readonly ReviewRow[] }>();
  /** Versions that are on their way. */
  readonly #wanted = new Map<number, number>();

  constructor(
    places: Uint32Array,
    how: {
      readonly read: (places: readonly number[]) => Promise<readonly SampleRow[]>;
      /** Rows have come. */
      readonly onChange: () => void;
    },
  ) {
    this.places = places;
    this.#read = how.read;
    this.#onChange = how.onChange;
  }

  /** Undefined where it is not here yet. */
  at(index: number): ReviewRow | undefined {
    return this.#pages.get(Math.floor(index / ROWS_PER_PAGE))?.rows[index % ROWS_PER_PAGE];
  }

  /** Reads the rows from one index to another, and so many pages on either side, unless they are here in this version. */
  async want(from: number, to: number, { version, beside }: { version: number; beside: number }): Promise<void> {
    const last = Math.ceil(this.places.length / ROWS_PER_PAGE) - 1;
    const first = Math.max(0, Math.floor(from / ROWS_PER_PAGE) - beside);
    const reads: Promise<void>[] = [];
    for (let page = first; page <= Math.min(last, Math.floor(to / ROWS_PER_PAGE) + beside); page++) {
      const known = this.#pages.get(page);
      if (known !== undefined) {
        this.#pages.delete(page);
        this.#pages.set(page, known);
      }
      if (known?.version !== version && this.#wanted.get(page) !== version) reads.push(this.#load(page, version));
    }
    await Promise.all(reads);
  }

  async #load(page: number, version: number): Promise<void> {
    this.#wanted.set(page, version);
    try {
      const rows = await this.#read([...this.places.subarray(page * ROWS_PER_PAGE, (page + 1) * ROWS_PER_PAGE)]);
      if (this.#wanted.get(page) !== version) return;
      this.#pages.delete(page);
      this.#pages.set(page, { version, rows: rows.map(reviewRow) });
      for (const old of [...this.#pages.keys()].slice(0, Math.max(0, this.#pages.size - MOST_PAGES))) {
        this.#pages.delete(old);
      }
      this.#onChange();
    } finally {
      if (this.#wanted.get(page) === version) this.#wanted.delete(page);
    }
  }
}
