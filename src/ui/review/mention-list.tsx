import type { Mention } from '../../core/corpus/corpus.ts';
import type { EntityTypeCues } from '../common/entity-types.ts';
import { TypeSwatch } from '../common/type-swatch.tsx';
import classes from './annotate.module.css';

export interface MentionListProps {
  readonly mentions: readonly Mention[];
  readonly cues: EntityTypeCues;
  readonly activeId: string | undefined;
  readonly onActivate: (mentionId: string) => void;
}

/** The mentions in words, for whoever cannot see or point at them in the text: each leads to its place there. */
export function MentionList({ mentions, cues, activeId, onActivate }: MentionListProps) {
  return (
    <ul className={classes.mentions} aria-label="Mentions">
      {mentions.map((mention) => (
        <li key={mention.id}>
          <button
            type="button"
            className={classes.mentionButton}
            aria-pressed={mention.id === activeId}
            onClick={() => {
              onActivate(mention.id);
            }}
          >
            <TypeSwatch cue={cues.get(mention.entityType)} />
            <span className={classes.mentionType}>{mention.entityType}</span>
            <bdi>{mention.quote}</bdi>
            {mention.fragments !== undefined && (
              <span className={classes.dim}>in {mention.fragments.length} parts</span>
            )}
            {mention.conceptIds !== undefined && mention.conceptIds.length > 0 && (
              <span className={classes.dim}>{mention.conceptIds.join(', ')}</span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
