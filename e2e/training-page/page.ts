import type { SmallMode, SmallTraining } from '../../src/testing/models/small-training.ts';

declare global {
  interface Window {
    /** Runs a step and an update in a worker; floats go to the test as lists. */
    runSmallTraining: (mode: SmallMode) => Promise<{ readonly gradients: number[]; readonly updated: number[] }>;
  }
}

window.runSmallTraining = (mode) => {
  const worker = new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ result?: SmallTraining; error?: string }>) => {
      if (data.result === undefined) reject(new Error(data.error));
      else resolve({ gradients: [...data.result.gradients], updated: [...data.result.updated] });
    };
    worker.postMessage(mode);
  });
};
