import { Button } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { FailureNotice } from '../common/layout/failure-notice.tsx';
import { formatBytes } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { isScoringBusy } from '../common/selection/scored-share.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { knownModels, type KnownModel } from './known-model.ts';
import classes from './model-registry.module.css';

/** Every model that can be loaded without naming it again, and how full the disk is. */
export function ModelRegistry() {
  const studio = useCommands();
  const model = useStudio((state) => state.model);
  const modelCache = useStudio((state) => state.modelCache);
  const folderModel = useStudio((state) => state.folderModel);
  const busy = useStudio((state) => isScoringBusy(state) || state.model.kind === 'loading');
  const models = useMemo(() => knownModels({ model, modelCache, folderModel }), [model, modelCache, folderModel]);
  // A download changes what is on the disk, whether it ends well or not.
  useEffect(() => void studio.listModels(), [studio, model.kind]);
  return (
    <Panel title="Models at hand">
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              {['Model', 'Size', 'Parameters', 'Licence', 'SHA-256'].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {models.map((known) => (
              <ModelRow key={`${known.source.kind} ${known.source.name}`} known={known} busy={busy} />
            ))}
          </tbody>
        </table>
      </div>
      {modelCache.kind === 'ready' &&
        modelCache.disk.usedBytes !== undefined &&
        modelCache.disk.quotaBytes !== undefined && (
          <p className={classes.disk}>
            The studio uses {formatBytes(modelCache.disk.usedBytes)} of the {formatBytes(modelCache.disk.quotaBytes)}{' '}
            that the browser grants it on this disk.
          </p>
        )}
      {modelCache.kind === 'failed' && <FailureNotice failure={modelCache.failure} />}
    </Panel>
  );
}

function ModelRow({ known, busy }: { known: KnownModel; busy: boolean }) {
  const studio = useCommands();
  const { source, hash } = known;
  return (
    <tr>
      <th scope="row">
        {source.name}
        <span className={classes.origin}>{known.origin}</span>
      </th>
      <td>{known.size}</td>
      <td>{known.parameters}</td>
      <td>{known.licence}</td>
      <td>{hash === undefined ? '–' : <code title={hash}>{hash.slice(0, 12)}</code>}</td>
      <td>
        <div className={classes.actions}>
          <Button
            size="xs"
            variant="default"
            disabled={busy || known.isInUse}
            aria-label={known.isInUse ? `${source.name} is in use` : `Load ${source.name}`}
            onClick={() => void studio.loadModel(source)}
          >
            {known.isInUse ? 'In use' : 'Load'}
          </Button>
          {known.canDelete && source.kind === 'hub' && (
            <Button
              size="xs"
              variant="default"
              disabled={busy}
              aria-label={`Delete ${source.name} from this disk`}
              onClick={() => void studio.deleteCachedModel(source)}
            >
              Delete
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}
