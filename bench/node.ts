import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import { loadNodeModel } from '../src/cli/load-node-model.ts';
import { buildBenchInputs, runScoringBench } from './scoring-bench.ts';

/** Prints the figures as one line of JSON; `scripts/bench.mjs` runs it from the root. */
const inputs = buildBenchInputs(await readFile('public/demo/demonstration-corpus.bioc.json'));
const model = await loadNodeModel('public/models/starter-weak');
const figures = await runScoringBench({ ort, executionProvider: 'cpu', model, inputs, now: () => performance.now() });
process.stdout.write(`${JSON.stringify(figures)}\n`);
