import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { writeAtomically } from '../checkpoint/write-atomically.ts';

/** One update. */
export interface UpdateMetrics {
  /** 1-based. */
  readonly update: number;
  /** Epochs seen, as a fraction. */
  readonly epoch: number;
  /** Mean nats per token that is learnt. */
  readonly loss: number;
  readonly learningRate: number;
  /** Before it was shortened. */
  readonly gradientNorm: number;
  /** Tokens of prompts and answers. */
  readonly tokens: number;
  readonly seconds: number;
}

/** One epoch's end; epoch 0 is the model before it learnt. */
export interface EpochMetrics {
  readonly update: number;
  readonly epoch: number;
  /** Mean nats per answer token of the dev samples. */
  readonly devLoss: number | undefined;
  readonly precision: number | undefined;
  readonly recall: number | undefined;
  /** Strict span F1; undefined where there was nothing to find and nothing was found. */
  readonly f1: number | undefined;
}

export interface Metrics {
  readonly updates: readonly UpdateMetrics[];
  readonly epochs: readonly EpochMetrics[];
}

const COLUMNS = [
  'kind',
  'update',
  'epoch',
  'loss',
  'learning_rate',
  'gradient_norm',
  'tokens',
  'seconds',
  'dev_loss',
  'dev_precision',
  'dev_recall',
  'dev_f1',
] as const;
const HEADER = `${COLUMNS.join(',')}\n`;

/** Rows of `metrics.csv`: one an update (`kind` train) and one an epoch (`kind` dev); a number that is not there is empty. */
export function updateRow(metrics: UpdateMetrics): string {
  const { update, epoch, loss, learningRate, gradientNorm, tokens, seconds } = metrics;
  return row(['train', update, epoch, loss, learningRate, gradientNorm, tokens, seconds]);
}

export function epochRow({ update, epoch, devLoss, precision, recall, f1 }: EpochMetrics): string {
  return row([
    'dev',
    update,
    epoch,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    devLoss,
    precision,
    recall,
    f1,
  ]);
}

function row(cells: readonly (string | number | undefined)[]): string {
  return `${Array.from(COLUMNS, (_, index) => cells[index] ?? '').join(',')}\n`;
}

/**
 * `metrics.csv` of a run. It is appended to as the run goes; what stands behind the checkpoint that a run goes on from
 * is cut off first, since those updates are done again.
 */
export class MetricsFile {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** @param upTo keep what is known of these updates and evaluated epochs; nothing where undefined. */
  static async open(
    path: string,
    upTo: { readonly update: number; readonly evaluatedEpochs: number } | undefined,
  ): Promise<MetricsFile> {
    const known = upTo === undefined ? { updates: [], epochs: [] } : await readMetrics(path);
    const kept = [
      ...known.updates
        .filter(({ update }) => update <= (upTo?.update ?? 0))
        .map((metrics) => [metrics.update, 0, updateRow(metrics)] as const),
      ...known.epochs
        .filter((one) => isKnown(one, upTo))
        .map((metrics) => [metrics.update, 1, epochRow(metrics)] as const),
    ].sort(([updateA, kindA], [updateB, kindB]) => updateA - updateB || kindA - kindB);
    await writeAtomically(path, [HEADER, ...kept.map(([, , text]) => text)]);
    return new MetricsFile(path);
  }

  async append(text: string): Promise<void> {
    await appendFile(this.#path, text);
  }
}

/** Epoch 0 is measured, and measured again, until there is an update. */
function isKnown(
  { epoch }: EpochMetrics,
  upTo: { readonly update: number; readonly evaluatedEpochs: number } | undefined,
): boolean {
  return upTo !== undefined && (epoch === 0 ? upTo.update > 0 : epoch <= upTo.evaluatedEpochs);
}

/** What a `metrics.csv` holds; lines that are no rows, such as a torn last one, are left out. */
export async function readMetrics(path: string): Promise<Metrics> {
  const updates: UpdateMetrics[] = [];
  const epochs: EpochMetrics[] = [];
  if (!existsSync(path)) return { updates, epochs };
  const text = await readFile(path, 'utf8');
  for (const line of text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(1)) {
    const cells = line.split(',');
    if (cells.length !== COLUMNS.length) continue;
    const [kind, ...numbers] = cells;
    const values = numbers.map((cell) => (cell === '' ? undefined : Number(cell)));
    const [update, epoch, loss, learningRate, gradientNorm, tokens, seconds, devLoss, precision, recall, f1] = values;
    if (update === undefined || epoch === undefined) continue;
    if (kind === 'dev') epochs.push({ update, epoch, devLoss, precision, recall, f1 });
    if (kind !== 'train' || loss === undefined || learningRate === undefined) continue;
    if (gradientNorm === undefined || tokens === undefined || seconds === undefined) continue;
    updates.push({ update, epoch, loss, learningRate, gradientNorm, tokens, seconds });
  }
  return { updates, epochs };
}
