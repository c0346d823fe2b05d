import type { EscapedText } from './escaped-text.ts';

/** Whether mentions stand in the answer as in the text, which gives each its place, or in any order. */
export type MentionOrder = 'appearance' | 'free';

/** Where a mention of the list being written lies: byte offsets in the escaped text. */
export interface UsedPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * The places of a text that the next name of a list may take.
 * - `appearance`: those that start behind the last name, or start with it and end later.
 * - `free`: all that no name of the list has taken; a name takes the first place that it fits. So a name may stand in a
 *   list as often as in the text.
 */
export class OpenPlaces {
  readonly #escaped: EscapedText;
  readonly #order: MentionOrder;
  readonly #last: UsedPlace | undefined;
  readonly #used: readonly UsedPlace[];

  /** @param used the list's places so far, the last one first. */
  constructor(escaped: EscapedText, order: MentionOrder, used: readonly UsedPlace[]) {
    this.#escaped = escaped;
    this.#order = order;
    this.#last = used[0];
    this.#used = used;
  }

  get isEmpty(): boolean {
    return !this.#escaped.starts.some((start) => this.canReach(start, start));
  }

  /** Where a name may begin. */
  starts(): readonly number[] {
    return this.#escaped.starts.filter((start) => this.canReach(start, start));
  }

  /** Whether the name from `start` may end before `at`. */
  canEnd(start: number, at: number): boolean {
    if (at <= start || !this.#escaped.isEnd(at)) return false;
    switch (this.#order) {
      case 'appearance':
        return (
          this.#last === undefined || start > this.#last.start || (start === this.#last.start && at > this.#last.end)
        );
      case 'free':
        return !this.#used.some((place) => place.start === start && place.end === at);
      default:
        return this.#order satisfies never;
    }
  }

  /** Whether the name from `start`, written up to `at`, can still end somewhere. */
  canReach(start: number, at: number): boolean {
    const lastEnd = this.#escaped.lastEnd(Math.max(at, start + 1));
    if (lastEnd < 0) return false;
    switch (this.#order) {
      case 'appearance':
        return this.canEnd(start, lastEnd);
      case 'free': {
        if (this.canEnd(start, lastEnd)) return true;
        const { ends } = this.#escaped;
        for (let i = ends.length - 1; i >= 0; i -= 1) {
          const end = ends[i] ?? -1;
          if (end < at || end <= start) return false;
          if (end < lastEnd && this.canEnd(start, end)) return true;
        }
        return false;
      }
      default:
        return this.#order satisfies never;
    }
  }
}
