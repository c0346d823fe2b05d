import { NativeSelect } from '@mantine/core';
import { memo } from 'react';
import type { Mention } from '../../../core/corpus/corpus.ts';
import type { Span } from '../../../core/text/span.ts';
import { textDirection } from '../../../core/text/text-direction.ts';
import type { EntityTypeCues } from '../../common/text/entity-types.ts';
import classes from '../common/annotate.module.css';
import { AnnotatedPieces } from '../editor/annotated-pieces.tsx';
import type { ComparisonSide, sidesOf } from './comparison-sides.ts';

export interface SideChoiceProps {
  readonly sides: ReturnType<typeof sidesOf>;
  readonly side: ComparisonSide;
  readonly onSide: (side: ComparisonSide) => void;
}

/** What the current mentions are compared with. */
export const SideChoice = memo(function SideChoice({ sides, side, onSide }: SideChoiceProps) {
  return (
    <NativeSelect
      size="xs"
      aria-label="Compare with (o)"
      value={side}
      data={sides.map(({ id, label }) => ({ value: id, label }))}
      onChange={(event) => {
        const chosen = sides.find(({ id }) => id === event.currentTarget.value);
        if (chosen !== undefined) onSide(chosen.id);
      }}
    />
  );
});

export interface ComparisonColumnProps {
  readonly text: string;
  readonly mentions: readonly Mention[] | undefined;
  readonly cues: EntityTypeCues;
  readonly signs: ReadonlyMap<string, string>;
  /** Of the difference that is being decided. */
  readonly region: Span | undefined;
}

/** The other side of the same text; it cannot be changed here. */
export const ComparisonColumn = memo(function ComparisonColumn(props: ComparisonColumnProps) {
  const { text, mentions, cues, signs, region } = props;
  if (mentions === undefined)
    return <p className={classes.other}>There is no prediction of this model for this sample.</p>;
  return (
    <div className={classes.other} dir={textDirection(text)} role="group" aria-label="Text of the other side">
      <AnnotatedPieces
        text={text}
        mentions={mentions}
        cues={cues}
        signs={signs}
        selection={region}
        active={undefined}
      />
    </div>
  );
});
