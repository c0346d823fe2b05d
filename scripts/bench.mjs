// @ts-check
/**
 * Prints how fast scoring is in Node and in Chromium, beside what a plain matrix product reaches in the same runtime.
 *
 *     npm run bench                                  386 samples, about half a minute
 *     npm run bench:scoring                          2,000 samples, each saving's factor, the plain way
 *     npm run bench:scoring -- --device webgpu       WebGPU in Chromium alone; "cuda": onnxruntime-node's provider
 *
 * WebGPU and CUDA run only when asked for: without a GPU the one is emulated (minutes for a few samples), the other
 * absent.
 */
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureChromium } from './find-chromium.mjs';
import { rootDir, runBin } from './run-command.mjs';
import { createStudioServer, listen } from './serve.mjs';

const cacheDir = path.join(rootDir, 'node_modules', '.cache', 'bench');
/** Every positive sample of the demonstration corpus once. */
const quickCount = 386;
const fullCount = 2000;
const savingsCount = 384;
/** An emulated adapter manages about a sample in four seconds; a real one is worth the whole. */
const emulatedCount = 8;

/** @typedef {import('../bench/bench-job.ts').BenchJob} BenchJob */
/** @typedef {import('../bench/bench-job.ts').BenchResult} BenchResult */

async function main() {
  const { values } = parseArgs({ options: { full: { type: 'boolean', default: false }, device: { type: 'string' } } });
  await ensureInstalled();
  const ssr = [
    'build',
    '--config',
    'vite.cli.config.ts',
    '--ssr',
    'bench/node.ts',
    '--outDir',
    path.join(cacheDir, 'node'),
  ];
  for (const args of [ssr, ['build', '--config', 'vite.bench.config.ts']]) {
    const code = await runBin('vite', [...args, '--logLevel', 'warn'], { output: 'inherit' });
    if (code !== 0) throw new Error(`vite ${args.join(' ')} ended with ${code}`);
  }
  const load = os.loadavg()[0]?.toFixed(1);
  console.log(
    `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.cpus().length} cores, Node ${process.version}, load ${load}\n`,
  );
  const counts = {
    sampleCount: values.full ? fullCount : quickCount,
    savingsSampleCount: values.full ? savingsCount : 0,
  };
  if (values.device === undefined) {
    print('Node, CPU', runNode({ executionProvider: 'cpu', ...counts }));
    print('Chromium, WASM', await runChromium({ executionProvider: 'wasm', ...counts }));
  } else if (values.device === 'cuda') {
    print('Node, CUDA', runNode({ executionProvider: 'cuda', ...counts }));
  } else if (values.device === 'webgpu') {
    print('Chromium, WebGPU', await runChromium({ executionProvider: 'webgpu', ...counts }));
  } else {
    throw new Error(`--device takes webgpu or cuda, not ${values.device}`);
  }
}

/** @param {BenchJob} job @returns {BenchResult} */
function runNode(job) {
  const args = [path.join(cacheDir, 'node', 'bioselect.js'), JSON.stringify(job)];
  const result = spawnSync(process.execPath, args, { cwd: rootDir, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the Node bench ended with ${result.status}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

/** @param {BenchJob} job @returns {Promise<BenchResult>} */
async function runChromium(job) {
  const { chromium } = await import('@playwright/test');
  const server = await createStudioServer({ root: path.join(cacheDir, 'page') });
  const address = await listen(server, { port: 4273, strictPort: false });
  const isGpu = job.executionProvider === 'webgpu';
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...(isGpu ? ['--enable-unsafe-webgpu'] : [])];
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction(() => 'runBench' in window);
    const asked =
      isGpu && (await isEmulated(page)) ? { ...job, sampleCount: emulatedCount, savingsSampleCount: 0 } : job;
    return await page.evaluate((asked) => window.runBench(asked), asked);
  } finally {
    await browser.close();
    server.close();
  }
}

/** Names the adapter, and tells whether it is software. @param {import('@playwright/test').Page} page */
async function isEmulated(page) {
  const adapter = await page.evaluate(async () => {
    const found = await navigator.gpu?.requestAdapter();
    return (
      found && { name: `${found.info.vendor} ${found.info.architecture}`, isFallback: found.info.isFallbackAdapter }
    );
  });
  if (!adapter) throw new Error('this Chromium offers no WebGPU adapter');
  console.log(`adapter: ${adapter.name}${adapter.isFallback ? ', software: figures say nothing about a GPU' : ''}`);
  return adapter.isFallback;
}

/** @param {string} where @param {BenchResult} result */
function print(where, { scoring, savings }) {
  const giga = (/** @type {number} */ flops) => `${(flops / 1e9).toFixed(1)} GFLOP/s`;
  console.log(
    `${where}: ${scoring.sampleCount} samples, ${scoring.tokenCount} tokens in ${scoring.seconds.toFixed(1)} s`,
  );
  console.log(`  ${scoring.samplesPerSecond.toFixed(1)} samples/s, ${Math.round(scoring.tokensPerSecond)} tokens/s`);
  const share = (scoring.scoringFlops / scoring.matmulFlops).toFixed(2);
  console.log(`  scoring ${giga(scoring.scoringFlops)}, matrix product ${giga(scoring.matmulFlops)}: ${share}`);
  console.log(`  padding ${(100 * scoring.paddingRatio).toFixed(1)} %`);
  if (savings !== undefined) {
    const { int8, factors, ownWay, plainWay, wideOwnWay, widePlainWay } = savings;
    const { prefixReuse, answerOnlyHead, lengthBuckets } = factors;
    console.log(
      `  savings: prefix reuse ${prefixReuse.toFixed(2)}x, answer-only head ${answerOnlyHead.toFixed(2)}x, length buckets ${lengthBuckets.toFixed(2)}x`,
    );
    console.log(
      `  plain way ${plainWay.toFixed(1)} samples/s, ours ${ownWay.toFixed(1)}: ${(ownWay / plainWay).toFixed(1)}x`,
    );
    console.log(
      `  vocabulary of 151,936: plain ${widePlainWay.toFixed(2)}, ours ${wideOwnWay.toFixed(1)}: ${(wideOwnWay / widePlainWay).toFixed(1)}x`,
    );
    console.log(
      `  int8 (option): ${int8.samplesPerSecond.toFixed(1)} samples/s, rank correlation with f32 ${int8.rankCorrelation.toFixed(4)}`,
    );
  }
  console.log();
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
