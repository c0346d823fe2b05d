import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { describeFailure } from '../../../core/describe-failure.ts';
import type { Failure } from '../../../core/failure.ts';
import classes from './failure-notice.module.css';

/** What went wrong, where it did: what happened, what is safe, what to do, and the code to search for. */
export function FailureNotice({ failure, action }: { failure: Failure; action?: ReactNode }) {
  const words = describeFailure(failure);
  return (
    <div className={classes.notice} role="alert">
      <IconAlertTriangle size={20} className={classes.icon} aria-hidden="true" />
      <div>
        <p className={classes.title}>
          {words.title} <code className={classes.code}>{failure.code}</code>
        </p>
        <p>{words.whatHappened}</p>
        <p>{words.whatIsSafe}</p>
        <p className={classes.todo}>{words.whatToDo}</p>
        {action}
      </div>
    </div>
  );
}
