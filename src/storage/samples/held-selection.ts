import { countKept, type Picks } from '../../core/selection/build-picks.ts';
import type { SelectionSummary } from '../contract/sample-answers.ts';
import { overruling } from '../../core/selection/find-samples.ts';
import type { StoredSelection } from '../../core/selection/selection.ts';
import type { SampleIndex } from './sample-index.ts';
import { readHoldingId, readSelection } from '../tables/selection-table.ts';

export interface CountedSelection {
  readonly selection: StoredSelection;
  readonly picks: Picks;
}

/** The selection that holds in a project, read once and counted over the samples as they are now. */
export class HeldSelection {
  readonly #index: SampleIndex;
  /** `read` is undefined where no selection holds. */
  #known:
    | {
        readonly read: ReturnType<typeof readSelection> | undefined;
        readonly counted: (CountedSelection & { readonly version: number }) | undefined;
      }
    | undefined;

  constructor(index: SampleIndex) {
    this.#index = index;
  }

  /** Undefined where none was made. */
  held(): CountedSelection | undefined {
    const { version, db, columns } = this.#index;
    if (this.#known === undefined) {
      const id = readHoldingId(db);
      this.#known = { read: id === undefined ? undefined : readSelection(db, id, columns.count), counted: undefined };
    }
    const { read, counted } = this.#known;
    if (read === undefined) return undefined;
    if (counted?.version === version) return counted;
    const counts = countKept(columns, read.picks.kept);
    const now = { version, selection: read.selection, picks: { ...read.picks, counts } };
    this.#known = { read, counted: now };
    return now;
  }

  /** With the decisions that turn against it. */
  summary(): SelectionSummary | undefined {
    const held = this.held();
    if (held === undefined) return undefined;
    const { picks, selection } = held;
    const { columns } = this.#index;
    const overrules = overruling(columns, picks);
    const overruled = { approved: 0, rejected: 0 };
    for (let place = 0; place < columns.count; place++) {
      const said = overrules(place);
      if (said !== undefined) overruled[said]++;
    }
    return { selection, counts: picks.counts, cutOffIfd: picks.cutOffIfd, overruled };
  }

  /** Another one may hold from now on. */
  forget(): void {
    this.#known = undefined;
  }
}
