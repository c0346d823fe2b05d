import { Button } from '@mantine/core';
import { memo, useState } from 'react';
import type { Mention } from '../../../core/corpus/corpus.ts';
import type { EntityTypeCue, EntityTypeCues } from '../../common/text/entity-types.ts';
import { formatCount } from '../../common/number-format.ts';
import { TypeSwatch } from '../../common/text/type-swatch.tsx';
import classes from '../common/annotate.module.css';

/** A whole article may have thousands; more than these are listed when asked for. */
const FIRST_LISTED = 100;

export interface MentionListProps {
  readonly mentions: readonly Mention[];
  readonly cues: EntityTypeCues;
  readonly activeId: string | undefined;
  readonly onActivate: (mentionId: string) => void;
}

/** The mentions in words, for whoever cannot see or point at them in the text: each leads to its place there. */
export function MentionList({ mentions, cues, activeId, onActivate }: MentionListProps) {
  const [isWhole, setIsWhole] = useState(false);
  const listed = isWhole ? mentions : mentions.slice(0, FIRST_LISTED);
  return (
    <>
      {/* The clicks are those of the buttons inside, of which there may be thousands. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        className={classes.mentions}
        aria-label="Mentions"
        onClick={(event) => {
          const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-mention]') : null;
          const mentionId = button?.dataset['mention'];
          if (mentionId !== undefined) onActivate(mentionId);
        }}
      >
        {listed.map((mention) => (
          <Item
            key={mention.id}
            mention={mention}
            cue={cues.get(mention.entityType)}
            isActive={mention.id === activeId}
          />
        ))}
      </ul>
      {listed.length < mentions.length && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            setIsWhole(true);
          }}
        >
          List all {formatCount(mentions.length)}
        </Button>
      )}
    </>
  );
}

interface ItemProps {
  readonly mention: Mention;
  readonly cue: EntityTypeCue | undefined;
  readonly isActive: boolean;
}

const Item = memo(function Item({ mention, cue, isActive }: ItemProps) {
  const { id, entityType, quote, fragments, conceptIds } = mention;
  return (
    <li>
      <button type="button" className={classes.mentionButton} aria-pressed={isActive} data-mention={id}>
        <TypeSwatch cue={cue} />
        <span className={classes.mentionType}>{entityType}</span>
        <bdi>{quote}</bdi>
        {fragments !== undefined && <span className={classes.dim}>in {fragments.length} parts</span>}
        {conceptIds !== undefined && conceptIds.length > 0 && (
          <span className={classes.dim}>{conceptIds.join(', ')}</span>
        )}
      </button>
    </li>
  );
});
