import type { SampleLocator } from '../../../storage/contract/sample-answers.ts';
import type { SampleFilter, SampleOrder } from '../../../core/selection/find-samples.ts';
import type { Studio } from '../../../studio/create-studio.ts';
import type { StudioCommands } from '../../../studio/state/studio-commands.ts';
import type { StudioState } from '../../../studio/state/state.ts';
import { type ComparisonSide, differencesOf, differingPassages, modelsOf } from '../compare/comparison-sides.ts';
import { locatorOfConflict } from '../../common/text/locator-of-conflict.ts';
import { locatorsOfAuthor } from './review-facts.ts';
import { readPortions } from './read-portions.ts';
import { anyEntityType, AUDIT_COUNT, type ReviewFilter } from './review-filter.ts';

/** What finding works with. */
export interface QueueSources {
  readonly samples: Studio['samples'];
  readonly readSamples: StudioCommands['readSamples'];
  /** The project as it is at this moment. */
  readonly state: StudioState;
  readonly side: ComparisonSide;
  readonly signal: AbortSignal;
}

/** Places of what a filter shows, in the order asked for. Rejects with the signal's reason when it is aborted. */
export async function findQueue(filter: ReviewFilter, order: SampleOrder, from: QueueSources): Promise<Uint32Array> {
  const { samples, signal } = from;
  const among = await listsOf(filter, from);
  signal.throwIfAborted();
  const query = { filter: { ...columnFilter(filter), among }, text: filter.text, order };
  const found = await samples.find(query);
  signal.throwIfAborted();
  const isComparing = filter.difference !== 'any' || filter.queue === 'differing';
  return isComparing ? differing(found, filter.difference, from) : found;
}

/** Samples of a list that differ from the other side, in the list's order. */
export async function differing(
  places: Uint32Array,
  kind: ReviewFilter['difference'],
  { samples, readSamples, state, side, signal }: QueueSources,
): Promise<Uint32Array> {
  const passages = differingPassages(state, side);
  const isCandidate = passages && new Set(await samples.placesIn(passages));
  const candidates = isCandidate === undefined ? places : places.filter((place) => isCandidate.has(place));
  const differs = new Set<number>();
  for await (const some of readPortions(candidates, modelsOf(side), { readSamples, signal })) {
    for (const open of some) {
      const differences = differencesOf(state, open, side);
      const isWanted = kind === 'any' ? differences.length > 0 : differences.some((each) => each.kind === kind);
      if (isWanted) differs.add(open.row.place);
    }
  }
  return candidates.filter((place) => differs.has(place));
}

/** What the columns of the storage thread can tell. */
function columnFilter({
  queue,
  decision,
  pick,
  kind,
  reason,
  entityType,
  ifdFrom,
  ifdTo,
  lengthFrom,
  lengthTo,
}: ReviewFilter): SampleFilter {
  const from = queue === 'to-check' ? Math.max(1, ifdFrom ?? 1) : ifdFrom;
  return {
    ...(kind !== 'any' && { kind }),
    ...((queue === 'unannotated' || queue === 'incomplete') && { gap: queue }),
    ...(pick !== 'any' && { pick }),
    ...(reason !== 'any' && { reason }),
    ...(entityType !== anyEntityType && { entityType }),
    ...(decision !== 'any' && { decision }),
    ...(queue === 'unscored' && { unscored: true as const }),
    ...(from !== undefined && { ifdFrom: from }),
    ...(ifdTo !== undefined && { ifdTo }),
    ...(lengthFrom !== undefined && { lengthFrom }),
    ...(lengthTo !== undefined && { lengthTo }),
  };
}

/** What only the project knows, as lists of places. */
async function listsOf({ queue, author }: ReviewFilter, from: QueueSources): Promise<readonly Uint32Array[]> {
  const { samples, state } = from;
  const lists: Uint32Array[] = [];
  if (author !== '') lists.push(await located(samples, locatorsOfAuthor(state, author)));
  if (queue === 'conflicts') {
    lists.push(
      await located(
        samples,
        state.conflicts.flatMap((conflict) => locatorOfConflict(conflict) ?? []),
      ),
    );
  }
  if (queue === 'near-duplicates') {
    lists.push(state.nearDuplicates.kind === 'ready' ? state.nearDuplicates.places : new Uint32Array());
  }
  if (queue === 'audit') lists.push(await samples.drawDropped(state.selectionOptions.seed, AUDIT_COUNT));
  return lists;
}

async function located(samples: Studio['samples'], locators: readonly SampleLocator[]): Promise<Uint32Array> {
  const places = await samples.locate(locators);
  return Uint32Array.from(new Set(places.flatMap((place) => place ?? [])));
}
