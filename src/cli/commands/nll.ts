import type { Command } from 'commander';
import { isJsonObject, parseJson } from '../../core/formats/json/json-value.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { splitLines } from '../../core/text/split-lines.ts';
import type { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { batchRows, targetBudget } from '../../scoring/batch-rows.ts';
import { createDtypeOption } from '../options/dtype-option.ts';
import { EXIT } from '../output/exit-codes.ts';
import { bundledModelPath, loadNodeModel } from '../models/load-node-model.ts';
import { readInput } from '../corpus/open-samples.ts';
import { parseInteger } from '../options/option-values.ts';
import { createRowWriter } from '../output/row-writer.ts';

interface NllArguments {
  readonly model: string;
  readonly in: string;
  readonly out?: string;
  readonly maxLength?: number;
  readonly threads?: number;
  readonly dtype?: WeightDtype;
}

interface TextRow {
  readonly text: string;
  readonly ids: readonly number[];
  readonly width: number;
  readonly targetCount: number;
}

/** Rows read together; enough to sort by length, few enough to hold. */
const WINDOW = 256;
const TOKEN_BUDGET = 2048;

/** `nll --in texts.jsonl`: token ids and their NLLs under a model, for checking it against other implementations. */
export function addNllCommand(program: Command): void {
  const command = program
    .command('nll')
    .description('print the negative log-likelihood of every token of the texts, in nats')
    .option('--model <dir>', 'Hugging Face folder', bundledModelPath())
    .requiredOption('--in <file>', 'JSONL rows {"text"}')
    .option('--out <file>', 'write rows {"text", "ids", "nll"} there (default: standard output)')
    .option(
      '--max-length <tokens>',
      'cut every text after this many tokens (default: the model’s window)',
      parseInteger,
    )
    .option('--threads <count>', 'threads of the model (default: one per core)', parseInteger)
    .addOption(createDtypeOption())
    .option('--json', 'accepted everywhere; the rows are JSON in any case')
    .action(async (args: NllArguments) => {
      await runNll(args, command);
    });
}

async function runNll(args: NllArguments, command: Command): Promise<void> {
  const texts = readTexts(await readInput(args.in, command), args.in, command);
  const model = await loadNodeModel(args.model, args.threads, args.dtype);
  const limit = Math.min(args.maxLength ?? model.maxPositions, model.maxPositions);
  const writer = createRowWriter(args.out, false, command);
  for (let start = 0; start < texts.length; start += WINDOW) {
    const rows = texts.slice(start, start + WINDOW).map((text): TextRow => {
      const ids = model.opened.tokenizer.encode(text).slice(0, limit);
      return { text, ids, width: ids.length, targetCount: ids.length - 1 };
    });
    await writer.write(await measureRows(model, rows));
  }
  await writer.close();
  await model.dispose();
}

/** `nll[0]` is null: the first token has no context. */
async function measureRows(model: DecoderModel, rows: readonly TextRow[]): Promise<readonly object[]> {
  const losses = new Map<TextRow, Float32Array>();
  const budget = { tokens: TOKEN_BUDGET, targets: targetBudget(model.opened.config.vocabSize) };
  const measurable = rows.filter(({ ids }) => ids.length > 1);
  for (const batch of batchRows(measurable, { budget })) {
    const measured = await model.measureNll(batch.map(({ ids }) => ({ ids, targetStart: 1 })));
    batch.forEach((row, index) => losses.set(row, measured[index] ?? new Float32Array()));
  }
  return rows.map((row) => ({
    text: row.text,
    ids: row.ids,
    nll: row.ids.length === 0 ? [] : [null, ...(losses.get(row) ?? [])],
  }));
}

function readTexts(content: string, path: string, command: Command): readonly string[] {
  return splitLines(content).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const parsed = parseJson(line);
    const text = parsed.kind === 'not-json' || !isJsonObject(parsed.value) ? undefined : parsed.value['text'];
    if (typeof text !== 'string') {
      return command.error(`error: ${path}, line ${index + 1}: expected {"text": "…"}, found ${line.slice(0, 80)}`, {
        exitCode: EXIT.badData,
      });
    }
    return [text];
  });
}
