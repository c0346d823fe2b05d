import { startWebTraining } from './start-web-training.ts';
import { createTrainHandler } from './train-handler.ts';
import { folderOf } from './model-source-folder.ts';
import type { TrainRequest } from './train-protocol.ts';

// A chunk of its own: the runtime starts its threads from the file it lies in, and that must not be this one.
const loadRuntime = () => import('onnxruntime-web/webgpu');

const handle = createTrainHandler({
  openFolder: (source) => folderOf(source, () => {}),
  startRuntime: () => startWebTraining(loadRuntime),
  reply: (message, transfer) => {
    self.postMessage(message, { transfer: [...transfer] });
  },
});

self.onmessage = (event: MessageEvent<TrainRequest>) => {
  handle(event.data);
};
