import { hashText } from '../../core/text/hash-text.ts';
import type { EntityType } from '../../core/corpus/corpus.ts';
import type { ExportRow } from '../../core/export/export-rows.ts';
import type { OpenedModel } from '../../decoder/model/model-folder.ts';
import type { TrainConfig } from '../config/train-config.ts';
import { TRAINABLE } from '../config/trainable.ts';
import { loadRows } from '../data/load-rows.ts';
import type { OpenedExport } from '../data/open-export.ts';
import { tokenizeRows, type TokenRow } from '../../training/batches/tokenize-rows.ts';
import { windowText } from '../data/window-text.ts';
import { TrainRefusal } from '../train-problem.ts';
import { toQuestion, type GoldQuestion } from './evaluate-questions.ts';

/** What a training learns from and is measured with. */
export interface TrainingData {
  readonly rows: readonly TokenRow[];
  readonly devRows: readonly TokenRow[];
  /** To be asked after an epoch; empty where there is nothing to ask. */
  readonly devQuestions: readonly GoldQuestion[];
  readonly entityTypes: readonly EntityType[];
  /** Left out, longer than `max_length`. */
  readonly tooLong: readonly { readonly id: string; readonly tokens: number }[];
  /** Samples of which a token holds text of both prompt and answer. */
  readonly borderMerged: number;
  /** SHA-256 of what was read, by what it is. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** @throws TrainRefusal for damaged, empty or wholly unfit data, and a model that is not trainable or too short for it. */
export function loadExportData(opened: OpenedExport, config: TrainConfig, model: OpenedModel): TrainingData {
  checkModel(config, model);
  const train = loadRows(opened, config.trainFile);
  if (train.rows.length === 0) throw new TrainRefusal({ code: 'no-train-rows', file: train.file });
  const dev = config.devFile === undefined ? undefined : loadRows(opened, config.devFile);
  const devRows = dev?.rows.slice(0, config.devSamples) ?? [];
  return {
    ...learnRows(train.rows, { config, model, file: train.file }),
    devRows: tokenizeRows(devRows, model.tokenizer, tokenizing(config, model)).rows,
    devQuestions: devRows.map(toQuestion),
    entityTypes: opened.entityTypes,
    hashes: { 'train file': train.sha256, 'dev file': dev?.sha256 ?? 'none' },
  };
}

/** Rows to learn from, without any to measure on. @throws TrainRefusal where none is left, or the model is unfit. */
export function loadSampleData(rows: readonly ExportRow[], config: TrainConfig, model: OpenedModel): TrainingData {
  checkModel(config, model);
  const hash = hashText(rows.map((row) => JSON.stringify(row)).join('\n')).sha256;
  const learnt = learnRows(rows, { config, model, file: 'the selection' });
  return { ...learnt, devRows: [], devQuestions: [], entityTypes: [], hashes: { samples: hash } };
}

function learnRows(
  rows: readonly ExportRow[],
  { config, model, file }: { readonly config: TrainConfig; readonly model: OpenedModel; readonly file: string },
): ReturnType<typeof tokenizeRows> {
  const tokenized = tokenizeRows(rows, model.tokenizer, tokenizing(config, model));
  requireRows(tokenized.rows, tokenized.tooLong, { file, maxLength: config.maxLength });
  return tokenized;
}

function tokenizing(config: TrainConfig, model: OpenedModel): Parameters<typeof tokenizeRows>[2] {
  return { maxLength: config.maxLength, endTokenId: endTokenOf(config, model) };
}

/** Share of a text's windows that are kept back to measure the loss on. */
const TEXT_DEV_SHARE = 0.02;

/** @throws TrainRefusal where the text does not fill one window. */
export function loadTextData(
  source: { readonly text: string; readonly file: string },
  config: TrainConfig,
  model: OpenedModel,
): TrainingData {
  checkModel(config, model);
  const { maxLength } = config;
  const windows = windowText(source.text, model.tokenizer, {
    length: maxLength,
    endTokenId: endTokenOf(config, model),
  });
  if (windows.length === 0) throw new TrainRefusal({ code: 'no-train-rows', file: source.file });
  const devCount = windows.length < 2 ? 0 : Math.max(1, Math.floor(windows.length * TEXT_DEV_SHARE));
  return {
    rows: windows.slice(0, windows.length - devCount),
    devRows: windows.slice(windows.length - devCount),
    devQuestions: [],
    entityTypes: [],
    tooLong: [],
    borderMerged: 0,
    hashes: { text: hashText(source.text).sha256 },
  };
}

function checkModel({ maxLength }: TrainConfig, { config }: OpenedModel): void {
  const { architecture, maxPositions } = config;
  if (!TRAINABLE.includes(architecture)) {
    throw new TrainRefusal({ code: 'architecture-untrainable', found: architecture, trainable: TRAINABLE });
  }
  if (maxLength > maxPositions) {
    throw new TrainRefusal({ code: 'window-too-small', maxLength, modelWindow: maxPositions });
  }
}

function endTokenOf({ appendEndToken }: TrainConfig, { config }: OpenedModel): number | undefined {
  return appendEndToken ? config.endTokenIds[0] : undefined;
}

function requireRows(
  rows: readonly TokenRow[],
  tooLong: readonly { readonly tokens: number }[],
  { file, maxLength }: { readonly file: string; readonly maxLength: number },
): void {
  if (rows.length > 0) return;
  if (tooLong.length === 0) throw new TrainRefusal({ code: 'no-train-rows', file });
  const shortest = tooLong.reduce((least, { tokens }) => Math.min(least, tokens), Infinity);
  throw new TrainRefusal({ code: 'all-too-long', file, maxLength, shortest });
}
