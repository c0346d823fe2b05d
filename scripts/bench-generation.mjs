// @ts-check
/**
 * Prints how fast answers are generated under the constraint: what finding the allowed tokens costs with a vocabulary
 * of 8,192 and of 151,936 tokens, its share of the decoding, tokens per second in batches of 32 against one by one with
 * a look whether both gave the same answers, and the time to the first mention.
 *
 *     npm run bench:generation
 *     npm run bench:generation -- --requests 32 --rounds 1 --threads 1     smaller
 *
 * Goals: below 1 ms a step at 8,192 tokens, a few at 151,936; a share of at most 10 %; at least 4 times the tokens per
 * second of one by one, with the same answers.
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir, runBench, runBin } from './run-command.mjs';

const cacheDir = path.join(rootDir, 'node_modules', '.cache', 'bench', 'generation');
const batchSize = 32;
const maxNewTokens = 128;
/** A wide vocabulary takes its time, and its figures need no comparison. */
const wideRequestCount = 32;

/** @typedef {import('../bench/generation-node.ts').GenerationJob} GenerationJob */
/** @typedef {import('../bench/generation-bench.ts').GenerationFigures} GenerationFigures */

async function main() {
  const text = /** @type {const} */ ('string');
  const { values } = parseArgs({
    options: {
      requests: { type: text, default: '512' },
      rounds: { type: text, default: '3' },
      threads: { type: text },
    },
  });
  const [requestCount, rounds] = [values.requests, values.rounds].map(Number);
  if (!requestCount || !rounds) throw new Error('--requests and --rounds take a number');
  await ensureInstalled();
  const build = ['build', '--config', 'vite.cli.config.ts', '--ssr', 'bench/generation-node.ts', '--outDir', cacheDir];
  const code = await runBin('vite', [...build, '--logLevel', 'warn'], { output: 'inherit' });
  if (code !== 0) throw new Error(`vite build ended with ${code}`);

  const load = os.loadavg()[0]?.toFixed(1);
  console.log(`${os.cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, load ${load}\n`);
  const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
  const job = { batchSize, maxNewTokens, rounds, ...threads };
  print('embedded model', run({ ...job, vocabulary: 'embedded', requestCount }));
  print(
    'Qwen3’s vocabulary, made-up weights',
    run({ ...job, vocabulary: 'qwen3', requestCount: Math.min(requestCount, wideRequestCount), rounds: 1 }),
  );
}

/** @param {GenerationJob} job @returns {GenerationFigures} */
function run(job) {
  return runBench(path.join(cacheDir, 'bioselect.js'), job);
}

/** @param {string} what @param {GenerationFigures} figures */
function print(what, figures) {
  const { mask, alone } = figures;
  console.log(`${what}, ${figures.vocabSize} tokens: ${figures.requestCount} requests, ${figures.tokenCount} tokens`);
  const ms = (/** @type {number} */ value) => `${value.toFixed(3)} ms`;
  console.log(`  mask a step: mean ${ms(mask.meanMs)}, 99 % within ${ms(mask.p99Ms)}, longest ${ms(mask.maxMs)}`);
  console.log(`  mask’s share of the batch run: ${(100 * figures.maskShare).toFixed(1)} %`);
  console.log(`  batch of ${batchSize}: ${figures.batchTokensPerSecond.toFixed(0)} tokens/s`);
  if (alone !== undefined) {
    const factor = (figures.batchTokensPerSecond / alone.tokensPerSecond).toFixed(2);
    console.log(`  one by one: ${alone.tokensPerSecond.toFixed(0)} tokens/s; the batch is ${factor} times as fast`);
    console.log(`  same answers: ${alone.equalCount} of ${figures.requestCount}`);
  }
  for (const { rowCount, columns, ms: stepMs, gigaflop, megabytes } of figures.steps) {
    const rates = `${((1000 * gigaflop) / stepMs).toFixed(0)} GFLOP/s, ${(megabytes / stepMs).toFixed(1)} GB/s`;
    const each = (stepMs / rowCount).toFixed(3);
    console.log(
      `  a step of ${rowCount} rows behind ${columns} columns: ${stepMs.toFixed(2)} ms, ${each} ms a token; ` +
        `${gigaflop.toFixed(2)} GFLOP, ${megabytes.toFixed(0)} MB: ${rates}`,
    );
  }
  const first = figures.firstMentionMs === undefined ? 'none found' : `${figures.firstMentionMs.toFixed(0)} ms`;
  console.log(`  first mention of a text of ${figures.firstMentionPromptTokens} tokens: ${first}\n`);
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
