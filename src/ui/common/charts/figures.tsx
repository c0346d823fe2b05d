import type { ReactNode } from 'react';
import classes from './figures.module.css';

export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: string | undefined;
}

/** A row of numbers with their names. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={classes.figures}>
      {figures.map((figure) => (
        <div key={figure.label} className={classes.figure}>
          <dt>{figure.label}</dt>
          <dd>
            <span className={classes.value}>{figure.value}</span>
            {figure.note !== undefined && <span className={classes.note}>{figure.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
