import * as v from 'valibot';
import type { EntityType } from '../../core/corpus/corpus.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import { WEIGHT_DTYPES } from '../../core/ifd/weight-dtype.ts';
import { SELECTION_STRATEGIES, type SelectionOptions } from '../../core/selection/selection.ts';
import { conflictLists, type OpenConflict, type SettledConflict } from '../../core/merge/merge-conflict.ts';
import type { PutAside } from '../../core/open/put-aside.ts';
import type { DataIssue } from '../../core/issue.ts';
import { readStoredIssues } from '../../storage/tables/read-corpus.ts';
import { readListedConflicts } from '../../storage/tables/stored-conflicts.ts';
import { type ReviewedCopy, readStoredCopies } from '../../storage/tables/stored-copies.ts';
import type { DeviceChoice, PrecisionChoice } from '../../worker/scorer-protocol.ts';
import { readChosenModel } from './chosen-model.ts';
import type { RememberedModel } from './slices/model-slice.ts';
import type { Guidelines, SavedView } from './slices/guidance-slice.ts';
import { type Drafts, readDrafts } from './slices/drafts.ts';
import { DEFAULT_SAMPLE_OPTIONS } from './slices/samples-slice.ts';
import { DEFAULT_SELECTION_OPTIONS } from './slices/selection-slice.ts';

/** What is stored under `setting`, by key. */
export interface StudioSettings {
  readonly sampleOptions: SampleOptions;
  /** See `StudioState`. */
  readonly typeOrder: readonly EntityType[];
  readonly putAside: readonly PutAside[];
  readonly selectionOptions: SelectionOptions;
  readonly device: DeviceChoice;
  readonly precision: PrecisionChoice;
  /** The last model; one that came from files as the folder it lay in. */
  readonly modelSource: RememberedModel | undefined;
  readonly author: string | undefined;
  /** See `StudioState`, as the next three. */
  readonly savedViews: readonly SavedView[];
  readonly reviewView: string;
  readonly guidelines: Guidelines;
  readonly drafts: Drafts;
  readonly customKeys: Readonly<Record<string, string>>;
  /** Left of merges. */
  readonly conflicts: readonly OpenConflict[];
  readonly settledConflicts: readonly SettledConflict[];
  /** Both sides of every merge. */
  readonly copies: readonly ReviewedCopy[];
  /** What the texts of the corpus say twice, and the like; undefined where nobody has looked yet. */
  readonly textIssues: readonly DataIssue[] | undefined;
  /** Scoring was running and nobody had paused it: to go on after a reload. */
  readonly scoringRuns: boolean;
  /** The project is of an older studio: its selection is to be made by its rule, as it was shown there. */
  readonly selectionDue: boolean | undefined;
}

/** What does not fit becomes `otherwise`, and so does what is missing. */
function or<Schema extends v.GenericSchema>(schema: Schema, otherwise: v.InferOutput<Schema>) {
  return v.optional(v.fallback(schema, otherwise), otherwise);
}

/** A list; an item that does not fit is left out. */
function listOf<Item extends v.GenericSchema>(item: Item) {
  return v.pipe(
    or(v.array(v.unknown()), []),
    v.transform((items) =>
      items.flatMap((each): v.InferOutput<Item>[] => {
        const read = v.safeParse(item, each);
        return read.success ? [read.output] : [];
      }),
    ),
  );
}

/** A group of settings, each with a default. */
function group<const Fields extends v.ObjectEntries>(fields: Fields) {
  return v.pipe(or(v.looseObject({}), {}), v.object(fields));
}

const TYPES = v.pipe(
  listOf(v.string()),
  v.transform((types) => [...new Set(types)]),
);

/** By keys of a person's own or of a corpus, whatever they are: valibot's `record` leaves out "constructor". */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** What is no text is left out. */
function wordsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entriesOf(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

const WORDS = v.pipe(v.optional(v.unknown(), {}), v.transform(wordsOf));

const PUT_ASIDE = v.pipe(
  v.object({
    file: v.string(),
    documentId: v.string(),
    textSha256: v.string(),
    annotationSha256: v.optional(v.fallback(v.undefinedable(v.string()), undefined)),
    originals: v.optional(v.unknown()),
  }),
  v.transform(({ annotationSha256, originals, ...document }): PutAside => {
    const kept = entriesOf(originals).map(([passageId, words]) => [passageId, wordsOf(words)]);
    return {
      ...document,
      ...(annotationSha256 !== undefined && { annotationSha256 }),
      ...(kept.length > 0 && { originals: Object.fromEntries(kept) }),
    };
  }),
);

const SELECTION_OPTIONS = v.pipe(
  group({
    strategy: or(v.picklist(SELECTION_STRATEGIES), DEFAULT_SELECTION_OPTIONS.strategy),
    keepRatio: or(v.number(), DEFAULT_SELECTION_OPTIONS.keepRatio),
    base: or(v.picklist(['all-positives', 'eligible-positives']), DEFAULT_SELECTION_OPTIONS.base),
    ifdCeiling: or(v.number(), DEFAULT_SELECTION_OPTIONS.ifdCeiling),
    negativeRatio: or(v.number(), DEFAULT_SELECTION_OPTIONS.negativeRatio),
    seed: or(v.number(), DEFAULT_SELECTION_OPTIONS.seed),
  }),
  v.transform((options) => (areUsableOptions(options) ? options : DEFAULT_SELECTION_OPTIONS)),
);

const SETTINGS = v.object({
  sampleOptions: group({
    entityTypes: TYPES,
    instructionTemplate: or(v.string(), DEFAULT_SAMPLE_OPTIONS.instructionTemplate),
    unit: or(v.picklist(['sentence', 'passage']), DEFAULT_SAMPLE_OPTIONS.unit),
  }),
  putAside: listOf(PUT_ASIDE),
  typeOrder: TYPES,
  selectionOptions: SELECTION_OPTIONS,
  device: or(v.picklist(['auto', 'webgpu', 'wasm']), 'auto'),
  precision: or(v.picklist(['auto', ...WEIGHT_DTYPES]), 'auto'),
  customKeys: WORDS,
  savedViews: listOf(v.object({ name: v.string(), query: v.string() })),
  reviewView: or(v.string(), ''),
  guidelines: group({ project: or(v.string(), ''), labels: WORDS }),
  drafts: v.pipe(
    WORDS,
    v.transform((words) => readDrafts(words)),
  ),
  scoringRuns: or(v.boolean(), false),
  selectionDue: or(v.boolean(), false),
});

/** Settings as an older studio or a curious person may have left them: what does not fit becomes the default. */
export function readSettings(stored: Readonly<Record<string, unknown>>): StudioSettings {
  return {
    ...v.parse(SETTINGS, stored),
    author: typeof stored['author'] === 'string' ? stored['author'] : undefined,
    modelSource: readChosenModel(stored['modelSource']),
    ...conflictLists(readListedConflicts(new Map(Object.entries(stored)))),
    copies: readStoredCopies(stored['copies']),
    textIssues: readStoredIssues(stored['textIssues']),
  };
}

/** Within the bounds that the selection asks for. */
export function areUsableOptions({ keepRatio, negativeRatio, ifdCeiling, seed }: SelectionOptions): boolean {
  return (
    keepRatio > 0 &&
    keepRatio <= 1 &&
    negativeRatio >= 0 &&
    negativeRatio <= 1 &&
    ifdCeiling > 0 &&
    ifdCeiling < Infinity &&
    Number.isSafeInteger(seed)
  );
}
