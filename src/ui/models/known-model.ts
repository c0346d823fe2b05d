import type { StudioState } from '../../studio/state/state.ts';
import { formatBytes, formatParameters } from '../common/number-format.ts';
import { bundledModel, type ModelSource } from '../common/models/model-words.ts';

/** A model that can be loaded without naming it again, as one row of the list. */
export interface KnownModel {
  readonly source: ModelSource;
  readonly origin: string;
  readonly size: string;
  readonly parameters: string;
  readonly licence: string;
  readonly hash: string | undefined;
  readonly isInUse: boolean;
  readonly canDelete: boolean;
}

const UNKNOWN = '–';

/** The bundled ones, the folder given in this tab, and what was downloaded, in this order. */
export function knownModels({
  model,
  modelCache,
  folderModel,
}: Pick<StudioState, 'model' | 'modelCache' | 'folderModel'>): readonly KnownModel[] {
  const rowOf = (source: ModelSource): KnownModel => {
    const loaded = model.kind === 'ready' && isSameModel(model.source, source) ? model.model : undefined;
    return {
      source,
      origin: '',
      size: UNKNOWN,
      parameters: loaded === undefined ? UNKNOWN : formatParameters(loaded.parameterCount),
      licence: 'see its card',
      hash: loaded?.hash,
      isInUse: loaded !== undefined,
      canDelete: false,
    };
  };
  const cached = modelCache.kind === 'ready' ? modelCache.cached : [];
  return [
    { ...rowOf(bundledModel('weak')), origin: 'Comes with the studio: the one that scores', licence: 'MIT' },
    { ...rowOf(bundledModel('strong')), origin: 'Comes with the studio: the one to train', licence: 'MIT' },
    ...(folderModel === undefined
      ? []
      : [
          {
            ...rowOf(folderModel),
            origin: folderModel.kind === 'files' ? 'Folder given in this tab' : 'Folder this project used',
            size:
              folderModel.kind === 'files'
                ? formatBytes(folderModel.files.reduce((sum, file) => sum + file.size, 0))
                : UNKNOWN,
          },
        ]),
    ...cached.map((each) => {
      const row = rowOf({ kind: 'hub', name: each.name, revision: each.revision });
      const { parameterCount, licence, hash } = each;
      return {
        ...row,
        origin: each.isWhole ? 'Downloaded, opens without network' : 'Download not finished',
        size: formatBytes(each.cachedBytes),
        parameters: parameterCount === undefined ? row.parameters : formatParameters(parameterCount),
        licence: licence ?? row.licence,
        hash: hash ?? row.hash,
        canDelete: true,
      };
    }),
  ];
}

function isSameModel(a: ModelSource, b: ModelSource): boolean {
  if (a.kind === 'hub' && b.kind === 'hub') return a.name === b.name && a.revision === b.revision;
  if (a.kind === 'files' && b.kind === 'files') return a === b;
  return a.kind === 'bundled' && b.kind === 'bundled' && a.name === b.name;
}
