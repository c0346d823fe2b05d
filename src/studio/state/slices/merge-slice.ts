import type { CorpusEdits } from '../../../core/annotations/current-corpus.ts';
import type {
  ConflictChoice,
  MergeConflict,
  OpenConflict,
  SettledConflict,
} from '../../../core/merge/merge-conflict.ts';
import type { OtherSelection } from '../../../core/merge/other-selection.ts';
import type { ReviewStep } from '../../../core/merge/review-step.ts';
import type { ImportReport } from '../../../storage/recovery/recovery-report.ts';

/** What one copy of the project made of the mentions, as it stood when the two were merged. */
export interface MergedCopy {
  /** Unique in the project. */
  readonly name: string;
  readonly edits: CorpusEdits;
}

/** What a merge brought; numbers of things that are other than before. */
export interface MergeReport {
  readonly name: string;
  readonly decisionCount: number;
  readonly noteCount: number;
  /** What was marked as annotated in full. */
  readonly markCount: number;
  readonly mentionCount: number;
  readonly conflictCount: number;
  /** Nothing is known of what the two had in common but what was imported: a copy of an older studio, or made apart. */
  readonly isStranger: boolean;
  /** Documents that only the other copy has: what was done there waits until they are opened here. */
  readonly onlyThereCount: number;
  /** Where the copy holds another selection: each keeps its own. */
  readonly selection: OtherSelection | undefined;
  /** How the copy came in: what a damaged one has lost is not in the project. */
  readonly copy: ImportReport;
  /** By which undo takes it back; undefined where nothing changed. */
  readonly step: ReviewStep | undefined;
}

/** Merges with other copies of the project, and the conflicts that they leave. */
export interface MergeSlice {
  /** What came of the last merge in this tab. */
  readonly mergeReport: MergeReport | undefined;
  /** Where copies that were merged say different things, not yet decided on. */
  readonly conflicts: readonly OpenConflict[];
  /** Those that were decided on, in the order of deciding. */
  readonly settledConflicts: readonly SettledConflict[];
  /** Both sides of every merge, to be compared: what stands in the project is of both. */
  readonly copies: readonly MergedCopy[];
}

/** What commands keep between calls for merges and conflicts; no screen reads it. */
export interface MergeSession {
  /** Merges are done one after the other. */
  mergeTurn: Promise<void>;
}

/** Commands for merges and conflicts. */
export interface MergeCommands {
  /** Unites the project with another copy of it, as one act that can be undone; ends in `mergeReport` and `conflicts`. */
  mergeProjectFile(file: File): Promise<void>;
  /** Makes what is chosen stand, as an act of now, and takes the conflict off the list; `edited`: what stands already. */
  settleConflict(conflict: MergeConflict, choice: ConflictChoice, reason?: string): Promise<void>;
  /** Puts a decided conflict back on the list, and unless it was decided by hand, what stood before it. */
  reopenConflict(settled: SettledConflict): Promise<void>;
}

/** The slice before anything is open. */
export function initialMerge(): MergeSlice {
  return { mergeReport: undefined, conflicts: [], settledConflicts: [], copies: [] };
}

export function newMergeSession(): MergeSession {
  return {
    mergeTurn: Promise.resolve(),
  };
}
