import * as ort from 'onnxruntime-node';
import type { TrainingRuntime } from '../../training/trainee.ts';

/** Trains on the processor. @param threads of one operator; sums are rounded by them. */
export function nodeRuntime(threads: number): TrainingRuntime {
  return {
    ort,
    session: {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableMemPattern: false,
      // Threads that spin while they wait cost others their time, and us ours where others run; alone it is no slower.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    },
    writesInPlace: true,
  };
}
