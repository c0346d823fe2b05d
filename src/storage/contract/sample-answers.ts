import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import type { InstructionCounts } from '../../core/export/count-instructions.ts';
import type { ExportManifest } from '../../core/export/export-manifest.ts';
import type { ScoreSummary } from '../../core/ifd/score-summary.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { CorpusFacts } from '../../core/samples/corpus-facts.ts';
import type { SampleSuggestions } from '../../core/samples/sample-prediction.ts';
import type { Sample, SampleOptions } from '../../core/samples/sample.ts';
import type { SampleState, StateCounts } from '../../core/samples/sample-state.ts';
import type { SampleFilter, SampleOrder } from '../../core/selection/find-samples.ts';
import type { OUTCOMES, VERDICTS } from '../../core/selection/sample-columns.ts';
import type {
  SelectionCounts,
  SelectionOptions,
  SelectionPick,
  StoredSelection,
} from '../../core/selection/selection.ts';
import type { Span } from '../../core/text/span.ts';

/** Passages whose samples are made. */
export interface BuildProgress {
  readonly doneCount: number;
  readonly totalCount: number;
}

/** A sample in its place, counted from 0 in corpus order. */
export interface PlacedSample {
  readonly place: number;
  readonly sample: Sample;
}

/** Where a sample is looked for: by its id, or by a place in a passage that it holds. */
export type SampleLocator = string | { readonly passage: PassageRef; readonly span: Span };

/** A text of the corpus as issues name it; what is undefined may be any. */
export type TextLocator = Pick<DataIssue, 'file' | 'documentId' | 'passageId'>;

/** What a table of samples asks for. */
export interface SampleQuery {
  readonly filter: SampleFilter;
  /** Words that input or document's id have to hold; blank asks for none. */
  readonly text: string;
  readonly order: SampleOrder;
}

/** A line of that table. */
export interface SampleRow {
  /** From 0, in corpus order. */
  readonly place: number;
  readonly sample: Sample;
  readonly state: SampleState;
  /** Undefined where there is none; `outcome` says why. */
  readonly ifd: number | undefined;
  readonly outcome: (typeof OUTCOMES)[number];
  /** Of the scoring that was asked for. */
  readonly score: ScoreSummary | undefined;
  /** Outcome and IFD, which are of the scoring that is shown, are of what the sample said before it was edited. */
  readonly stale: boolean;
  /** UTF-8 bytes of prompt and answer. */
  readonly rowBytes: number;
  readonly verdict: (typeof VERDICTS)[number];
  /** The filter's word; undefined while nothing is selected. */
  readonly pick: SelectionPick | undefined;
}

/** A sample with all that can be looked at beside it. */
export interface OpenedSample {
  readonly row: SampleRow;
  readonly file: string;
  /** Its passage as the file has it. */
  readonly imported: Passage;
  /** What the models that were named answered to it, by model hash. */
  readonly predictions: ReadonlyMap<string, SampleSuggestions>;
}

/** What deciding on many at once comes to. */
export interface BulkDecision {
  /** Those that the decision changes. */
  readonly places: Uint32Array;
  /** Not annotated: no approval lets them out. Empty where the decision is another one. */
  readonly passedOver: Uint32Array;
  /** Of those passed over: with a mention. */
  readonly passedOverWithMentions: number;
  /** Of them: decided otherwise before. */
  readonly reversedCount: number;
  /** Of them: against the filter's pick. */
  readonly againstCount: number;
}

export type VerdictCounts = Readonly<Record<(typeof VERDICTS)[number], number>>;

/** How far the review is. */
export interface ReviewProgress {
  /** Samples with a mention of a type, by type; undefined stands for those without a mention. */
  readonly byType: readonly { readonly entityType: string | undefined; readonly counts: VerdictCounts }[];
  /** Two of one name who work in two browsers are two; `authorId` is undefined where nobody wrote it down. */
  readonly byAuthor: readonly {
    readonly author: string | undefined;
    readonly authorId: string | undefined;
    readonly counts: VerdictCounts;
  }[];
}

export interface ScoreDetails {
  /** What computed the scores, as JSON of `ScoreProvenance`, with how many contents each. */
  readonly origins: readonly { readonly provenance: string; readonly count: number }[];
  readonly truncatedCount: number;
  /** Contents without a score of their own: identical samples are scored once. */
  readonly waitingCount: number;
}

/** Which samples a run scores: those without a score of their own, or all that are annotated. */
export type ScoringScope = 'waiting' | 'all';

/** The selection that holds, counted over the samples as they are now. */
export interface SelectionSummary {
  readonly selection: StoredSelection;
  readonly counts: SelectionCounts;
  readonly cutOffIfd: number | undefined;
  /** Decisions that turn against the filter and change what goes out. */
  readonly overruled: { readonly approved: number; readonly rejected: number };
}

/** What the chart of a selection asks for. */
export interface SelectionFiguresQuery {
  readonly rule: SelectionOptions;
  /** The rule is being tried; else the selection that holds is shown. */
  readonly isTried: boolean;
  readonly barCount: number;
}

/** What a rule would give of the samples and scores as they are now. */
export interface RuleOutcome {
  readonly counts: SelectionCounts;
  readonly cutOffIfd: number | undefined;
  /** Samples that it keeps and the selection that holds does not, and the other way round. */
  readonly inCount: number;
  readonly outCount: number;
}

export interface SampleCounts extends StateCounts {
  readonly samples: number;
  /** Of those that are not annotated: something was lost, or only part of it asked about. */
  readonly incomplete: number;
  readonly byVerdict: VerdictCounts;
  /** Without those that are not annotated: they are not scored. */
  readonly byOutcome: Readonly<
    Record<(typeof OUTCOMES)[number], { readonly positives: number; readonly negatives: number }>
  >;
  /** Samples whose score is of what they said before they were edited. */
  readonly stale: number;
  /** Samples that go out: by the selection that holds and by what people decided. */
  readonly kept: number;
}

/** What an export would hold, counted; and the first samples of each of its files. */
export interface ExportCounts {
  readonly train: number;
  readonly dev: number;
  readonly dropped: number;
  /** Of those kept. */
  readonly positives: number;
  /** Of those in train. */
  readonly trainPositives: number;
  /** Goes out although the filter drops it, stays in although the filter keeps it: by a decision. */
  readonly added: number;
  readonly removed: number;
  /** Positives without a score that the selection leaves out for want of a rank, and nobody decided on. */
  readonly unscored: number;
  /** Of those kept: scored before they were edited. */
  readonly stale: number;
  /** Left out although filter or decision keeps them: their rows are over the length limit. */
  readonly tooLong: number;
  /** UTF-8 bytes of the longest row that goes out. */
  readonly longestRowBytes: number;
  /** Among the dropped ones. */
  readonly notAnnotated: number;
  /** Of those kept. */
  readonly instructions: InstructionCounts;
  /** What the split keeps whole. */
  readonly unit: ExportManifest['split']['unit'];
  readonly trainUnits: number;
  readonly devUnits: number;
  /** Units of which the file has a row. */
  readonly trainFrom: number;
  readonly devFrom: number;
  /** Places. */
  readonly first: Readonly<Record<'train' | 'dev' | 'dropped', readonly number[]>>;
}

/** What was built, and whose scores are shown. */
export interface SampleFacts extends CorpusFacts {
  readonly options: SampleOptions;
  /** The scoring that is shown. */
  readonly scoringId: number | undefined;
}

export interface BuildOptions {
  readonly options: SampleOptions;
  /** The scoring to be shown; `latest`: the one with the newest score. */
  readonly scoringId: number | 'latest' | undefined;
  readonly onProgress: (progress: BuildProgress) => void;
}
