import { smallTraining, type SmallMode } from '../../src/testing/models/small-training.ts';

self.onmessage = async ({ data }: MessageEvent<SmallMode>) => {
  try {
    // Not above: while a worker waits for a module at its top, a message that comes is lost.
    const ort = await import('onnxruntime-web/webgpu');
    ort.env.wasm.numThreads = navigator.hardwareConcurrency;
    const session = { executionProviders: ['wasm'] };
    self.postMessage({ result: await smallTraining({ ort, session, writesInPlace: false }, data) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
