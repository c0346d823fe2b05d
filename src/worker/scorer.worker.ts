import type { WorkerRequest } from './protocol.ts';
import { createWebLoader } from './load-web-model.ts';
import { createScorerHandler } from './scorer-handler.ts';
import { watchWasmMemory } from './watch-memory.ts';

// A chunk of its own: the runtime starts its threads from the file it lies in, and that must not be this one.
const loadRuntime = () => import('onnxruntime-web/webgpu');

// Before the runtime takes its memory.
const runtimeBytes = watchWasmMemory();

const handle = createScorerHandler(createWebLoader(loadRuntime), (reply) => self.postMessage(reply), runtimeBytes);

self.onmessage = (event: MessageEvent<WorkerRequest>) => handle(event.data);
