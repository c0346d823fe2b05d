import type { Command } from 'commander';
import type { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { batchRows, targetBudget } from '../../scoring/batch-rows.ts';
import { EXIT } from '../output/exit-codes.ts';
import { loadNodeModel } from '../models/load-node-model.ts';
import { readInput } from '../corpus/open-samples.ts';
import { parsePositiveInteger } from '../options/option-values.ts';
import { writeOut } from '../output/write-text.ts';
import { countNoun } from '../../core/text/count-noun.ts';

interface BitsArguments {
  readonly model: readonly string[];
  readonly window: number;
  readonly threads?: number;
  readonly json?: true;
}

/** Of one model over one text. `bytes` are the UTF-8 bytes of what was predicted: all but every document's first token. */
interface TextFit {
  readonly model: string;
  readonly documents: number;
  readonly tokens: number;
  readonly bytes: number;
  readonly nats: number;
  readonly natsPerToken: number;
  readonly bitsPerByte: number;
}

interface Window {
  readonly ids: readonly number[];
  readonly width: number;
  readonly targetCount: number;
}

const TOKEN_BUDGET = 4096;

/** `bits-per-byte FILE --model DIR…`: how well models predict a plain text, comparable over tokenizers. */
export function addBitsPerByteCommand(program: Command): void {
  const command = program
    .command('bits-per-byte')
    .description('measure how well models predict a plain text, in nats per token and bits per byte')
    .argument('<file>', 'documents parted by blank lines')
    .requiredOption('--model <dir...>', 'Hugging Face folders')
    .option('--window <tokens>', 'tokens in one window', parsePositiveInteger, 256)
    .option('--threads <count>', 'threads of the model (default: one per core)', parsePositiveInteger)
    .option('--json', 'print one JSON object per model')
    .action(async (file: string, args: BitsArguments) => {
      await runBitsPerByte(file, args, command);
    });
}

async function runBitsPerByte(file: string, args: BitsArguments, command: Command): Promise<void> {
  const text = await readInput(file, command);
  const documents = text.split(/\r?\n[ \t]*\r?\n/u).filter((document) => document.trim() !== '');
  if (documents.length === 0) command.error(`error: ${file} holds no text`, { exitCode: EXIT.badData });
  for (const path of args.model) {
    const model = await loadNodeModel(path, args.threads);
    const fit = await measureFit(model, documents, Math.min(args.window, model.maxPositions));
    await model.dispose();
    const { natsPerToken, bitsPerByte, tokens, bytes } = fit;
    const line = `${path}: ${bitsPerByte.toFixed(4)} bits a byte, ${natsPerToken.toFixed(4)} nats a token (${countNoun(tokens, 'token')}, ${countNoun(bytes, 'byte')}, ${countNoun(documents.length, 'document')})`;
    writeOut(command, args.json === true ? `${JSON.stringify({ ...fit, model: path })}\n` : `${line}\n`);
  }
}

/**
 * A document's ids are cut into windows of `length`; a window's first id is only read, so it is the last one of the
 * window before, and no id but a document's first goes unmeasured.
 */
async function measureFit(model: DecoderModel, documents: readonly string[], length: number): Promise<TextFit> {
  const { tokenizer, config, name } = model.opened;
  const encoder = new TextEncoder();
  const windows: Window[] = [];
  let bytes = 0;
  for (const document of documents) {
    const ids = tokenizer.encode(document);
    const [first] = ids;
    if (first === undefined || ids.length < 2) continue;
    bytes += encoder.encode(document).length - encoder.encode(tokenizer.decode([first])).length;
    for (let start = 0; start < ids.length - 1; start += length - 1) {
      const part = ids.slice(start, start + length);
      windows.push({ ids: part, width: part.length, targetCount: part.length - 1 });
    }
  }
  let nats = 0;
  let tokens = 0;
  const budget = { tokens: TOKEN_BUDGET, targets: targetBudget(config.vocabSize) };
  for (const batch of batchRows(windows, { budget })) {
    for (const losses of await model.measureNll(batch.map(({ ids }) => ({ ids, targetStart: 1 })))) {
      for (const loss of losses) nats += loss;
      tokens += losses.length;
    }
  }
  return {
    model: name,
    documents: documents.length,
    tokens,
    bytes,
    nats,
    natsPerToken: nats / tokens,
    bitsPerByte: nats / Math.LN2 / bytes,
  };
}
