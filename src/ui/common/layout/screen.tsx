import type { ReactNode } from 'react';
import classes from './screen.module.css';

export interface ScreenProps {
  readonly title: string;
  /** One sentence on what the step is for. */
  readonly lead?: ReactNode;
  /** Controls at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** The screen takes exactly the window's height and its panes scroll. */
  readonly fill?: boolean;
}

/** Title line and content of one step. */
export function Screen({ title, lead, actions, children, fill = false }: ScreenProps) {
  return (
    <div className={fill ? `${classes.screen} ${classes.fill}` : classes.screen}>
      <header className={classes.header}>
        <div>
          <h1 className={classes.title}>{title}</h1>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
