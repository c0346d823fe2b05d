/** WASM threads beyond this gain little for models that run in a browser. */
const MAX_THREADS = 8;

/** All of few cores, half of many: with simultaneous multithreading the second half adds nothing to matrix products. */
export function defaultThreadCount(): number {
  const cores = navigator.hardwareConcurrency;
  return cores <= 4 ? cores : Math.min(MAX_THREADS, Math.floor(cores / 2));
}
