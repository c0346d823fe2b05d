// @ts-check
/**
 * Prints how fast scoring is in Node and in Chromium, beside what a plain matrix product reaches in the same runtime.
 *
 *     npm run bench [-- --webgpu]
 *
 * WebGPU runs only when asked for: where there is no GPU it is emulated and takes minutes for a few samples.
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
const allSamples = 100_000;
/** Enough to see that it works; an emulated adapter manages about a sample in four seconds. */
const webgpuSamples = 8;

/** @typedef {import('../bench/scoring-bench.ts').BenchFigures} BenchFigures */

async function main() {
  const { values } = parseArgs({ options: { webgpu: { type: 'boolean', default: false } } });
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
  console.log(`${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.cpus().length} cores, Node ${process.version}\n`);
  print('Node, CPU', runNode());
  /** @type {('wasm' | 'webgpu')[]} */
  const devices = values.webgpu ? ['wasm', 'webgpu'] : ['wasm'];
  for (const device of devices) print(`Chromium, ${device}`, await runChromium(device));
}

/** @returns {BenchFigures} */
function runNode() {
  const result = spawnSync(process.execPath, [path.join(cacheDir, 'node', 'bioselect.js')], {
    cwd: rootDir,
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`the Node bench ended with ${result.status}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

/** @param {'wasm' | 'webgpu'} device @returns {Promise<BenchFigures>} */
async function runChromium(device) {
  const { chromium } = await import('@playwright/test');
  const server = await createStudioServer({ root: path.join(cacheDir, 'page') });
  const address = await listen(server, { port: 4273, strictPort: false });
  const args = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(device === 'webgpu' ? ['--enable-unsafe-webgpu'] : []),
  ];
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction(() => 'runBench' in window);
    const sampleCount = device === 'webgpu' ? webgpuSamples : allSamples;
    return await page.evaluate(({ device, sampleCount }) => window.runBench(device, sampleCount), {
      device,
      sampleCount,
    });
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {string} where @param {BenchFigures} figures */
function print(where, figures) {
  const giga = (/** @type {number} */ flops) => `${(flops / 1e9).toFixed(1)} GFLOP/s`;
  console.log(
    `${where}: ${figures.sampleCount} samples, ${figures.tokenCount} tokens in ${figures.seconds.toFixed(1)} s`,
  );
  console.log(`  ${figures.samplesPerSecond.toFixed(1)} samples/s, ${Math.round(figures.tokensPerSecond)} tokens/s`);
  const share = ((100 * figures.scoringFlops) / figures.matmulFlops).toFixed(0);
  console.log(`  scoring ${giga(figures.scoringFlops)}, matrix product ${giga(figures.matmulFlops)}: ${share} %\n`);
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
