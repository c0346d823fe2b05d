import { Button, Group } from '@mantine/core';
import { FailureNotice } from '../../common/layout/failure-notice.tsx';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import classes from './storage-banner.module.css';

/** What was not done or not read; stands until it is read or done again, whatever is saved meanwhile. */
export function MishapBanner() {
  const studio = useCommands();
  const mishap = useStudio((state) => state.mishap);
  if (mishap === undefined) return null;
  return (
    <div className={classes.failure}>
      <FailureNotice
        failure={mishap}
        action={
          <Group gap={8} mt={8}>
            {mishap.code !== 'act-failed' && (
              <Button size="xs" variant="default" onClick={() => void studio.readAgain()}>
                Read again
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                studio.dismissMishap();
              }}
            >
              Dismiss
            </Button>
          </Group>
        }
      />
    </div>
  );
}
