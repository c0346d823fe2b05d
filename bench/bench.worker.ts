import { DecoderModel } from '../src/decoder/decoder-model.ts';
import { openModelFolder } from '../src/decoder/model-folder.ts';
import { servedFolder } from '../src/decoder/web-folders.ts';
import { buildBenchInputs, runScoringBench } from './scoring-bench.ts';

/** The same bench in a browser's worker, as the studio runs the model. `device` is an execution provider. */
self.onmessage = async ({
  data,
}: MessageEvent<{ device: 'wasm' | 'webgpu'; sampleCount: number; baseUrl: string }>) => {
  try {
    const ort = await import('onnxruntime-web/webgpu');
    ort.env.wasm.numThreads = navigator.hardwareConcurrency;
    const folder = servedFolder('starter-weak', `${data.baseUrl}models/starter-weak/`, () => undefined);
    const options = { executionProviders: [data.device], graphOptimizationLevel: 'all' } as const;
    const model = await DecoderModel.load(ort, await openModelFolder(folder), options);
    const corpus = await fetch(`${data.baseUrl}demo/demonstration-corpus.bioc.json`);
    const inputs = buildBenchInputs(new Uint8Array(await corpus.arrayBuffer())).slice(0, data.sampleCount);
    const setup = { ort, executionProvider: data.device, model, inputs, now: () => performance.now() };
    self.postMessage({ figures: await runScoringBench(setup) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
