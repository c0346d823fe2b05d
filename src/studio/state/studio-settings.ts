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
import { readChosenModel, type RememberedModel } from './chosen-model.ts';
import type { Guidelines, SavedView } from './state.ts';
import { type Drafts, readDrafts } from './drafts.ts';
import { DEFAULT_SAMPLE_OPTIONS, DEFAULT_SELECTION_OPTIONS } from './defaults.ts';

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

const UNITS = ['sentence', 'passage'] as const;
const BASES = ['all-positives', 'eligible-positives'] as const;
const DEVICES = ['auto', 'webgpu', 'wasm'] as const;
const PRECISIONS = ['auto', ...WEIGHT_DTYPES] as const;

/** Settings as an older studio or a curious person may have left them: what does not fit becomes the default. */
export function readSettings(stored: Readonly<Record<string, unknown>>): StudioSettings {
  return {
    sampleOptions: readSampleOptions(fieldsOf(stored['sampleOptions'])),
    putAside: readPutAside(stored['putAside']),
    typeOrder: readTypes(stored['typeOrder']),
    selectionOptions: readSelectionOptions(fieldsOf(stored['selectionOptions'])),
    device: readWord(stored['device'], DEVICES) ?? 'auto',
    precision: readWord(stored['precision'], PRECISIONS) ?? 'auto',
    modelSource: readChosenModel(stored['modelSource']),
    ...conflictLists(readListedConflicts(fieldsOf(stored))),
    copies: readStoredCopies(stored['copies']),
    author: typeof stored['author'] === 'string' ? stored['author'] : undefined,
    customKeys: readWords(stored['customKeys']),
    savedViews: readViews(stored['savedViews']),
    reviewView: typeof stored['reviewView'] === 'string' ? stored['reviewView'] : '',
    guidelines: readGuidelines(fieldsOf(stored['guidelines'])),
    drafts: readDrafts(readWords(stored['drafts'])),
    textIssues: readStoredIssues(stored['textIssues']),
    scoringRuns: stored['scoringRuns'] === true,
    selectionDue: stored['selectionDue'] === true,
  };
}

function readSampleOptions(fields: ReadonlyMap<string, unknown>): SampleOptions {
  const template = fields.get('instructionTemplate');
  return {
    entityTypes: readTypes(fields.get('entityTypes')),
    instructionTemplate: typeof template === 'string' ? template : DEFAULT_SAMPLE_OPTIONS.instructionTemplate,
    unit: readWord(fields.get('unit'), UNITS) ?? DEFAULT_SAMPLE_OPTIONS.unit,
  };
}

function readTypes(value: unknown): readonly EntityType[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return [...new Set(items.filter((item) => typeof item === 'string'))];
}

function readSelectionOptions(fields: ReadonlyMap<string, unknown>): SelectionOptions {
  const defaults = DEFAULT_SELECTION_OPTIONS;
  const options: SelectionOptions = {
    strategy: readWord(fields.get('strategy'), SELECTION_STRATEGIES) ?? defaults.strategy,
    keepRatio: readNumber(fields.get('keepRatio')) ?? defaults.keepRatio,
    base: readWord(fields.get('base'), BASES) ?? defaults.base,
    ifdCeiling: readNumber(fields.get('ifdCeiling')) ?? defaults.ifdCeiling,
    negativeRatio: readNumber(fields.get('negativeRatio')) ?? defaults.negativeRatio,
    seed: readNumber(fields.get('seed')) ?? defaults.seed,
  };
  return areUsableOptions(options) ? options : defaults;
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

function readWord<T extends string>(value: unknown, words: readonly T[]): T | undefined {
  return words.find((word) => word === value);
}

function readPutAside(value: unknown): readonly PutAside[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) => {
    const { file, documentId, textSha256, annotationSha256 } = readWords(item);
    if (file === undefined || documentId === undefined || textSha256 === undefined) return [];
    const originals = [...fieldsOf(fieldsOf(item).get('originals'))].map(([passageId, each]) => [
      passageId,
      readWords(each),
    ]);
    return [
      {
        file,
        documentId,
        textSha256,
        ...(annotationSha256 !== undefined && { annotationSha256 }),
        ...(originals.length > 0 && { originals: Object.fromEntries(originals) }),
      },
    ];
  });
}

function readViews(value: unknown): readonly SavedView[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) => {
    const { name, query } = readWords(item);
    return name === undefined || query === undefined ? [] : [{ name, query }];
  });
}

function readGuidelines(fields: ReadonlyMap<string, unknown>): Guidelines {
  const project = fields.get('project');
  return { project: typeof project === 'string' ? project : '', labels: readWords(fields.get('labels')) };
}

/** What is no text is left out. */
function readWords(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...fieldsOf(value)].flatMap(([key, word]): [string, string][] => (typeof word === 'string' ? [[key, word]] : [])),
  );
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}
