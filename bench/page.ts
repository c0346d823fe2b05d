import type { BenchJob, BenchResult } from './bench-job.ts';
import { makeProject } from './scale-bench.ts';

declare global {
  interface Window {
    /** Called by `scripts/bench.mjs`; rejects with what went wrong in the worker. */
    runBench: (job: BenchJob) => Promise<BenchResult>;
    /** Called by `scripts/bench-scale.mjs`. */
    makeScale: typeof makeProject;
  }
}

window.makeScale = makeProject;

window.runBench = (job) => {
  const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ result?: BenchResult; error?: string }>) => {
      if (data.result === undefined) reject(new Error(data.error));
      else resolve(data.result);
    };
    worker.postMessage({ job, baseUrl: new URL('./', location.href).href });
  });
};
