import type { EntityType, Passage } from '../../../core/corpus/corpus.ts';
import type { Failure } from '../../../core/failure.ts';
import type { SampleSuggestions } from '../../../core/samples/sample-prediction.ts';
import type { SampleOptions } from '../../../core/samples/sample.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../../../core/samples/templates.ts';
import type {
  BuildProgress,
  RuleOutcome,
  SampleCounts,
  SampleRow,
  SelectionSummary,
} from '../../../storage/contract/sample-answers.ts';

/** What the storage thread says of the samples, which lie there. */
export interface SampleView {
  /** Grows with everything that may change what is counted of them. */
  readonly version: number;
  /** Grows with everything that may change what a row says; decisions are no part of it. */
  readonly rowVersion: number;
  /** Grows with everything that may change which samples a filter finds, and in what order: not with what people do. */
  readonly rankVersion: number;
  readonly counts: SampleCounts;
  /** The selection that holds; undefined where none was made. */
  readonly selected: SelectionSummary | undefined;
  /** What the rule that Select shows would give now. */
  readonly rule: RuleOutcome;
}

/** A sample that is looked at, with its passage as it stands now. */
export interface OpenSample {
  readonly row: SampleRow;
  readonly file: string;
  /** As the file has it. */
  readonly imported: Passage;
  readonly passage: Passage;
  /** What models answered to it, by model hash. */
  readonly predictions: ReadonlyMap<string, SampleSuggestions>;
}

/** Samples whose text nearly stands elsewhere too, of a version of the corpus; found when they are asked for. */
export type NearDuplicateState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'searching'; readonly of: number }
  | { readonly kind: 'ready'; readonly of: number; readonly places: Uint32Array }
  | { readonly kind: 'failed'; readonly of: number; readonly failure: Failure };

/** What may have changed of the samples: the rule that is tried, what people say, what stands beside them, their mentions, or their order. */
export type SampleChange = 'rule' | 'decisions' | 'rows' | 'mentions' | 'ranks';

/** Without types: they are those of the corpus, once there is one. */
export const DEFAULT_SAMPLE_OPTIONS: SampleOptions = {
  entityTypes: [],
  instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
  unit: 'sentence',
};

/** The samples: how they are made, what the storage thread says of them, and those that are looked at. */
export interface SamplesSlice {
  readonly sampleOptions: SampleOptions;
  /** Every type that the project has had, in the order of their coming: only ever appended to. */
  readonly typeOrder: readonly EntityType[];
  /** Undefined until they are made. */
  readonly sampleView: SampleView | undefined;
  /** They are being made in the storage thread. */
  readonly building: BuildProgress | undefined;
  /** Those that were looked at last, by place. */
  readonly opened: ReadonlyMap<number, OpenSample>;
  readonly nearDuplicates: NearDuplicateState;
}

/** What commands keep between calls for the samples; no screen reads it. */
export interface SamplesSession {
  /** Grows with every change of the samples. */
  sampleVersion: number;
  /** A question about the samples is under way; what changes meanwhile asks once more. */
  asking: { changes: Set<SampleChange>; done: Promise<void> } | undefined;
}

/** Commands for the samples. */
export interface SamplesCommands {
  setSampleOptions(options: SampleOptions): Promise<void>;
  /** Asks for one more entity type; one that is asked for already changes nothing. */
  addEntityType(entityType: string): Promise<void>;
  /** Brings samples into memory by their places, to be looked at: they are then in `opened`. */
  openSamples(places: readonly number[]): Promise<void>;
  /** Samples with what can be looked at beside them, which nobody keeps; rejects with a `FailureError`. */
  readSamples(places: readonly number[], models: readonly string[]): Promise<readonly OpenSample[]>;
  /** Of the samples as they are now; does nothing where they are known. */
  findNearDuplicates(): Promise<void>;
}

/** The slice before anything is open. */
export function initialSamples(): SamplesSlice {
  return {
    sampleOptions: DEFAULT_SAMPLE_OPTIONS,
    typeOrder: [],
    sampleView: undefined,
    building: undefined,
    opened: new Map(),
    nearDuplicates: { kind: 'unknown' },
  };
}

export function newSamplesSession(): SamplesSession {
  return {
    sampleVersion: 0,
    asking: undefined,
  };
}
