import { zipBytes } from '../core/export/zip-files.ts';
import { FailureError } from '../core/failure.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { openModelFolder, type ModelFolder } from '../decoder/model/model-folder.ts';
import { adapterFiles } from '../training/weights/adapter-files.ts';
import { modelFiles } from '../training/weights/model-files.ts';
import { joinParts } from '../training/weights/safetensors-parts.ts';
import { trainAdapter } from '../training/train-adapter.ts';
import type { TrainingRuntime } from '../training/trainee.ts';
import type { ModelSource } from './protocol.ts';
import { takeMessages } from './take-messages.ts';
import type { TrainedFile, TrainedModel, TrainReply, TrainRequest } from './train-protocol.ts';

export interface TrainHandlerDeps {
  readonly openFolder: (source: ModelSource) => ModelFolder;
  readonly startRuntime: () => Promise<TrainingRuntime>;
  readonly reply: (message: TrainReply, transfer: readonly ArrayBuffer[]) => void;
}

/** Weights, their copy in the runtime and the merged ones, 4 bytes each, and a step's activations have to fit into WASM. */
const MAX_PARAMETERS = 150_000_000;

/** The thread's side of the protocol. */
export function createTrainHandler(deps: TrainHandlerDeps): (request: TrainRequest) => void {
  const stopper = new AbortController();

  const train = async ({ source, rows, options }: Extract<TrainRequest, { kind: 'train' }>): Promise<void> => {
    const folder = deps.openFolder(source);
    const opened = await openModelFolder(folder);
    if (opened.parameterCount > MAX_PARAMETERS) {
      const detail = `the model has ${opened.parameterCount} parameters, and a tab trains up to ${MAX_PARAMETERS}; the command line trains larger ones`;
      throw new FailureError({ code: 'out-of-memory', detail });
    }
    const runtime = await deps.startRuntime();
    const { adapter, method, weights, ...counts } = await trainAdapter(opened, rows, {
      ...options,
      runtime,
      signal: stopper.signal,
      now: () => performance.now(),
      betweenUpdates: takeMessages,
      onProgress: (progress) => {
        deps.reply({ kind: 'progress', progress }, []);
      },
    });
    const trained: TrainedModel = {
      modelFiles: await modelFiles(folder, weights),
      adapterFiles: adapterFiles(adapter, method, source.name).map(({ name, parts }) => ({
        name,
        bytes: joinParts(parts),
      })),
      ...counts,
    };
    deps.reply({ kind: 'trained', trained }, buffersOf([...trained.modelFiles, ...trained.adapterFiles]));
  };

  const pack = async ({ files, timeMs }: Extract<TrainRequest, { kind: 'pack' }>): Promise<void> => {
    const bytes = new Uint8Array(zipBytes(files, timeMs));
    deps.reply({ kind: 'packed', bytes }, [bytes.buffer]);
  };

  const perform = (work: Promise<void>): void => {
    work.catch((thrown: unknown) => {
      deps.reply({ kind: 'failed', failure: toRuntimeFailure(thrown) }, []);
    });
  };

  return (request) => {
    switch (request.kind) {
      case 'train':
        return perform(train(request));
      case 'stop':
        return stopper.abort();
      case 'pack':
        return perform(pack(request));
      default:
        return request satisfies never;
    }
  };
}

function buffersOf(files: readonly TrainedFile[]): readonly ArrayBuffer[] {
  return files.map(({ bytes }) => bytes.buffer);
}
