import { toFailure } from '../core/failure.ts';
import type { LoadedModel, ModelSource } from '../worker/protocol.ts';
import { type ChosenModel, fetchModel, findModel, nextModel, rememberable } from './chosen-model.ts';
import { showScoringOf } from './refresh-samples.ts';
import { saveSetting } from './save-settings.ts';
import type { StudioContext } from './studio-context.ts';

/** Loads a model and shows the scores it gave before. A load that another one has overtaken changes nothing. */
export function loadModel(context: StudioContext, chosen: ChosenModel): Promise<void> {
  return follow(
    context,
    load(context, chosen, () => fetchModel(context.deps, chosen)),
  );
}

/** As `loadModel`, of one that nobody named just now: what is not on this computer is not fetched. */
function loadAtHand(context: StudioContext, chosen: ChosenModel): Promise<void> {
  return follow(
    context,
    load(context, chosen, () => findModel(context.deps, chosen)),
  );
}

async function follow({ session }: StudioContext, loading: Promise<void>): Promise<void> {
  session.loading = loading;
  await loading;
  if (session.loading === loading) session.loading = undefined;
}

/**
 * The model that is there or on its way; else the one that failed last, the one of the last session, or the default
 * where there never was another. Undefined where loading failed, which the state tells.
 */
export async function ensureModel(context: StudioContext): Promise<LoadedModel | undefined> {
  const { get, session } = context;
  const { model } = get();
  if (model.kind === 'failed') await loadAtHand(context, model.source);
  else if (model.kind === 'none') await loadAtHand(context, nextModel(context));
  // A load may be overtaken by another while it is waited for.
  while (session.loading !== undefined) await session.loading;
  const loaded = get().model;
  return loaded.kind === 'ready' ? loaded.model : undefined;
}

async function load(context: StudioContext, chosen: ChosenModel, find: () => Promise<ModelSource>): Promise<void> {
  const { get, set, deps, session } = context;
  const loadNumber = ++session.loadCount;
  const isStale = (): boolean => session.loadCount !== loadNumber;
  set({
    model: { kind: 'loading', source: chosen, stage: 'fetch', loadedBytes: 0, totalBytes: undefined },
    scoringEstimate: undefined,
  });
  try {
    const source = await find();
    if (isStale()) return;
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
    const isOther = isOtherThan(session.modelSource, source, model);
    set({ model: { kind: 'ready', source, model, isOther } });
    session.workingModel = source;
    await remember(context, source, model);
  } catch (thrown) {
    if (isStale()) return;
    const { workingModel } = session;
    const previous = workingModel === chosen ? undefined : workingModel;
    set({ model: { kind: 'failed', source: chosen, failure: toFailure(thrown), previous } });
  }
}

/** A folder of the name that the project knows, in which another model lies. */
function isOtherThan(known: ChosenModel | undefined, { kind, name }: ModelSource, { hash }: LoadedModel): boolean {
  return known?.kind === 'folder' && kind === 'files' && known.name === name && (known.hash ?? hash) !== hash;
}

/** For this project's next session, and for projects that are new by then. */
async function remember(context: StudioContext, source: ModelSource, { hash }: LoadedModel): Promise<void> {
  const { set, deps, session } = context;
  const chosen = await rememberable(deps.folders, source, hash);
  session.modelSource = chosen;
  set({ nextModel: chosen, ...(source.kind === 'files' ? { folderModel: source } : {}) });
  await saveSetting(context, 'modelSource', chosen);
  // What was trained in a tab is gone with it: a new project does not begin with that.
  if (chosen.kind !== 'folder' || !chosen.isMadeHere) await deps.folders.rememberModel(chosen).catch(() => undefined);
}
