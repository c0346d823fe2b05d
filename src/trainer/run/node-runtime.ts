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
    // Threads that spin while they wait cost others their time, and us ours where others run; alone it is no slower.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  return {
    ort,
    session: { ...session, executionProviders: [device] },
    writesInPlace: true,
  };
}
