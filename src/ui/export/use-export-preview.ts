import { useMemo } from 'react';
import { DEFAULT_STRONG_MODEL } from '../../core/export/build-export.ts';
import { splitUnit, type ExportManifest } from '../../core/export/export-manifest.ts';
import { toDroppedRow, toExportRow } from '../../core/export/export-rows.ts';
import { splitDocuments } from '../../core/export/split-documents.ts';
import { trainerConfigs } from '../../core/export/trainer-configs.ts';
import { isPositiveSample, type Sample } from '../../core/samples/sample.ts';
import { applyDecisions } from '../../core/selection/apply-decisions.ts';
import type { ExportOptions } from '../../studio/state.ts';
import { useStudio } from '../common/studio-context.tsx';

/** Rows of each file that are shown before the download. */
const rowCount = 3;

/** Tokens that the exported configs allow; the same number that the export writes. */
const previewMaxLength = 2048;

export interface ExportPreview {
  readonly train: number;
  readonly dev: number;
  readonly dropped: number;
  readonly positives: number;
  readonly negatives: number;
  /** Kept although the filter drops, dropped although it keeps. */
  readonly added: number;
  readonly removed: number;
  /** What the split keeps whole. */
  readonly unit: ExportManifest['split']['unit'];
  readonly devUnits: number;
  readonly trainUnits: number;
  /** Positives without a score, which the filter cannot rank. */
  readonly unscored: number;
  /** Beginnings of the files, in the order of the zip. */
  readonly files: readonly { readonly name: string; readonly text: string; readonly wraps: boolean }[];
}

/** What a download would hold now; undefined while there is nothing to export. */
export function useExportPreview(options: ExportOptions): ExportPreview | undefined {
  const corpus = useStudio((state) => state.corpus);
  const samples = useStudio((state) => state.samples);
  const scores = useStudio((state) => state.scores);
  const selection = useStudio((state) => state.selection);
  const decisions = useStudio((state) => state.decisions);
  const { devRatio, seed } = options;

  return useMemo(() => {
    if (corpus.kind !== 'ready' || selection === undefined) return undefined;
    const split = splitDocuments(corpus.corpus, { devRatio, seed });
    const picks = applyDecisions(selection, decisions);
    const train: Sample[] = [];
    const dev: Sample[] = [];
    const dropped: object[] = [];
    let droppedCount = 0;
    let added = 0;
    let removed = 0;
    let unscored = 0;
    for (const [index, sample] of samples.entries()) {
      const pick = picks[index];
      if (pick === undefined) continue;
      if (pick.kept && !pick.keptByFilter) added += 1;
      if (!pick.kept && pick.keptByFilter) removed += 1;
      const result = scores.get(sample.contentHash)?.result;
      if (result === undefined && isPositiveSample(sample)) unscored += 1;
      if (!pick.kept) {
        droppedCount += 1;
        if (dropped.length < rowCount) dropped.push(toDroppedRow(sample, pick, result));
      } else if (split.sideOf(sample.documentId, sample.passageId) === 'dev') dev.push(sample);
      else train.push(sample);
    }
    const kept = [...train, ...dev];
    const rows = (list: readonly object[]) => list.map((row) => JSON.stringify(row)).join('\n');
    const positives = kept.filter(isPositiveSample).length;
    return {
      train: train.length,
      dev: dev.length,
      dropped: droppedCount,
      positives,
      negatives: kept.length - positives,
      added,
      removed,
      unit: splitUnit(corpus.corpus),
      devUnits: split.devUnits,
      trainUnits: split.trainUnits,
      unscored,
      files: [
        { name: 'train.jsonl', text: rows(train.slice(0, rowCount).map(toExportRow)), wraps: true },
        { name: 'dev.jsonl', text: rows(dev.slice(0, rowCount).map(toExportRow)), wraps: true },
        { name: 'dropped.jsonl', text: rows(dropped), wraps: true },
        ...trainerConfigs({
          strongModel: DEFAULT_STRONG_MODEL,
          seed,
          hasDev: dev.length > 0,
          maxLength: previewMaxLength,
        }).map((file) => ({ ...file, wraps: false })),
      ],
    };
  }, [corpus, samples, scores, selection, decisions, devRatio, seed]);
}
