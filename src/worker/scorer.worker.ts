import type { WorkerRequest } from './protocol.ts';
import { createWebLoader } from './load-web-model.ts';
import { createScorerHandler } from './scorer-handler.ts';

// A chunk of its own: the runtime starts its threads from the file it lies in, and that must not be this one.
const loadRuntime = () => import('onnxruntime-web/webgpu');

const handle = createScorerHandler(createWebLoader(loadRuntime), (reply) => self.postMessage(reply));

self.onmessage = (event: MessageEvent<WorkerRequest>) => handle(event.data);
