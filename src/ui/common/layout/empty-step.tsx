import type { ReactNode } from 'react';
import classes from './empty-step.module.css';

/** A step with nothing to do yet: one sentence on what brings it to life, and the one button for it. */
export function EmptyStep({ icon, sentence, action }: { icon: ReactNode; sentence: string; action: ReactNode }) {
  return (
    <div className={classes.empty}>
      <span className={classes.icon} aria-hidden="true">
        {icon}
      </span>
      <p className={classes.sentence}>{sentence}</p>
      {action}
    </div>
  );
}
