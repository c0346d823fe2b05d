import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import { DecoderModel } from '../src/decoder/model/decoder-model.ts';
import { diskFolder } from '../src/cli/models/load-node-model.ts';
import { openModelFolder } from '../src/decoder/model/model-folder.ts';
import type { BenchJob } from './bench-job.ts';
import { runBenchJob } from './bench-job.ts';

/** Prints the figures as one line of JSON; `scripts/bench.mjs` runs it from the root with the job as its argument. */
const job: BenchJob = JSON.parse(process.argv[2] ?? '{}');
const opened = await openModelFolder(diskFolder('public/models/bioselect-weak'));
const options = {
  executionProviders: [job.executionProvider],
  graphOptimizationLevel: 'all',
  enableMemPattern: false,
} as const;
const model = await DecoderModel.load(ort, opened, options);
const corpusBytes = await readFile('public/demo/demonstration-corpus.bioc.json');
const figures = await runBenchJob(job, { ort, model, corpusBytes });
process.stdout.write(`${JSON.stringify(figures)}\n`);
