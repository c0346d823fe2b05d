import type { Document, EntityType } from '../corpus/corpus.ts';
import type { ScoreProvenance } from '../ifd/scored-sample.ts';
import type { ScoringPrompt } from '../ifd/scoring.ts';
import type { SampleOptions } from '../samples/sample.ts';
import type { SelectionOptions } from '../selection/selection.ts';
import type { InstructionCounts } from './count-instructions.ts';
import type { ExportFile } from './export-file.ts';
import { hashText, type TextHash } from '../text/hash-text.ts';
import type { SplitOptions } from './split-documents.ts';

export const EXPORT_FORMAT = 'bioselect-export';
export const EXPORT_FORMAT_VERSION = 1;

export interface ExportCounts {
  readonly documents: number;
  readonly samples: number;
  readonly positives: number;
  readonly negatives: number;
  /** None of them is in train or dev. */
  readonly notAnnotated: number;
  readonly scored: number;
  /** Kept by the filter, before anybody decided. */
  readonly keptPositivesByFilter: number;
  readonly keptNegativesByFilter: number;
  /** Samples a person approved or rejected, whatever the filter had said. */
  readonly approved: number;
  readonly rejected: number;
  readonly kept: number;
  readonly dropped: number;
  readonly train: number;
  readonly dev: number;
  /** Of the rows of each. */
  readonly trainPositives: number;
  readonly devPositives: number;
  readonly keptMentionsByType: Readonly<Record<EntityType, number>>;
}

/** `manifest.json`: everything that is needed to make the same files again, and to check that they are the same. */
export interface ExportManifest {
  readonly format: typeof EXPORT_FORMAT;
  readonly formatVersion: typeof EXPORT_FORMAT_VERSION;
  readonly packageVersion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly sources: readonly string[];
  readonly samples: SampleOptions & {
    readonly templateId: string;
    /** What the template gives; null where every row of train and dev brings an instruction of its own. */
    readonly instruction: string | null;
    /** Of the rows of train and dev. */
    readonly instructions: InstructionCounts;
  };
  /** Where the scores came from; null where nothing was scored. */
  readonly scoring:
    | (ScoreProvenance & {
        /** ISO 8601, UTC; absent on the command line, as the next one. */
        readonly beganAt?: string;
        /** Of samples without an instruction of their own. */
        readonly prompt?: ScoringPrompt;
        /** Samples whose score is of what they said before an edit. */
        readonly scoredBeforeEdit: number;
      })
    | null;
  /** Null where no selection was made: then only what people approved goes out. */
  readonly selection:
    | (SelectionOptions & {
        readonly tieRule: 'input-order';
        /** IFD of the last positive kept; null where none is. */
        readonly cutOffIfd: number | null;
        /** ISO 8601, UTC; null where it was made for this export. */
        readonly madeAt: string | null;
      })
    | null;
  readonly split: SplitOptions & {
    /** `passage` where the format has no document boundaries. */
    readonly unit: 'document' | 'passage' | 'document-or-passage';
    /** Units that the split gives to each side, whether a row of them goes out or not. */
    readonly trainUnits: number;
    readonly devUnits: number;
    /** Units of which the file has a row. */
    readonly trainFrom: number;
    readonly devFrom: number;
  };
  readonly counts: ExportCounts;
  /** Ids of samples that were left out because their rows are over the length limit. */
  readonly tooLong: readonly string[];
  /** Every other file of the export. */
  readonly files: readonly (TextHash & { readonly name: string })[];
}

/** Lists files with size and SHA-256, as the manifest does. */
export function describeFiles(files: readonly ExportFile[]): ExportManifest['files'] {
  return files.map(({ name, text }) => ({ name, ...hashText(text) }));
}

/** The unit by which train and dev are split. */
export function splitUnit({
  documents,
}: {
  readonly documents: readonly Pick<Document, 'boundaries'>[];
}): ExportManifest['split']['unit'] {
  const kinds = new Set(documents.map((document) => document.boundaries));
  if (kinds.size === 2) return 'document-or-passage';
  return kinds.has('assumed') ? 'passage' : 'document';
}
