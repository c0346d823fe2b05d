import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { FailureNotice } from '../../common/layout/failure-notice.tsx';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import classes from './storage-banner.module.css';

const words = {
  'second-tab':
    'The studio is open in another tab, which holds the project. This tab shows a copy and changes nothing.',
  'taken-over': 'Another tab takes over the project; all that was done here is saved. A copy of it is shown here next.',
} as const;

/** In a tab that may only read: why, and how to become the one that writes. */
export function ReadOnlyBanner({ why }: { why: keyof typeof words }) {
  const studio = useCommands();
  const refusedCount = useStudio((state) => state.refusedCount);
  const failure = useStudio((state) => state.projectFailure);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <div className={classes.banner} role="status">
        <IconEye size={16} aria-hidden="true" />
        <span>
          {words[why]}
          {refusedCount > 0 && ' Nothing was changed: take over to work here.'}
        </span>
        <Button
          size="xs"
          variant="default"
          loading={asked}
          onClick={() => {
            setAsked(true);
            void studio.takeOver().finally(() => {
              setAsked(false);
            });
          }}
        >
          Take over
        </Button>
      </div>
      {failure !== undefined && (
        <div className={classes.failure}>
          <FailureNotice failure={failure} />
        </div>
      )}
    </>
  );
}
