import type { BenchJob, BenchResult } from './bench-job.ts';
import type { ScaleFigures } from './scale-job.ts';

declare global {
  interface Window {
    /** Called by `scripts/bench.mjs`; rejects with what went wrong in the worker. */
    runBench: (job: BenchJob) => Promise<BenchResult>;
    /** Called by `scripts/bench-scale.mjs`. */
    runScale: (sampleCount: number) => Promise<ScaleFigures>;
  }
}

window.runBench = (job) => {
  const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
  return ask<BenchResult>(worker, { job, baseUrl: new URL('./', location.href).href });
};

window.runScale = (sampleCount) => {
  const worker = new Worker(new URL('./scale.worker.ts', import.meta.url), { type: 'module' });
  return ask<ScaleFigures>(worker, { sampleCount });
};

/** One question, one answer. */
function ask<Result>(worker: Worker, question: object): Promise<Result> {
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ result?: Result; error?: string }>) => {
      if (data.result === undefined) reject(new Error(data.error));
      else resolve(data.result);
    };
    worker.postMessage(question);
  });
}
