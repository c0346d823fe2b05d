import type { OpenedSample, SampleRow } from '../../storage/contract/sample-answers.ts';
import { currentPassage, passageKey } from '../../core/annotations/current-corpus.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import { settleSample } from '../../core/samples/annotation-mark.ts';
import { createPassageSampler } from '../../core/samples/passage-samples.ts';
import type { Sample, SampleOptions } from '../../core/samples/sample.ts';
import { sampleState } from '../../core/samples/sample-state.ts';
import { pickAfter } from '../../core/selection/pick-after.ts';
import { nextTask } from './next-task.ts';
import type { OpenSample } from './slices/samples-slice.ts';
import type { StudioState } from './state.ts';
import type { StudioContext } from './studio-context.ts';

/** Samples that stay in memory behind the one that is looked at. */
const MOST_OPENED = 60;

/**
 * Brings samples into memory, to be looked at and edited; those that were looked at longest ago go. The first one is
 * there as soon as it is read, and the others in a task behind it.
 */
export async function openSamples(context: StudioContext, places: readonly number[]): Promise<void> {
  const { get, deps } = context;
  const { corpus: before } = get();
  const models = get().predictedBy.map(({ modelHash }) => modelHash);
  const [first, ...others] = await deps.samples.open(places, models);
  // Of another corpus by now.
  const isGone = (): boolean => get().corpus !== before && !isSameVersion(before, get().corpus);
  if (first === undefined || isGone()) return;
  putOpened(context, [first]);
  if (others.length === 0) return;
  await nextTask();
  if (!isGone()) putOpened(context, others);
}

function putOpened({ get, set }: StudioContext, read: readonly OpenedSample[]): void {
  const opened = new Map(get().opened);
  for (const each of read) {
    const { place } = each.row;
    const known = opened.get(place);
    // At the end of the order in which they go.
    opened.delete(place);
    opened.set(place, known === undefined ? currentSample(get(), each) : renewed(known, each));
  }
  for (const place of [...opened.keys()].slice(0, Math.max(0, opened.size - MOST_OPENED))) opened.delete(place);
  set({ opened });
}

function isSameVersion(one: StudioState['corpus'], other: StudioState['corpus']): boolean {
  return one.kind === 'ready' && other.kind === 'ready' && one.version === other.version;
}

/** Samples of the corpus with what can be looked at beside them, which nobody keeps. Rejects with a `FailureError`. */
export async function readOpenSamples(
  { get, deps }: StudioContext,
  places: readonly number[],
  models: readonly string[],
): Promise<readonly OpenSample[]> {
  const read = await deps.samples.open(places, models);
  return read.map((each) => currentSample(get(), each));
}

/** Imported passages of the samples that are looked at, by `passageKey`. */
export function importedOf({ opened }: Pick<StudioState, 'opened'>): ReadonlyMap<string, Passage> {
  return new Map([...opened.values()].map(({ row: { sample }, imported }) => [passageKey(sample), imported]));
}

/** Samples that are looked at as they are after edits and marks; those that say the same stay the same objects. */
export function withEdits(
  before: Pick<StudioState, 'opened' | 'sampleOptions' | 'edits' | 'marks'>,
  { edits, marks }: Pick<StudioState, 'edits' | 'marks'>,
): ReadonlyMap<number, OpenSample> {
  return new Map(
    [...before.opened].map(([place, each]) => {
      const { sample } = each.row;
      const key = passageKey(sample);
      const isSame = edits.get(key) === before.edits.get(key) && marks.has(sample.id) === before.marks.has(sample.id);
      return [place, isSame ? each : rebuilt(each, { edits, marks, sampleOptions: before.sampleOptions })];
    }),
  );
}

/** What a sample says is known here first; how it is scored and picked, and what models answered, is read anew. */
function renewed(known: OpenSample, { row, predictions }: OpenedSample): OpenSample {
  return {
    ...known,
    row: rowOf(row, known.row.sample),
    predictions: areEqual(predictions, known.predictions) ? known.predictions : predictions,
  };
}

function areEqual(one: OpenedSample['predictions'], other: OpenedSample['predictions']): boolean {
  return one.size === other.size && JSON.stringify([...one]) === JSON.stringify([...other]);
}

/** With what people did that is on no disk yet. */
function currentSample(state: Pick<StudioState, 'edits' | 'marks' | 'sampleOptions'>, read: OpenedSample): OpenSample {
  return rebuilt({ ...read, passage: read.imported }, state);
}

function rebuilt(
  open: OpenSample,
  { edits, marks, sampleOptions }: Pick<StudioState, 'edits' | 'marks' | 'sampleOptions'>,
): OpenSample {
  const passage = currentPassage(open.imported, edits.get(passageKey(open.row.sample)));
  const { row } = open;
  const sample = rebuildSample(row.sample, passage, { options: sampleOptions, isMarked: marks.has(row.sample.id) });
  return { ...open, passage, row: sample === row.sample ? row : rowOf(row, sample) };
}

/** A row of a sample that says something else by now. Its score stays, of the answer that it was given to. */
function rowOf(row: SampleRow, sample: Sample): SampleRow {
  const { score, pick } = row;
  const state = sampleState(sample);
  const isSame = row.sample.contentHash === sample.contentHash;
  const stale = isSame ? row.stale : score !== undefined && score.contentHash !== sample.contentHash;
  return { ...row, sample, state, stale, pick: pick && pickAfter(pick, state) };
}

/** A text keeps its samples whatever its mentions are: each stays in its place and keeps its id. */
function rebuildSample(
  before: Sample,
  passage: Passage,
  { options, isMarked }: { readonly options: SampleOptions; readonly isMarked: boolean },
): Sample {
  const made = createPassageSampler(options).sampleAt(before.documentId, passage, { span: before.span });
  const sample = isMarked ? settleSample(made) : made;
  const isSame =
    before.contentHash === sample.contentHash &&
    before.settled === sample.settled &&
    JSON.stringify(before.mentions) === JSON.stringify(sample.mentions);
  return isSame ? before : { ...sample, id: before.id };
}
