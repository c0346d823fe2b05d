import { Button, Group } from '@mantine/core';
import { FailureNotice } from '../../common/layout/failure-notice.tsx';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import classes from './storage-banner.module.css';

/** What was not done or not read; stands until it is read or done again, whatever is saved meanwhile. */
export function NoticeBanner() {
  const studio = useCommands();
  const notice = useStudio((state) => state.notice);
  if (notice === undefined) return null;
  return (
    <div className={classes.failure}>
      <FailureNotice
        failure={notice}
        action={
          <Group gap={8} mt={8}>
            {notice.code !== 'act-failed' && (
              <Button size="xs" variant="default" onClick={() => void studio.readAgain()}>
                Read again
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                studio.dismissNotice();
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
