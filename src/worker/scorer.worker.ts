import { serve } from '../thread/serve.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { createWebLoader } from './load-web-model.ts';
import { ScorerService } from './scorer-service.ts';
import { watchWasmMemory } from './watch-memory.ts';

// A chunk of its own: the runtime starts its threads from the file it lies in, and that must not be this one.
const loadRuntime = () => import('onnxruntime-web/webgpu');

// Before the runtime takes its memory.
const runtimeBytes = watchWasmMemory();

const scorer = new ScorerService(createWebLoader(loadRuntime), runtimeBytes);
serve(self, { scorer }, { toFailure: toRuntimeFailure });
