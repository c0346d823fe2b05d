import { zipBytes } from '../core/export/zip-files.ts';
import { FailureError } from '../core/failure.ts';
import { openModelFolder, type ModelFolder } from '../decoder/model/model-folder.ts';
import { handOver } from '../thread/transfer.ts';
import { adapterFiles } from '../training/weights/adapter-files.ts';
import { modelFiles } from '../training/weights/model-files.ts';
import { trainAdapter } from '../training/train-adapter.ts';
import type { TrainingRuntime } from '../training/trainee.ts';
import type { ModelSource } from './scorer-protocol.ts';
import { takeMessages } from './take-messages.ts';
import type { TrainedFile, TrainedModel, Trainer, TrainRow, TrainRun } from './training-protocol.ts';
import { joinBytes } from '../core/formats/bytes/join-bytes.ts';

export interface TrainingDeps {
  readonly openFolder: (source: ModelSource) => ModelFolder;
  readonly startRuntime: () => Promise<TrainingRuntime>;
}

/** Weights, their copy in the runtime and the merged ones, 4 bytes each, and a step's activations have to fit into WASM. */
const MAX_PARAMETERS = 150_000_000;

/** Trains in a thread of its own, once. Throws what the runtime throws. */
export class TrainingService implements Trainer {
  readonly #deps: TrainingDeps;

  constructor(deps: TrainingDeps) {
    this.#deps = deps;
  }

  /** @throws FailureError `out-of-memory` for a model that a tab has no room to train. */
  async train(source: ModelSource, rows: readonly TrainRow[], options: TrainRun): Promise<TrainedModel> {
    const folder = this.#deps.openFolder(source);
    const opened = await openModelFolder(folder);
    if (opened.parameterCount > MAX_PARAMETERS) {
      const detail = `the model has ${opened.parameterCount} parameters, and a tab trains up to ${MAX_PARAMETERS}; the command line trains larger ones`;
      throw new FailureError({ code: 'out-of-memory', detail });
    }
    const runtime = await this.#deps.startRuntime();
    const { adapter, method, weights, ...counts } = await trainAdapter(opened, rows, {
      ...options,
      runtime,
      now: () => performance.now(),
      betweenUpdates: takeMessages,
    });
    const trained: TrainedModel = {
      modelFiles: await modelFiles(folder, weights),
      adapterFiles: adapterFiles(adapter, method, source.name).map(({ name, parts }) => ({
        name,
        bytes: joinBytes(parts),
      })),
      ...counts,
    };
    const files = [...trained.modelFiles, ...trained.adapterFiles];
    return handOver(
      trained,
      files.map(({ bytes }) => bytes.buffer),
    );
  }

  async pack(files: readonly TrainedFile[], timeMs: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(zipBytes(files, timeMs));
    return handOver(bytes, [bytes.buffer]);
  }
}
