import type { Env, InferenceSession } from 'onnxruntime-web';
import { FailureError } from '../core/failure.ts';
import { DecoderModel, type OrtRuntime } from '../decoder/decoder-model.ts';
import { openModelFolder, type ModelFolder } from '../decoder/model-folder.ts';
import { fileListFolder, hubFolder, servedFolder, type ReadProgress } from '../decoder/web-folders.ts';
import type { LoadModel } from './scorer-handler.ts';
import type { DeviceChoice, ModelSource } from './protocol.ts';

/** WASM threads beyond this gain little for models that run in a browser. */
const MAX_THREADS = 8;

interface Backend {
  readonly kind: 'webgpu' | 'wasm';
  readonly adapter: string;
}

/** The loader for a browser worker. Threads are fixed by the first load in a worker: the client starts one per load. */
export function createWebLoader(loadRuntime: () => Promise<OrtRuntime & { readonly env: Env }>): LoadModel {
  return async (request, onProgress) => {
    const startMs = performance.now();
    const opened = await openModelFolder(
      folderOf(request.source, (loaded, total) => onProgress('fetch', loaded, total)),
    );
    onProgress('compile', 0, undefined);
    const backend = await chooseBackend(request.device);
    const ort = await loadRuntime();
    const threadCount = crossOriginIsolated ? (request.threadCount ?? defaultThreadCount()) : 1;
    ort.env.wasm.numThreads = threadCount;
    const options: InferenceSession.SessionOptions = {
      executionProviders: [backend.kind],
      graphOptimizationLevel: 'all',
    };
    const model = await DecoderModel.load(ort, opened, options);
    return {
      model,
      loaded: {
        name: opened.name,
        architecture: opened.config.architecture,
        parameterCount: opened.parameterCount,
        hash: opened.hash,
        backend: backend.kind,
        dtype: 'f32',
        threadCount: backend.kind === 'wasm' ? threadCount : 0,
        adapter: backend.adapter,
        loadMs: performance.now() - startMs,
      },
    };
  };
}

function folderOf(source: ModelSource, onProgress: ReadProgress): ModelFolder {
  switch (source.kind) {
    case 'bundled':
      return servedFolder(source.name, source.baseUrl, onProgress);
    case 'files':
      return fileListFolder(source.name, source.files);
    case 'hub':
      return hubFolder(source.name, source.revision, onProgress);
    default:
      return source satisfies never;
  }
}

/**
 * WebGPU where a real adapter answers, else WASM. A software adapter is correct but about a hundred times slower than
 * WASM, so "auto" passes it by; asking for WebGPU takes it.
 *
 * @throws FailureError `no-backend` when WebGPU was asked for and there is none: nothing is swapped in unasked.
 */
async function chooseBackend(device: DeviceChoice): Promise<Backend> {
  if (device === 'wasm') return { kind: 'wasm', adapter: '' };
  const adapter = 'gpu' in navigator ? await navigator.gpu.requestAdapter() : null;
  if (adapter === null) {
    if (device === 'webgpu')
      throw new FailureError({ code: 'no-backend', detail: 'this browser offers no WebGPU adapter' });
    return { kind: 'wasm', adapter: '' };
  }
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  const isSoftware = isFallbackAdapter === true || architecture === 'swiftshader';
  if (device === 'auto' && isSoftware) return { kind: 'wasm', adapter: '' };
  return { kind: 'webgpu', adapter: [vendor, architecture].filter((part) => part !== '').join(' ') };
}

/** All of few cores, half of many: with simultaneous multithreading the second half adds nothing to matrix products. */
function defaultThreadCount(): number {
  const cores = navigator.hardwareConcurrency;
  return cores <= 4 ? cores : Math.min(MAX_THREADS, Math.floor(cores / 2));
}
