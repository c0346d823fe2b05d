import type { Env } from 'onnxruntime-web';
import { FailureError } from '../core/failure.ts';
import { DecoderModel, type OrtRuntime, type RunnableModel } from '../decoder/model/decoder-model.ts';
import { openModel } from '../decoder/model/open-model.ts';
import { widenBfloat16 } from '../decoder/model/widen-bfloat16.ts';
import { recordHubModel } from '../decoder/hub/hub-folder.ts';
import { cacheHubStore } from '../decoder/hub/hub-store.ts';
import { measureProbes, requireTrust, trustTolerance, type TrustReference } from '../scoring/trust-check.ts';
import { defaultThreadCount } from './default-thread-count.ts';
import { folderOf } from './model-source-folder.ts';
import type { DeviceChoice } from './scorer-protocol.ts';
import type { LoadModel } from './scorer-service.ts';

interface Backend {
  readonly kind: 'webgpu' | 'wasm';
  readonly adapter: string;
  /** `shader-f16` on a real GPU. */
  readonly hasHalfPrecision: boolean;
}

interface TargetBackend extends Backend {
  /** The person left the precision open. */
  readonly mayReduce: boolean;
}

const WASM: Backend = { kind: 'wasm', adapter: '', hasHalfPrecision: false };

/** The loader for a browser worker. Threads are fixed by the first load in a worker: the client starts one per load. */
export function createWebLoader(loadRuntime: () => Promise<OrtRuntime & { readonly env: Env }>): LoadModel {
  return async (source, { device, precision, threadCount: wantedThreads, onProgress }) => {
    const startMs = performance.now();
    const folder = folderOf(source, (loaded, total) => onProgress?.('fetch', loaded, total));
    const found = await openModel(folder, { variant: precision === 'auto' ? undefined : precision });
    if (source.kind === 'hub') await recordHubModel(cacheHubStore(), source, found);
    const opened = found.kind === 'weights' ? widenBfloat16(found) : found;
    onProgress?.('compile', 0, undefined);
    const backend = await chooseBackend(device);
    const ort = await loadRuntime();
    const threadCount = crossOriginIsolated ? (wantedThreads ?? defaultThreadCount()) : 1;
    ort.env.wasm.numThreads = threadCount;
    const { model, trust, maxDrift } = await loadTrusted(ort, opened, { ...backend, mayReduce: precision === 'auto' });
    return {
      model,
      trust,
      loaded: {
        name: opened.name,
        architecture: opened.config.architecture,
        parameterCount: opened.parameterCount,
        hash: opened.hash,
        backend: backend.kind,
        dtype: model.opened.dtype,
        threadCount: backend.kind === 'wasm' ? threadCount : 0,
        adapter: backend.adapter,
        loadMs: performance.now() - startMs,
        ...(maxDrift === undefined ? {} : { trust: { maxDrift, tolerance: trust.tolerance } }),
      },
    };
  };
}

/**
 * Loads a model that computes right. What the probes must give is measured on WASM first; that session is gone before
 * the GPU's begins, so that the weights are not in memory twice. On WASM the reference is the session itself: later
 * checks then see whether it still computes what it did.
 *
 * @throws FailureError `numeric-fault` when the GPU's numbers are off.
 */
async function loadTrusted(
  ort: OrtRuntime,
  opened: RunnableModel,
  backend: TargetBackend,
): Promise<{ model: DecoderModel; trust: TrustReference; maxDrift: number | undefined }> {
  const load = (kind: Backend['kind'], variant = opened): Promise<DecoderModel> =>
    DecoderModel.load(ort, variant, { executionProviders: [kind], graphOptimizationLevel: 'all' });
  const wasm = await load('wasm');
  const trust = { losses: await measureProbes(wasm), tolerance: trustTolerance(opened.dtype) };
  if (backend.kind === 'wasm') return { model: wasm, trust, maxDrift: undefined };
  await wasm.dispose();
  for (const candidate of gpuCandidates(opened, backend)) {
    const reference = { ...trust, tolerance: trustTolerance(candidate.dtype) };
    const model = await load(backend.kind, candidate);
    try {
      return { model, trust: reference, maxDrift: await requireTrust(model, reference) };
    } catch (thrown) {
      await model.dispose();
      // Half precision overflows in some models; what the same GPU computes in f32 is marked as such.
      if (candidate === opened) throw thrown;
    }
  }
  throw new Error('a model without a way to compute it');
}

/** The model as it is, and before that in f16 where the studio builds the graph and the GPU multiplies f16. */
function gpuCandidates(opened: RunnableModel, backend: TargetBackend): readonly RunnableModel[] {
  if (opened.kind !== 'weights' || !backend.hasHalfPrecision || !backend.mayReduce) return [opened];
  return [{ ...opened, dtype: 'f16' }, opened];
}

/**
 * WebGPU where a real adapter answers, else WASM. A software adapter is correct but about a hundred times slower than
 * WASM, so "auto" passes it by; asking for WebGPU takes it.
 *
 * @throws FailureError `no-backend` when WebGPU was asked for and there is none: nothing is swapped in unasked.
 */
async function chooseBackend(device: DeviceChoice): Promise<Backend> {
  if (device === 'wasm') return WASM;
  const adapter = 'gpu' in navigator ? await navigator.gpu.requestAdapter() : null;
  if (adapter === null) {
    if (device === 'webgpu')
      throw new FailureError({ code: 'no-backend', detail: 'this browser offers no WebGPU adapter' });
    return WASM;
  }
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  const isSoftware = isFallbackAdapter === true || architecture === 'swiftshader';
  if (device === 'auto' && isSoftware) return WASM;
  const name = [vendor, architecture].filter((part) => part !== '').join(' ');
  // On a software adapter f16 is emulated: neither faster nor worth the digits.
  return { kind: 'webgpu', adapter: name, hasHalfPrecision: !isSoftware && adapter.features.has('shader-f16') };
}
