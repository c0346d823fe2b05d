import { type Failure, toFailure } from '../../core/failure.ts';
import { isModelOf, type Scoring } from '../../core/ifd/scoring.ts';
import type { LoadedModel, ModelSource, PrecisionChoice } from '../../worker/scorer-protocol.ts';
import type { ChosenModel } from '../state/slices/model-slice.ts';
import { fetchModel, findModel, modelOfScoring, nextModel, rememberable } from '../state/chosen-model.ts';
import { saveSetting } from '../state/save-settings.ts';
import type { StudioContext } from '../state/studio-context.ts';

/**
 * Loads a model. The scores that are shown and the selection stay as they are. A load that another one has overtaken
 * changes nothing.
 */
export function loadModel(context: StudioContext, chosen: ChosenModel): Promise<void> {
  return follow(context, load(context, chosen, { find: () => fetchModel(context.deps, chosen) }));
}

/** As `loadModel`, of one that nobody named just now: what is not on this computer is not fetched. */
function loadAtHand(context: StudioContext, chosen: ChosenModel, precision?: PrecisionChoice): Promise<void> {
  return follow(context, load(context, chosen, { find: () => findModel(context.deps, chosen), precision }));
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
  await loadingEnds(session);
  const loaded = get().model;
  return loaded.kind === 'ready' ? loaded.model : undefined;
}

/** A load may be overtaken by another while it is waited for. */
async function loadingEnds(session: StudioContext['session']): Promise<void> {
  while (session.loading !== undefined) await session.loading;
}

/**
 * The model that made a scoring, in its precision: the one that is loaded, or that one loaded again. No other takes its
 * place: where it cannot be had, the failure says how to go on. A precision that was chosen and is another one gives way.
 */
export async function ensureModelOf(
  context: StudioContext,
  scoring: Scoring,
): Promise<LoadedModel | { readonly failure: Failure } | undefined> {
  const { get, session } = context;
  await loadingEnds(session);
  const before = get().model;
  if (before.kind === 'ready' && isModelOf(scoring, before.model)) return before.model;
  const wanted = scoring.dtype === 'unknown' ? 'auto' : scoring.dtype;
  const { precision } = get();
  const isThere = before.kind === 'ready' && before.model.hash === scoring.modelHash;
  if (!isThere) {
    // Left to itself a device mostly computes in the precision that it did before, and checks itself more closely.
    await loadAtHand(context, whereMadeBy(context, scoring), precision === 'auto' ? precision : wanted);
    await loadingEnds(session);
  }
  const { model: first } = get();
  if (first.kind !== 'ready') return undefined;
  if (first.model.hash !== scoring.modelHash)
    return { failure: { code: 'scoring-model-other', name: scoring.modelName } };
  if (!isModelOf(scoring, first.model)) {
    await loadAtHand(context, first.source, wanted);
    await loadingEnds(session);
  }
  const { model: loaded } = get();
  if (loaded.kind !== 'ready') return undefined;
  const { name, dtype } = loaded.model;
  if (!isModelOf(scoring, loaded.model)) return { failure: { code: 'scoring-precision-other', name, wanted, dtype } };
  if (precision !== 'auto' && precision !== dtype) {
    context.set({ precision: dtype });
    await saveSetting(context, 'precision', dtype);
  }
  return loaded.model;
}

/** The files that this tab was given, or the folder that this project used last, before what the scoring knows. */
function whereMadeBy(context: StudioContext, scoring: Scoring): ChosenModel {
  const known = modelOfScoring(context, scoring);
  if (known.kind !== 'folder') return known;
  const { folderModel } = context.get();
  if (folderModel?.kind === 'files' && folderModel.name === known.name) return folderModel;
  const { modelSource } = context.session;
  return modelSource?.kind === 'folder' && modelSource.hash === known.hash ? modelSource : known;
}

async function load(
  context: StudioContext,
  chosen: ChosenModel,
  {
    find,
    precision,
  }: {
    readonly find: () => Promise<ModelSource>;
    /** Undefined: as it is set. */
    readonly precision?: PrecisionChoice | undefined;
  },
): Promise<void> {
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
      precision: precision ?? get().precision,
      onProgress: (stage, loadedBytes, totalBytes) => {
        if (!isStale()) set({ model: { kind: 'loading', source, stage, loadedBytes, totalBytes } });
      },
    });
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
  // What was trained in a tab is gone with it: a new project does not begin with that. A browser that keeps nothing of
  // the kind lets a new project begin with the usual model, as on its first day; this project has its own, as saved above.
  if (chosen.kind !== 'folder' || !chosen.isMadeHere) await deps.folders.rememberModel(chosen).catch(() => undefined);
}
