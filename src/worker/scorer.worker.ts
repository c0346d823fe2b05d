import * as ort from 'onnxruntime-web/webgpu';
import type { WorkerRequest } from './protocol.ts';
import { createWebLoader } from './load-web-model.ts';
import { createScorerHandler } from './scorer-handler.ts';

const handle = createScorerHandler(createWebLoader(ort), (reply) => self.postMessage(reply));

self.onmessage = (event: MessageEvent<WorkerRequest>) => handle(event.data);
