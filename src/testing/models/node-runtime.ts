import * as ort from 'onnxruntime-node';
import type { StepRuntime } from './training-fixture.ts';

/** onnxruntime-node on two threads. */
export function nodeRuntime(provider = 'cpu'): StepRuntime {
  return { ort, session: { executionProviders: [provider], intraOpNumThreads: 2 }, writesInPlace: true };
}
