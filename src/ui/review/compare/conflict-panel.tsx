import type { SampleLocator } from '../../../storage/contract/sample-answers.ts';
import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { StudioState } from '../../../studio/state/state.ts';
import { ConflictSentence } from '../../common/text/conflict-sentence.tsx';
import { describeConflict, type PersonChoice } from '../../common/text/describe-conflict.ts';
import type { EntityTypeCues } from '../../common/text/entity-types.ts';
import { formatCount } from '../../common/number-format.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import { useActions, useKeyCap } from '../../common/keys/use-actions.ts';
import { KeyButton } from '../common/key-button.tsx';
import { locatorOfConflict } from '../../common/text/locator-of-conflict.ts';
import classes from '../common/review-screen.module.css';

type Conflict = StudioState['conflicts'][number];

const ACTIONS = {
  mine: 'conflict-mine',
  theirs: 'conflict-theirs',
  both: 'conflict-both',
  neither: 'conflict-neither',
  'by-hand': 'conflict-by-hand',
} as const satisfies Record<PersonChoice, string>;

export interface ConflictPanelProps {
  readonly cues: EntityTypeCues;
  readonly onShow: (locator: SampleLocator) => void;
  /** Opens what the conflict is about, to be changed. */
  readonly onEdit: (conflict: Conflict) => void;
}

/** What merged copies say differently, one at a time, the person's own side first. */
export function ConflictPanel({ cues, onShow, onEdit }: ConflictPanelProps) {
  const studio = useCommands();
  const conflicts = useStudio((state) => state.conflicts);
  const copyId = useStudio((state) => state.workPlace?.copyId);
  const [place, setPlace] = useState<number>();
  const [reason, setReason] = useState('');
  const [inHand, setInHand] = useState<Conflict>();
  const caps = useCaps();
  const at = Math.min(place ?? 0, Math.max(0, conflicts.length - 1));
  const conflict = conflicts[at];
  const words = conflict && describeConflict(conflict, copyId);
  const isInHand = conflict !== undefined && inHand === conflict;

  const show = (index: number): void => {
    const next = conflicts[index];
    if (next === undefined) return;
    setPlace(index);
    const locator = locatorOfConflict(next);
    if (locator !== undefined) onShow(locator);
  };
  const step = (by: 1 | -1): void => {
    // The first press shows the one that the panel names.
    show(place === undefined ? 0 : (at + by + conflicts.length) % conflicts.length);
  };
  const choose = (id: PersonChoice): void => {
    const made = words?.choices.find((each) => each.id === id);
    if (conflict === undefined || made === undefined) return;
    if (id === 'by-hand' && !isInHand) {
      setInHand(conflict);
      onEdit(conflict);
      return;
    }
    setInHand(undefined);
    void studio.settleConflict(conflict, made.choice, reason.trim() === '' ? undefined : reason.trim());
    const next = conflicts[at + 1] ?? conflicts[at - 1];
    const locator = next && locatorOfConflict(next);
    setPlace(at);
    if (locator !== undefined) onShow(locator);
  };
  useActions(
    conflict === undefined
      ? {}
      : {
          'next-conflict': () => {
            step(1);
          },
          'previous-conflict': () => {
            step(-1);
          },
          ...handlersOf(words?.choices.map(({ id }) => id) ?? [], choose),
        },
  );
  if (conflict === undefined || words === undefined) return null;
  const [own, other] = words.sides;
  return (
    <section className={classes.conflict} aria-label="Conflicts of a merge">
      <div className={classes.conflictText}>
        <p role="status" className={classes.conflictTitle}>
          <strong>
            Conflict {formatCount(at + 1)} of {formatCount(conflicts.length)}
          </strong>{' '}
          {words.about}: both copies changed it. {sideText(own)}; {sideText(other)}.
          {isInHand && ' Change it below, then press Done.'}
        </p>
        <ConflictSentence locator={locatorOfConflict(conflict)} sides={words.sides} cues={cues} />
      </div>
      <div className={classes.actions} role="toolbar" aria-label="Conflict">
        <KeyButton
          keys={caps.previous}
          narrow
          icon={<IconChevronUp size={16} />}
          onClick={() => {
            step(-1);
          }}
        >
          Previous conflict
        </KeyButton>
        <KeyButton
          keys={caps.next}
          narrow
          icon={<IconChevronDown size={16} />}
          onClick={() => {
            step(1);
          }}
        >
          Next conflict
        </KeyButton>
        {words.choices.map(({ id, label }) => (
          <KeyButton
            key={id}
            keys={caps[id]}
            onClick={() => {
              choose(id);
            }}
          >
            {id === 'by-hand' && isInHand ? 'Done' : label}
          </KeyButton>
        ))}
        <TextInput
          size="xs"
          aria-label="Reason for the conflict"
          placeholder="Reason (optional)"
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      </div>
    </section>
  );
}

function sideText({ owner, who, words }: ReturnType<typeof describeConflict>['sides'][number]): string {
  return `${owner}: ${words}${who === undefined ? '' : ` by ${who}`}`;
}

function handlersOf(
  choices: readonly PersonChoice[],
  choose: (id: PersonChoice) => void,
): Readonly<Partial<Record<(typeof ACTIONS)[PersonChoice], () => void>>> {
  return Object.fromEntries(
    choices.map((id) => [
      ACTIONS[id],
      () => {
        choose(id);
      },
    ]),
  );
}

function useCaps() {
  return {
    next: useKeyCap('next-conflict'),
    previous: useKeyCap('previous-conflict'),
    mine: useKeyCap('conflict-mine'),
    theirs: useKeyCap('conflict-theirs'),
    both: useKeyCap('conflict-both'),
    neither: useKeyCap('conflict-neither'),
    'by-hand': useKeyCap('conflict-by-hand'),
  };
}
