import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { FailureNotice } from '../../common/layout/failure-notice.tsx';
import { formatCount } from '../../common/number-format.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import { LeavingBanner } from './leaving-banner.tsx';
import { ReadOnlyBanner } from './read-only-banner.tsx';
import classes from './storage-banner.module.css';

/** Says what is at risk while nothing can be written to disk. */
export function StorageBanner() {
  const studio = useCommands();
  const storage = useStudio((state) => state.storage);
  const save = useStudio((state) => state.save);
  const isLeaving = useStudio((state) => state.isLeaving);
  // First: where nothing is written, nothing is to be saved.
  if (storage.kind === 'read-only') return <ReadOnlyBanner why={storage.why} />;
  if (save.kind === 'failed') {
    return (
      <div className={classes.failure}>
        <FailureNotice
          failure={save.failure}
          action={
            <>
              <p>{unsavedWords(save.changeCount)}</p>
              {save.failure.code === 'storage-damaged' ? (
                <Button size="xs" variant="default" mt={8} onClick={() => void studio.checkProject()}>
                  Recover what can be read
                </Button>
              ) : (
                <Button size="xs" variant="default" mt={8} onClick={() => void studio.retrySave()}>
                  Try to save again
                </Button>
              )}
            </>
          }
        />
      </div>
    );
  }
  if (isLeaving) return <LeavingBanner />;
  switch (storage.kind) {
    case 'opfs':
      return null;
    case 'memory':
      return (
        <div className={classes.banner} role="status">
          <IconAlertTriangle size={16} aria-hidden="true" />
          {storage.why === 'no-opfs'
            ? 'This browser lets the studio keep nothing on disk (a private window, or no OPFS).'
            : `The browser’s disk could not be opened (${storage.detail}); the projects on it are left as they are, and a reload of this page tries again.`}{' '}
          Scores and decisions are lost when this tab closes or reloads: save a copy of the project, or export, before
          you leave. Drop a saved copy here to open it again, in this browser or in another one.
        </div>
      );
    default:
      return storage satisfies never;
  }
}

/** What becomes of what is not saved, exactly. */
function unsavedWords(changeCount: number): string {
  const changes = changeCount === 1 ? '1 change is' : `${formatCount(changeCount)} changes are`;
  return `${changes} kept in this tab, not on the disk; what you do next is kept in the same way.`;
}
