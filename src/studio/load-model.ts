import { type Failure, toFailure } from '../core/failure.ts';
import type { Scoring } from '../core/ifd/scoring.ts';
import type { LoadedModel, ModelSource } from '../worker/protocol.ts';
import { saveSetting } from './save-settings.ts';
import type { StudioContext } from './studio-context.ts';

/**
 * Loads a model. The scores that are shown and the selection stay as they are. A load that another one has overtaken
 * changes nothing.
 */
export async function loadModel(context: StudioContext, source: ModelSource): Promise<void> {
  const { session } = context;
  const loading = load(context, source);
  session.loading = loading;
  await loading;
  if (session.loading === loading) session.loading = undefined;
}

/**
 * The model that is there or on its way; else the one that failed last, the one of the last session, or the default.
 * Undefined where loading failed, which the state tells.
 */
export async function ensureModel(context: StudioContext): Promise<LoadedModel | undefined> {
  const { get, deps, session } = context;
  const { model } = get();
  if (model.kind === 'failed') await loadModel(context, model.source);
  else if (model.kind === 'none') await loadModel(context, session.modelSource ?? deps.defaultModel);
  await loadingEnds(session);
  const loaded = get().model;
  return loaded.kind === 'ready' ? loaded.model : undefined;
}

/** A load may be overtaken by another while it is waited for. */
async function loadingEnds(session: StudioContext['session']): Promise<void> {
  while (session.loading !== undefined) await session.loading;
}

/**
 * The model that made a scoring: the one that is loaded, or that one loaded again. No other takes its place: where it
 * cannot be had, the failure says how to go on.
 */
export async function ensureModelOf(
  context: StudioContext,
  scoring: Scoring,
): Promise<LoadedModel | { readonly failure: Failure } | undefined> {
  const { get, session } = context;
  await loadingEnds(session);
  const { model, folderModel } = get();
  if (model.kind === 'ready' && model.model.hash === scoring.modelHash) return model.model;
  const address = scoring.modelSource;
  const folder = folderModel?.name === address?.name ? folderModel : undefined;
  const source = address?.kind === 'files' ? folder : address;
  if (source === undefined) return { failure: { code: 'scoring-model-absent', name: scoring.modelName } };
  await loadModel(context, source);
  await loadingEnds(session);
  const { model: loaded } = get();
  if (loaded.kind !== 'ready') return undefined;
  const isSame = loaded.model.hash === scoring.modelHash;
  return isSame ? loaded.model : { failure: { code: 'scoring-model-other', name: scoring.modelName } };
}

async function load(context: StudioContext, source: ModelSource): Promise<void> {
  const { get, set, deps, session } = context;
  const loadNumber = ++session.loadCount;
  const isStale = (): boolean => session.loadCount !== loadNumber;
  set({ model: { kind: 'loading', source, stage: 'fetch', loadedBytes: 0, totalBytes: undefined } });
  try {
    const model = await deps.scorer.load(source, {
      device: get().device,
      precision: get().precision,
      onProgress: (stage, loadedBytes, totalBytes) => {
        if (!isStale()) set({ model: { kind: 'loading', source, stage, loadedBytes, totalBytes } });
      },
    });
    if (isStale()) return;
    set({ model: { kind: 'ready', source, model }, ...(source.kind === 'files' ? { folderModel: source } : {}) });
    session.workingModel = source;
    session.modelSource = source.kind === 'files' ? undefined : source;
    await saveSetting(context, 'modelSource', session.modelSource);
  } catch (thrown) {
    if (isStale()) return;
    const previous = session.workingModel === source ? undefined : session.workingModel;
    set({ model: { kind: 'failed', source, failure: toFailure(thrown), previous } });
  }
}
