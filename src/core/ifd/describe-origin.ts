import type { ScoreProvenance } from './scored-sample.ts';

const BACKENDS: Readonly<Record<ScoreProvenance['backend'], string>> = {
  webgpu: 'WebGPU in the browser',
  wasm: 'WASM in the browser',
  'node-cpu': 'the command line on the CPU',
  'node-webgpu': 'the command line on WebGPU',
  'node-cuda': 'the command line on CUDA',
  endpoint: 'a completion server',
};

/** Says for people what computed a score: "WASM in the browser, f32". @param provenance `ScoreProvenance` as JSON. */
export function describeOrigin(provenance: string): string {
  const facts: Partial<Record<keyof ScoreProvenance, unknown>> = JSON.parse(provenance);
  const { backend, dtype, version } = facts;
  const where = typeof backend === 'string' && isBackend(backend) ? BACKENDS[backend] : `"${String(backend)}"`;
  return `${where}, ${String(dtype)}, version ${String(version)}`;
}

function isBackend(name: string): name is ScoreProvenance['backend'] {
  return Object.hasOwn(BACKENDS, name);
}
