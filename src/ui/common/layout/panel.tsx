import { useId, type ReactNode } from 'react';
import classes from './panel.module.css';

export interface PanelProps {
  readonly title: string;
  /** Controls at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Takes the height that is left and scrolls inside. */
  readonly fill?: boolean;
}

/** A titled region of a screen. */
export function Panel({ title, actions, children, fill = false }: PanelProps) {
  const titleId = useId();
  return (
    <section className={fill ? `${classes.panel} ${classes.fill}` : classes.panel} aria-labelledby={titleId}>
      <header className={classes.header}>
        <h2 id={titleId} className={classes.title}>
          {title}
        </h2>
        {actions}
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  );
}
