import type { CachedModel, DiskUse } from '../../../browser/model-cache.ts';
import type { Failure } from '../../../core/failure.ts';
import type { HubModelId } from '../../../core/hub-cache.ts';
import type {
  DeviceChoice,
  LoadStage,
  LoadedModel,
  ModelSource,
  PrecisionChoice,
} from '../../../worker/scorer-protocol.ts';

/** A model folder of this computer as a project remembers it. */
export interface RememberedFolder {
  readonly kind: 'folder';
  readonly name: string;
  /** In the store of folders; undefined where the browser gave nothing to open the folder by. */
  readonly key: string | undefined;
  /** Of the model that was in it, SHA-256 in hex; undefined where it never loaded. */
  readonly hash: string | undefined;
  /** It was trained in a tab and never was a folder of this computer. */
  readonly isMadeHere: boolean;
}

/** A model folder that the person gives, which the browser can open again in a later visit. */
interface GivenFolder {
  readonly kind: 'given';
  readonly name: string;
  readonly folder: FileSystemDirectoryHandle;
}

/** A model as the person names it, or as a project or this browser remembers it. */
export type ChosenModel = ModelSource | RememberedFolder | GivenFolder;

/** What can be written down of one. */
export type RememberedModel = Exclude<ChosenModel, { kind: 'files' | 'given' }>;

export type ModelState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'loading';
      readonly source: ChosenModel;
      readonly stage: LoadStage;
      readonly loadedBytes: number;
      readonly totalBytes: number | undefined;
    }
  | {
      readonly kind: 'ready';
      readonly source: ModelSource;
      readonly model: LoadedModel;
      /** The project used another model of a folder of this name: its scores are not this one's. */
      readonly isOther: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly source: ChosenModel;
      readonly failure: Failure;
      /** What worked before in this session: the way back. Undefined where there was none, or it is the one that failed. */
      readonly previous: ModelSource | undefined;
    };

/** What is on the disk of models from the hub. */
export type ModelCacheState =
  | { readonly kind: 'unread' }
  | { readonly kind: 'ready'; readonly cached: readonly CachedModel[]; readonly disk: DiskUse }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The model that scores, predicts and previews, and those on this computer. */
export interface ModelSlice {
  readonly model: ModelState;
  readonly modelCache: ModelCacheState;
  /** What loads where a model is needed and none is loaded; undefined for the one that comes with the studio. */
  readonly nextModel: ChosenModel | undefined;
  /** A model folder that was given in this tab, or that the project remembers. */
  readonly folderModel: Extract<ChosenModel, { kind: 'files' | 'folder' }> | undefined;
  readonly device: DeviceChoice;
  readonly precision: PrecisionChoice;
}

/** What commands keep between calls for the model; no screen reads it. */
export interface ModelSession {
  /** The model the person chose last in this project, or in a new one the one they chose last anywhere. */
  modelSource: RememberedModel | undefined;
  /** The last one of this session that loaded. */
  workingModel: ModelSource | undefined;
  /** Grows with every load; what an older one says is stale. */
  loadCount: number;
  /** The newest load under way. */
  loading: Promise<void> | undefined;
}

/** Commands for the model. */
export interface ModelCommands {
  loadModel(source: ChosenModel): Promise<void>;
  /** Gives the model that was asked for, or another in its place; goes on with the scoring that waits for it. */
  answerForModel(source: ChosenModel): Promise<void>;
  /** Reads what models are on the disk, and how full it is. */
  listModels(): Promise<void>;
  /** One that is in memory stays there. */
  deleteCachedModel(model: HubModelId): Promise<void>;
  setDevice(device: DeviceChoice): Promise<void>;
  setPrecision(precision: PrecisionChoice): Promise<void>;
}

/** The slice before anything is open. */
export function initialModel(): ModelSlice {
  return {
    model: { kind: 'none' },
    modelCache: { kind: 'unread' },
    nextModel: undefined,
    folderModel: undefined,
    device: 'auto',
    precision: 'auto',
  };
}

export function newModelSession(): ModelSession {
  return {
    modelSource: undefined,
    workingModel: undefined,
    loadCount: 0,
    loading: undefined,
  };
}
