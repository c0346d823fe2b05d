import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { serve } from '../thread/serve.ts';
import { folderOf } from './model-source-folder.ts';
import { startWebTraining } from './start-web-training.ts';
import { TrainingService } from './training-service.ts';

// A chunk of its own: the runtime starts its threads from the file it lies in, and that must not be this one.
const loadRuntime = () => import('onnxruntime-web/webgpu');

const trainer = new TrainingService({
  openFolder: (source) => folderOf(source, () => {}),
  startRuntime: () => startWebTraining(loadRuntime),
});
serve(self, { trainer }, { toFailure: toRuntimeFailure });
