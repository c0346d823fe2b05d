import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { memo } from 'react';
import type { MentionDifference } from '../../../core/annotations/mention-differences.ts';
import type { Mention } from '../../../core/corpus/corpus.ts';
import { formatNoun } from '../../common/number-format.ts';
import { useKeyCap } from '../../common/keys/use-actions.ts';
import classes from '../common/annotate.module.css';
import { describeDifference } from './describe-difference.ts';
import { KeyButton } from '../common/key-button.tsx';

export interface DifferenceListProps {
  readonly differences: readonly MentionDifference[];
  readonly index: number;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly onChoose: (index: number) => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly onTake: () => void;
}

/** What both sides say differently, one of them to be decided now. */
export const DifferenceList = memo(function DifferenceList(props: DifferenceListProps) {
  const { differences, index, reason, onReason, onChoose, onStep, onTake } = props;
  const caps = {
    previous: useKeyCap('previous-difference'),
    next: useKeyCap('next-difference'),
    take: useKeyCap('take-theirs'),
  };
  return (
    <div>
      <div className={classes.tools} role="toolbar" aria-label="Differences">
        <KeyButton
          keys={caps.previous}
          narrow
          icon={<IconChevronUp size={16} />}
          onClick={() => {
            onStep(-1);
          }}
        >
          Previous difference
        </KeyButton>
        <KeyButton
          keys={caps.next}
          narrow
          icon={<IconChevronDown size={16} />}
          onClick={() => {
            onStep(1);
          }}
        >
          Next difference
        </KeyButton>
        <KeyButton keys={caps.take} disabled={differences.length === 0} onClick={onTake}>
          Take theirs
        </KeyButton>
        <TextInput
          size="xs"
          aria-label="Reason for taking"
          placeholder="Reason (optional)"
          value={reason}
          onChange={(event) => {
            onReason(event.currentTarget.value);
          }}
        />
      </div>
      <p className={classes.message} role="status">
        {differences.length === 0
          ? 'Both sides say the same.'
          : `${formatNoun(differences.length, 'difference')}; ${caps.next} goes on and keeps yours.`}
      </p>
      <ol className={classes.differences} aria-label="Differences">
        {differences.map(({ kind, mine, theirs, region }, place) => {
          const { sign, words } = describeDifference(kind);
          return (
            <li key={`${kind} ${region.start} ${region.end} ${place}`}>
              <button
                type="button"
                className={classes.mentionButton}
                aria-pressed={place === index}
                onClick={() => {
                  onChoose(place);
                }}
              >
                <span className={classes.sign} data-kind={kind} aria-hidden="true">
                  {sign}
                </span>
                <span>
                  {words}: <bdi>{namesOf(mine)}</bdi>
                  {mine.length > 0 && theirs.length > 0 && ' → '}
                  <bdi>{namesOf(theirs)}</bdi>
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
});

function namesOf(mentions: readonly Mention[]): string {
  return mentions.map(({ entityType, quote }) => `${quote} (${entityType})`).join(', ');
}
