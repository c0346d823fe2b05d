import type { Studio } from '../../../studio/create-studio.ts';
import type { StudioState } from '../../../studio/state/state.ts';
import { differing, type QueueSources } from './find-queue.ts';

/** Ids read at once, to see which are decided on. */
const IDS_AT_ONCE = 2000;
/** Samples compared at once, to see which differ. */
const COMPARED_AT_ONCE = 50;

export interface UndecidedSources {
  readonly samples: Studio['samples'];
  readonly readStudio: () => StudioState;
  readonly signal: AbortSignal;
}

/**
 * The first of some places that nobody has decided on; undefined where there is none. Rejects with the signal's reason
 * when it is aborted.
 */
export async function nextUndecided(
  ahead: Uint32Array,
  { samples, readStudio, signal }: UndecidedSources,
): Promise<number | undefined> {
  for (let at = 0; at < ahead.length; at += IDS_AT_ONCE) {
    signal.throwIfAborted();
    const ids = await samples.ids(ahead.subarray(at, at + IDS_AT_ONCE));
    const { decisions } = readStudio();
    const next = ids.findIndex((id) => !decisions.has(id));
    if (next !== -1) return ahead[at + next];
  }
  return undefined;
}

/** The first of some places with an IFD of 1 or more. */
export async function nextToCheck(ahead: Uint32Array, samples: Studio['samples']): Promise<number | undefined> {
  const order = { column: 'position', descending: false } as const;
  const toCheck = new Set(await samples.find({ filter: { ifdFrom: 1, among: [ahead] }, text: '', order }));
  return ahead.find((place) => toCheck.has(place));
}

/** The first of some places that differs from the other side. Rejects with the signal's reason when it is aborted. */
export async function nextDiffering(ahead: Uint32Array, from: QueueSources): Promise<number | undefined> {
  for (let at = 0; at < ahead.length; at += COMPARED_AT_ONCE) {
    from.signal.throwIfAborted();
    const [next] = await differing(ahead.subarray(at, at + COMPARED_AT_ONCE), 'any', from);
    if (next !== undefined) return next;
  }
  return undefined;
}
