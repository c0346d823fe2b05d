import type { Failure } from '../../../core/failure.ts';
import type { WrittenCorpus } from '../../../core/write/write-corpus.ts';
import type { WrittenFormatId } from '../../../core/write/written-format-names.ts';

export interface ExportOptions {
  /** Share of documents that go to dev.jsonl, in [0, 1). */
  readonly devRatio: number;
  readonly seed: number;
}

export interface WriteOptions {
  readonly format: WrittenFormatId;
  /** `kept`: the texts of the samples that selection and decisions keep, with the mentions of the types asked for. */
  readonly scope: 'whole' | 'kept';
}

/** What leaves the studio: training files, and the corpus in another format. */
export interface ExportSlice {
  /** Why the last export came to nothing. */
  readonly exportFailure: Failure | undefined;
}

/** Commands for what leaves the studio. */
export interface ExportCommands {
  /** Builds the zip; the caller hands it to the browser's download. */
  exportZip(options: ExportOptions): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** The corpus in another format with what that costs; undefined where it failed, which the state then says. */
  writeCorpus(options: WriteOptions): Promise<WrittenCorpus | undefined>;
}

/** The slice before anything is open. */
export function initialExport(): ExportSlice {
  return {
    exportFailure: undefined,
  };
}
