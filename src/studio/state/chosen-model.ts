import type { ChosenModel, RememberedFolder, RememberedModel } from './slices/model-slice.ts';
import { FailureError } from '../../core/failure.ts';
import type { Scoring, ScoringModelSource } from '../../core/ifd/scoring.ts';
import type { ModelSource } from '../../worker/scorer-protocol.ts';
import type { StudioDeps } from './studio-deps.ts';

/** The model to load where none is loaded: the project's, or in a new project the one used last, or the default. */
export function nextModel(context: {
  readonly deps: Pick<StudioDeps, 'defaultModel'>;
  readonly session: { readonly modelSource: ChosenModel | undefined };
}): ChosenModel {
  return context.session.modelSource ?? context.deps.defaultModel;
}

/**
 * What a thread can load, without asking anyone but the browser.
 *
 * @throws FailureError `model-not-at-hand` where only the person can give it: no other model takes its place.
 */
export async function findModel(
  deps: Pick<StudioDeps, 'models' | 'folders'>,
  chosen: ChosenModel,
): Promise<ModelSource> {
  switch (chosen.kind) {
    case 'bundled':
    case 'files':
      return chosen;
    case 'hub': {
      const cached = await deps.models.list();
      if (cached.some(({ name, revision }) => name === chosen.name && revision === chosen.revision)) return chosen;
      throw notAtHand(chosen.name, 'not-downloaded');
    }
    case 'given': {
      const { name, folder } = chosen;
      return { kind: 'files', name, folder, ...(await deps.folders.read(folder)) };
    }
    case 'folder':
      return openFolder(deps.folders, chosen);
    default:
      return chosen satisfies never;
  }
}

/** As `findModel`, of a model that the person names now: what is not on this computer is fetched. */
export async function fetchModel(
  deps: Pick<StudioDeps, 'models' | 'folders'>,
  chosen: ChosenModel,
): Promise<ModelSource> {
  return chosen.kind === 'hub' ? chosen : findModel(deps, chosen);
}

/** Opens a folder that was remembered; asks for permission where that is wanted and a click allows the question. */
async function openFolder(
  folders: StudioDeps['folders'],
  { name, key, isMadeHere }: RememberedFolder,
): Promise<ModelSource> {
  if (key === undefined) throw notAtHand(name, isMadeHere ? 'made-here' : 'not-kept');
  const opening = await folders.open(key);
  switch (opening.kind) {
    case 'open':
      return { kind: 'files', name, files: opening.files, paths: opening.paths, folderKey: key };
    case 'not-allowed':
      throw notAtHand(name, 'not-allowed');
    case 'not-found':
      throw notAtHand(name, 'not-kept');
    default:
      return opening satisfies never;
  }
}

function notAtHand(name: string, reason: 'not-allowed' | 'not-kept' | 'made-here' | 'not-downloaded'): FailureError {
  return new FailureError({ code: 'model-not-at-hand', name, reason });
}

/** What of a model that was loaded can be written down. */
export async function rememberable(
  folders: StudioDeps['folders'],
  source: ModelSource,
  hash: string,
): Promise<RememberedModel> {
  if (source.kind !== 'files') return source;
  const { name, folder, folderKey, isMadeHere = false } = source;
  const key = folderKey ?? (folder === undefined ? undefined : await folders.keep(folder));
  return { kind: 'folder', name, key, hash, isMadeHere };
}

/** As it was written down; undefined where that is no model. */
export function readChosenModel(value: unknown): RememberedModel | undefined {
  const fields = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const text = (key: string): string | undefined => {
    const field = fields.get(key);
    return typeof field === 'string' ? field : undefined;
  };
  const [kind, name, baseUrl, revision] = [text('kind'), text('name'), text('baseUrl'), text('revision')];
  if (name === undefined) return undefined;
  if (kind === 'bundled' && baseUrl !== undefined) return { kind, name, baseUrl };
  if (kind === 'hub' && revision !== undefined) return { kind, name, revision };
  if (kind !== 'folder') return undefined;
  return { kind, name, key: text('key'), hash: text('hash'), isMadeHere: fields.get('isMadeHere') === true };
}

/** How the model that is loaded, which was remembered just now, is found again for a scoring. */
export function addressOf({
  session,
}: {
  readonly session: { readonly modelSource: RememberedModel | undefined };
}): ScoringModelSource | undefined {
  const { modelSource } = session;
  if (modelSource?.kind !== 'folder') return modelSource;
  const { name, key } = modelSource;
  return { kind: 'files', name, ...(key === undefined ? {} : { key }) };
}

/** The model that made a scoring: where it lies, or by its name where that is all that is known. */
export function modelOfScoring(
  { deps }: { readonly deps: Pick<StudioDeps, 'defaultModel'> },
  { modelSource, modelName, modelHash }: Pick<Scoring, 'modelSource' | 'modelName' | 'modelHash'>,
): RememberedModel {
  if (modelSource !== undefined && modelSource.kind !== 'files') return modelSource;
  const { defaultModel } = deps;
  // Of an older studio, which did not write down where a model lay.
  if (modelSource === undefined && modelName === defaultModel.name) return defaultModel;
  const { name, key } = modelSource ?? { name: modelName, key: undefined };
  return { kind: 'folder', name, key, hash: modelHash, isMadeHere: false };
}
