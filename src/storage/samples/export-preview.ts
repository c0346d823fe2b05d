import type { ExportCounts } from '../contract/sample-answers.ts';
import { MAX_ROW_BYTES } from '../../core/samples/row-length.ts';
import { splitUnit } from '../../core/export/export-manifest.ts';
import { splitDocuments, type SplitOptions } from '../../core/export/split-documents.ts';
import { isAnnotatedCode, POSITIVE } from '../../core/samples/sample-state.ts';
import { reasonCode } from '../../core/selection/reason-kinds.ts';
import { finallyKept, overruling } from '../../core/selection/find-samples.ts';
import type { Picks } from '../../core/selection/build-picks.ts';
import { type SampleColumns, VERDICTS } from '../../core/selection/sample-columns.ts';
import type { PassageRange } from './passage-ranges.ts';

/** Rows of each file that are named. */
const NAMED_COUNT = 3;

/**
 * @param ranges of every passage, in corpus order.
 * @param samples.instruction that the template gives.
 */
export function countExport(
  {
    columns,
    ranges,
    instruction,
  }: { readonly columns: SampleColumns; readonly ranges: readonly PassageRange[]; readonly instruction: string },
  picks: Pick<Picks, 'kept' | 'reason'> | undefined,
  options: SplitOptions,
): ExportCounts {
  const documents = [...new Set(ranges.map(({ document }) => document))];
  const split = splitDocuments({ documents }, options);
  const goesOut = finallyKept(columns, picks);
  const overrules = overruling(columns, picks);
  const counts = {
    train: 0,
    dev: 0,
    dropped: 0,
    positives: 0,
    trainPositives: 0,
    added: 0,
    removed: 0,
    unscored: 0,
    stale: 0,
    tooLong: 0,
    longestRowBytes: 0,
    notAnnotated: 0,
  };
  const first: Record<'train' | 'dev' | 'dropped', number[]> = { train: [], dev: [], dropped: [] };
  const unitsFrom: Record<'train' | 'dev', Set<string>> = { train: new Set(), dev: new Set() };
  const ownInstructions = new Set<string>();
  let ownRows = 0;
  for (const { document, passageId, ownInstruction = instruction, firstPlace, sampleCount } of ranges) {
    const side = split.sideOf(document.id, passageId);
    for (let place = firstPlace; place < firstPlace + sampleCount; place++) {
      const [isKept, isPicked] = [goesOut(place), picks?.kept[place] === 1];
      const bytes = columns.rowBytes[place] ?? 0;
      if (isKept && ownInstruction !== instruction) {
        ownRows += 1;
        ownInstructions.add(ownInstruction);
      }
      if (isKept) counts.longestRowBytes = Math.max(counts.longestRowBytes, bytes);
      const said = VERDICTS[columns.verdict[place] ?? 0];
      const isWanted = said === 'approved' || (said !== 'rejected' && isPicked);
      if (isWanted && isAnnotatedCode(columns.state[place]) && bytes > MAX_ROW_BYTES) counts.tooLong += 1;
      const isPositive = columns.state[place] === POSITIVE;
      const against = overrules(place);
      if (against === 'approved') counts.added += 1;
      if (against === 'rejected') counts.removed += 1;
      if (isPositive && !isKept && said !== 'rejected' && columns.outcome[place] === 0 && isUnranked(picks, place)) {
        counts.unscored += 1;
      }
      if (!isAnnotatedCode(columns.state[place])) counts.notAnnotated += 1;
      const file = isKept ? side : 'dropped';
      counts[file] += 1;
      if (isKept) unitsFrom[side].add(split.unitOf(document.id, passageId));
      if (isKept && isPositive) counts.positives += 1;
      if (isKept && isPositive && file === 'train') counts.trainPositives += 1;
      if (isKept && columns.stale[place] === 1) counts.stale += 1;
      if (first[file].length < NAMED_COUNT) first[file].push(place);
    }
  }
  const { trainUnits, devUnits } = split;
  const [trainFrom, devFrom] = [unitsFrom.train.size, unitsFrom.dev.size];
  const templateRows = counts.train + counts.dev - ownRows;
  const instructions = { templateRows, ownRows, distinctOwn: ownInstructions.size };
  return { ...counts, instructions, unit: splitUnit({ documents }), trainUnits, devUnits, trainFrom, devFrom, first };
}

/** A positive that had been picked as not annotated was annotated since. */
const UNRANKED = [reasonCode('unscored'), reasonCode('not-in-selection'), reasonCode('not-annotated')];

/** The selection leaves the sample out because it had no rank when it was made. */
function isUnranked(picks: Pick<Picks, 'reason'> | undefined, place: number): boolean {
  return picks === undefined || UNRANKED.includes(picks.reason[place] ?? -1);
}
