import { toFailure } from '../core/failure.ts';
import type { LoadedModel, ModelSource } from '../worker/protocol.ts';
import { showScoringOf } from './refresh-samples.ts';
import { saveSetting } from './save-settings.ts';
import type { StudioContext } from './studio-context.ts';

/** Loads a model and shows the scores it gave before. A load that another one has overtaken changes nothing. */
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
  // A load may be overtaken by another while it is waited for.
  while (session.loading !== undefined) await session.loading;
  const loaded = get().model;
  return loaded.kind === 'ready' ? loaded.model : undefined;
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
    await showScoringOf(context, model.hash);
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
