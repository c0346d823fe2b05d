import type { PreviewMention } from '../../studio/state/slices/jobs-slice.ts';
import type { EntityTypeCues } from '../common/text/entity-types.ts';
import { formatPercent } from '../common/number-format.ts';
import { TypeSwatch } from '../common/text/type-swatch.tsx';
import blocks from '../common/layout/blocks.module.css';
import classes from './preview-screen.module.css';

export interface PredictedMentionsProps {
  readonly text: string;
  readonly mentions: readonly PreviewMention[];
  readonly cues: EntityTypeCues;
}

/** One line a mention: type, name, and the model's confidence as a number and as the length of a bar. */
export function PredictedMentions({ text, mentions, cues }: PredictedMentionsProps) {
  return (
    <ul className={`${blocks.plainList} ${classes.mentions}`} aria-label="Mentions">
      {mentions.map(({ start, end, entityType, confidence }, index) => (
        <li key={index}>
          <TypeSwatch cue={cues.get(entityType)} />
          <span className={classes.dim}>{entityType}</span> {text.slice(start, end)}
          {confidence !== undefined && <Confidence value={confidence} />}
        </li>
      ))}
    </ul>
  );
}

function Confidence({ value }: { readonly value: number }) {
  const words = formatPercent(value);
  return (
    <span className={classes.confidence} title="Probability that the model continues with exactly this mention">
      <span className={classes.strength} aria-hidden>
        <span style={{ width: `${100 * value}%` }} />
      </span>
      <span className={classes.visuallyHidden}>confidence </span>
      {words}
    </span>
  );
}
