import type { Env } from 'onnxruntime-web';
import type { OrtRuntime } from '../decoder/model/decoder-model.ts';
import type { TrainingRuntime } from '../training/trainee.ts';
import { defaultThreadCount } from './default-thread-count.ts';

/** Trains on WASM, where the gradients are those of the command line: no GPU is asked for unseen. */
export async function startWebTraining(
  loadRuntime: () => Promise<OrtRuntime & { readonly env: Env }>,
): Promise<TrainingRuntime> {
  const ort = await loadRuntime();
  ort.env.wasm.numThreads = crossOriginIsolated ? defaultThreadCount() : 1;
  return { ort, session: { executionProviders: ['wasm'] }, writesInPlace: false };
}
