import { countNoun } from '../text/count-noun.ts';
import type { ExportManifest } from './export-manifest.ts';

/** What a split gives. */
export interface SplitFigures {
  readonly unit: ExportManifest['split']['unit'];
  /** As asked for, in [0, 1). */
  readonly devRatio: number;
  readonly trainUnits: number;
  readonly devUnits: number;
  /** Units of which the file has a row. */
  readonly trainFrom: number;
  readonly devFrom: number;
  /** Rows. */
  readonly train: number;
  readonly dev: number;
  /** Rows that are positive samples. */
  readonly trainPositives: number;
  readonly devPositives: number;
}

/** Writes a number with its noun, as `countNoun` does. */
type WriteCount = (count: number, singular: string, plural?: string) => string;

/** "train.jsonl: 5 rows (2 positives) of 1 document. dev.jsonl: 3 rows (1 positive) of 1 document." */
export function describeSplit(figures: SplitFigures, write: WriteCount = countNoun): string {
  const { unit, trainFrom, devFrom, devUnits, train, dev, trainPositives, devPositives } = figures;
  const side = (rows: number, positives: number, units: number): string =>
    `${write(rows, 'row')} (${write(positives, 'positive')}) of ${write(units, ...UNIT_NOUNS[unit])}.`;
  const ofTrain = `train.jsonl: ${side(train, trainPositives, trainFrom)}`;
  return devUnits === 0 ? ofTrain : `${ofTrain} dev.jsonl: ${side(dev, devPositives, devFrom)}`;
}

/** Says that a share is less than a document, and what is done then; undefined where not, or if no row is exported. */
export function describeSmallShare(
  {
    unit,
    devRatio,
    trainUnits,
    devUnits,
    train,
    dev,
  }: Pick<SplitFigures, 'unit' | 'devRatio' | 'trainUnits' | 'devUnits' | 'train' | 'dev'>,
  write: WriteCount = countNoun,
): string | undefined {
  const all = trainUnits + devUnits;
  if (devRatio === 0 || all === 0 || train + dev === 0 || (all > 1 && all * devRatio >= 1)) return undefined;
  const [one] = UNIT_NOUNS[unit];
  if (all === 1) return `One ${one} cannot be split: every row is in train.jsonl, and dev.jsonl is empty.`;
  const [asked, given] = [percent(devRatio), percent(devUnits / all)];
  return `${asked} of ${write(all, ...UNIT_NOUNS[unit])} is less than one ${one}. dev.jsonl has one of them, which is ${given}.`;
}

/** All positive rows are in dev.jsonl: train.jsonl would teach nothing but the answer `[]`, or nothing at all. */
export function takesAllPositives({
  trainPositives,
  devPositives,
}: Pick<SplitFigures, 'trainPositives' | 'devPositives'>): boolean {
  return trainPositives === 0 && devPositives > 0;
}

/** What a split keeps whole, one and several. */
export const UNIT_NOUNS: Readonly<Record<SplitFigures['unit'], readonly [singular: string, plural: string]>> = {
  document: ['document', 'documents'],
  passage: ['passage', 'passages'],
  'document-or-passage': ['document or passage', 'documents and passages'],
};

function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))} %`;
}
