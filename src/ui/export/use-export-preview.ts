import type { ExportCounts, SampleRow } from '../../storage/contract/sample-answers.ts';
import { DEFAULT_STRONG_MODEL } from '../../core/export/build-export.ts';
import { toDroppedRow, toExportRow } from '../../core/export/export-rows.ts';
import { outsideReason } from '../../core/selection/select-samples.ts';
import { trainerConfigs, trainingMaxLength } from '../../core/export/trainer-configs.ts';
import type { ExportOptions } from '../../studio/state/slices/export-slice.ts';
import { useReadStudio, useStudio } from '../common/studio-context.tsx';
import { useSampleAnswer } from '../common/use-sample-answer.ts';

export interface ExportPreview extends ExportCounts {
  /** Of those kept. */
  readonly negatives: number;
  readonly devPositives: number;
  /** That it is counted for. */
  readonly devRatio: number;
  readonly seed: number;
  readonly files: readonly PreviewedFile[];
}

/** A file of the zip as it would be written now, or the first rows of it. */
export interface PreviewedFile {
  readonly name: string;
  readonly text: string;
  readonly wraps: boolean;
  /** Rows that are shown and rows of the file; undefined where all of a file is shown that has no rows. */
  readonly rows: { readonly shown: number; readonly all: number } | undefined;
}

/** What a download would hold now; undefined until it is counted, or where there is nothing to export. */
export function useExportPreview(options: ExportOptions): ExportPreview | undefined {
  const readStudio = useReadStudio();
  const version = useStudio(({ sampleView }) => sampleView?.version);
  const { devRatio, seed } = options;
  const key = version === undefined ? undefined : `${version} ${devRatio} ${seed}`;
  return useSampleAnswer(key, async (samples): Promise<ExportPreview | undefined> => {
    const counts = await samples.countExport({ devRatio, seed });
    const { first } = counts;
    const rows = await samples.rows([...first.train, ...first.dev, ...first.dropped]);
    const { decisions } = readStudio();
    const textOf = (places: readonly number[], rowOf: (row: SampleRow) => object): string =>
      rows
        .filter(({ place }) => places.includes(place))
        .map((row) => JSON.stringify(rowOf(row)))
        .join('\n');
    const droppedRow = ({ sample, state, pick, score }: SampleRow): object => {
      const decision = decisions.get(sample.id);
      const { kept, reason } = pick ?? { kept: false, reason: outsideReason(state) };
      const isKept = decision === undefined || decision.verdict === 'unsure' ? kept : decision.verdict === 'approved';
      const final = { sampleId: sample.id, kept: isKept, keptByFilter: kept, reason, decision };
      return toDroppedRow(sample, final, score?.result);
    };
    const exportRow = ({ sample }: SampleRow): object => toExportRow(sample);
    const rowsFile = (file: 'train' | 'dev' | 'dropped', rowOf: (row: SampleRow) => object): PreviewedFile => ({
      name: `${file}.jsonl`,
      text: textOf(first[file], rowOf),
      wraps: true,
      rows: { shown: first[file].length, all: counts[file] },
    });
    return {
      ...counts,
      devPositives: counts.positives - counts.trainPositives,
      devRatio,
      seed,
      negatives: counts.train + counts.dev - counts.positives,
      files: [
        rowsFile('train', exportRow),
        rowsFile('dev', exportRow),
        rowsFile('dropped', droppedRow),
        ...trainerConfigs({
          strongModel: DEFAULT_STRONG_MODEL,
          seed,
          hasDev: counts.dev > 0,
          maxLength: trainingMaxLength(counts.longestRowBytes),
        }).map((file) => ({ ...file, wraps: false, rows: undefined })),
      ],
    };
  });
}
