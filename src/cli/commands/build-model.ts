import type { Command } from 'commander';
import { openModelFolder } from '../../decoder/model/model-folder.ts';
import { writeModelFolder } from '../../trainer/result/write-model-folder.ts';
import { diskFolder } from '../models/load-node-model.ts';

/** `bioselect build-model`: a Hugging Face folder becomes one that transformers.js, ONNX Runtime and the studio load. */
export function addBuildModelCommand(program: Command): void {
  program
    .command('build-model')
    .description('turn a Hugging Face folder (config, tokenizer, safetensors) into one with an ONNX graph')
    .requiredOption('--model <dir>', 'Hugging Face folder')
    .requiredOption('--out <dir>', 'folder to write')
    .option('--json', 'print the result as JSON')
    .action(async (options: { model: string; out: string; json?: true }) => {
      const source = diskFolder(options.model);
      const opened = await openModelFolder(source);
      await writeModelFolder(opened, { source, out: options.out });
      const result = { out: options.out, parameterCount: opened.parameterCount, hash: opened.hash };
      const text = `${options.out}: ${opened.parameterCount} parameters, hash ${opened.hash}`;
      process.stdout.write(`${options.json === true ? JSON.stringify(result) : text}\n`);
    });
}
