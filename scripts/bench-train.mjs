// @ts-check
/**
 * Prints how fast a training step is in Node on the CPU, beside what a plain matrix product reaches in the same process.
 *
 *     npm run bench:train                                     10M parameters, 8 x 256 tokens: full, then LoRA
 *     npm run bench:train -- --rounds 20 --threads 2          more rounds; medians count
 *     npm run bench:train -- --against pytorch --python PATH  the same model in PyTorch f32, step by step in turns
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir, runBench, runBin } from './run-command.mjs';

const outDir = path.join(rootDir, 'node_modules', '.cache', 'bench', 'training');

/** @typedef {import('../bench/training-node.ts').TrainingJob} TrainingJob */
/** @typedef {import('../bench/training-bench.ts').TrainingFigures & { torchVersion?: string }} Figures */

async function main() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '16' },
      threads: { type: 'string', default: String(Math.max(1, os.availableParallelism())) },
      mode: { type: 'string' },
      against: { type: 'string' },
      python: { type: 'string', default: 'python3' },
    },
  });
  if (values.against !== undefined && values.against !== 'pytorch') {
    throw new Error(`--against takes pytorch, not ${values.against}`);
  }
  if (values.mode !== undefined && values.mode !== 'full' && values.mode !== 'lora') {
    throw new Error(`--mode takes full or lora, not ${values.mode}`);
  }
  await ensureInstalled();
  const args = ['build', '--config', 'vite.cli.config.ts', '--ssr', 'bench/training-node.ts', '--outDir', outDir];
  const code = await runBin('vite', [...args, '--logLevel', 'warn'], { output: 'inherit' });
  if (code !== 0) throw new Error(`vite ${args.join(' ')} ended with ${code}`);
  const load = os.loadavg()[0]?.toFixed(1);
  console.log(
    `${os.cpus()[0]?.model ?? 'unknown processor'}, ${values.threads} threads, Node ${process.version}, load ${load}\n`,
  );
  const python = values.against === 'pytorch' ? { python: values.python } : {};
  /** @type {readonly TrainingJob['mode'][]} */
  const modes = values.mode === undefined ? ['full', 'lora'] : [values.mode];
  for (const mode of modes) {
    print(mode, runNode({ mode, rounds: Number(values.rounds), threads: Number(values.threads), ...python }));
  }
}

/** @param {TrainingJob} job @returns {Figures} */
function runNode(job) {
  return runBench(path.join(outDir, 'bioselect.js'), job);
}

/** @param {string} mode @param {Figures} figures */
function print(mode, figures) {
  const { stepSeconds, optimizerSeconds, otherSeconds, stepFlops, matmulFlopRate, tokenCount, rss } = figures;
  const giga = (/** @type {number} */ flops) => `${(flops / 1e9).toFixed(0)} GFLOP/s`;
  const milli = (/** @type {number} */ seconds) => `${(1000 * seconds).toFixed(0)} ms`;
  const mega = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  const rate = stepFlops / stepSeconds;
  const millions = (/** @type {number} */ count) => `${(count / 1e6).toFixed(2)}M`;
  console.log(`${mode}: ${millions(figures.parameterCount)} parameters, ${millions(figures.trainedCount)} trained`);
  console.log(`  step ${milli(stepSeconds)}, ${Math.round(tokenCount / stepSeconds)} tokens/s`);
  const shares = figures.shares.toSorted((a, b) => a - b);
  const quantile = (/** @type {number} */ at) => (shares[Math.floor(at * shares.length)] ?? Number.NaN).toFixed(2);
  console.log(
    `  step ${giga(rate)}, matrix product around it ${giga(matmulFlopRate)}: ${quantile(0.5)}, half of the rounds ${quantile(0.25)} to ${quantile(0.75)}`,
  );
  console.log(
    `  AdamW ${milli(optimizerSeconds)}: ${((100 * optimizerSeconds) / stepSeconds).toFixed(1)} % of the step`,
  );
  const settled = rss.slice(Math.floor(rss.length / 2));
  console.log(
    `  memory ${mega(Math.max(...rss))}, second half of the rounds within ${mega(Math.max(...settled) - Math.min(...settled))}`,
  );
  if (otherSeconds !== undefined) {
    console.log(
      `  ${figures.torchVersion}: step ${milli(otherSeconds)}, ours ${(otherSeconds / stepSeconds).toFixed(2)}x`,
    );
  }
  console.log();
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
