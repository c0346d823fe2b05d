import { formatCount } from '../number-format.ts';
import type { EntityTypeCues } from '../text/entity-types.ts';
import classes from './type-bar.module.css';

export interface TypeBarProps {
  readonly countByType: Readonly<Record<string, number>>;
  readonly cues: EntityTypeCues;
}

/** Mentions by type as one stacked bar; the numbers stand beside it, so that nothing is said by colour alone. */
export function TypeBar({ countByType, cues }: TypeBarProps) {
  const entries = Object.entries(countByType)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
  if (entries.length === 0) return <span className={classes.none}>none</span>;
  const words = entries.map(([entityType, count]) => `${entityType} ${formatCount(count)}`).join(', ');
  return (
    <div className={classes.bar} title={words}>
      <div className={classes.track} aria-hidden="true">
        {entries.map(([entityType, count]) => (
          <span
            key={entityType}
            style={{ flexGrow: count, background: cues.get(entityType)?.colour ?? 'var(--bs-line-strong)' }}
          />
        ))}
      </div>
      <span className={classes.words}>{words}</span>
    </div>
  );
}
