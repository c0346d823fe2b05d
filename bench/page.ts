import type { BenchFigures } from './scoring-bench.ts';

declare global {
  interface Window {
    /** Called by `scripts/bench.mjs`; rejects with what went wrong in the worker. */
    runBench: (device: 'wasm' | 'webgpu', sampleCount: number) => Promise<BenchFigures>;
  }
}

window.runBench = (device, sampleCount) => {
  const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ figures?: BenchFigures; error?: string }>) => {
      if (data.figures === undefined) reject(new Error(data.error));
      else resolve(data.figures);
    };
    worker.postMessage({ device, sampleCount, baseUrl: new URL('./', location.href).href });
  });
};
