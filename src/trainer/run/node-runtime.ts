import * as ort from 'onnxruntime-node';
import type { TrainingRuntime } from '../../training/trainee.ts';

/** Execution providers of onnxruntime-node; the GPU's are there only where its driver is. */
export const TRAINING_DEVICES = ['cpu', 'webgpu', 'cuda'] as const;
export type TrainingDevice = (typeof TRAINING_DEVICES)[number];

/**
 * Steps run on the device, the optimizer on the processor, where its arrays are.
 *
 * @param threads of one operator; sums are rounded by them.
 */
export function nodeRuntime(threads: number, device: TrainingDevice = 'cpu'): TrainingRuntime {
  const session: ort.InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableMemPattern: false,
    // A step has thousands of small operators: threads that spin while they wait for the next one save a quarter of it.
    // Between steps, when nothing waits for them, they stop.
    extra: { session: { force_spinning_stop: '1' } },
  };
  return {
    ort,
    session: { ...session, executionProviders: [device] },
    writesInPlace: true,
  };
}
