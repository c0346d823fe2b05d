import { DecoderModel } from '../src/decoder/model/decoder-model.ts';
import { openModelFolder } from '../src/decoder/model/model-folder.ts';
import { servedFolder } from '../src/decoder/model/web-folders.ts';
import { runBenchJob, type BenchJob } from './bench-job.ts';

/** The same bench in a browser's worker, where the studio runs the model. */
self.onmessage = async ({ data }: MessageEvent<{ job: BenchJob; baseUrl: string }>) => {
  const { job, baseUrl } = data;
  try {
    const ort = await import('onnxruntime-web/webgpu');
    ort.env.wasm.numThreads = navigator.hardwareConcurrency;
    const opened = await openModelFolder(
      servedFolder('bioselect-weak', `${baseUrl}models/bioselect-weak/`, () => undefined),
    );
    const options = { executionProviders: [job.executionProvider], graphOptimizationLevel: 'all' } as const;
    const model = await DecoderModel.load(ort, opened, options);
    const corpus = await fetch(`${baseUrl}demo/demonstration-corpus.bioc.json`);
    const corpusBytes = new Uint8Array(await corpus.arrayBuffer());
    self.postMessage({ result: await runBenchJob(job, { ort, model, corpusBytes }) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
