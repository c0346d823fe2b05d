import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { FailureNotice } from '../common/failure-notice.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { ReadOnlyBanner } from './read-only-banner.tsx';
import classes from './storage-banner.module.css';

/** Says what is at risk while nothing can be written to disk. */
export function StorageBanner() {
  const studio = useCommands();
  const storage = useStudio((state) => state.storage);
  const save = useStudio((state) => state.save);
  if (save.kind === 'failed') {
    return (
      <div className={classes.failure}>
        <FailureNotice
          failure={save.failure}
          action={
            save.failure.code === 'storage-damaged' ? (
              <Button size="xs" variant="default" mt={8} onClick={() => void studio.checkProject()}>
                Recover what can be read
              </Button>
            ) : (
              <Button size="xs" variant="default" mt={8} onClick={() => void studio.retrySave()}>
                Try to save again
              </Button>
            )
          }
        />
      </div>
    );
  }
  switch (storage.kind) {
    case 'opfs':
      return null;
    case 'read-only':
      return <ReadOnlyBanner why={storage.why} />;
    case 'memory':
      return (
        <div className={classes.banner} role="status">
          <IconAlertTriangle size={16} aria-hidden="true" />
          {storage.why === 'no-opfs'
            ? 'This browser lets the studio keep nothing on disk (a private window, or no OPFS).'
            : `The browser’s disk could not be opened (${storage.detail}); the projects on it are left as they are, and a reload of this page tries again.`}{' '}
          Scores and decisions made here are lost when this tab closes: save a copy of the project, or export, before
          you leave.
        </div>
      );
    default:
      return storage satisfies never;
  }
}
