import { cueBackground, type EntityTypeCue } from './entity-types.ts';
import classes from './type-swatch.module.css';

/** The line that stands for an entity type: its colour and its pattern. */
export function TypeSwatch({ cue }: { cue: EntityTypeCue | undefined }) {
  if (cue === undefined) return null;
  return (
    <span aria-hidden="true" className={classes.swatch} style={{ background: cueBackground(cue), color: cue.colour }} />
  );
}
