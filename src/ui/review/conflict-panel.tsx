import type { SampleLocator } from '../../core/project/sample-answers.ts';
import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useState } from 'react';
import { describeConflict } from '../common/describe-conflict.ts';
import { formatCount } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { useActions, useKeyCap } from '../common/use-actions.ts';
import { KeyButton } from './key-button.tsx';
import { locatorOfConflict } from './review-facts.ts';
import classes from './review-screen.module.css';

/** Where merged copies say different things, one at a time: left stands, right is the other copy's. */
export function ConflictPanel({ onShow }: { onShow: (locator: SampleLocator) => void }) {
  const studio = useCommands();
  const conflicts = useStudio((state) => state.conflicts);
  const [place, setPlace] = useState<number>();
  const [reason, setReason] = useState('');
  const caps = {
    next: useKeyCap('next-conflict'),
    previous: useKeyCap('previous-conflict'),
    keep: useKeyCap('keep-conflict'),
    take: useKeyCap('take-conflict'),
  };
  const at = Math.min(place ?? 0, Math.max(0, conflicts.length - 1));
  const conflict = conflicts[at];

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
  const settle = (choice: 'keep' | 'take'): void => {
    if (conflict === undefined) return;
    void studio.settleConflict(conflict, choice, reason.trim() === '' ? undefined : reason.trim());
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
          'keep-conflict': () => {
            settle('keep');
          },
          'take-conflict': () => {
            settle('take');
          },
        },
  );
  if (conflict === undefined) return null;
  const { about, standing, other } = describeConflict(conflict);
  return (
    <section className={classes.conflict} aria-label="Conflicts of a merge">
      <p role="status" className={classes.conflictText}>
        <strong>
          Conflict {formatCount(at + 1)} of {formatCount(conflicts.length)}
        </strong>{' '}
        {about}: <q className={classes.side}>{standing}</q> stands, the other copy has{' '}
        <q className={classes.side}>{other}</q>.
      </p>
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
        <KeyButton
          keys={caps.keep}
          onClick={() => {
            settle('keep');
          }}
        >
          As it stands
        </KeyButton>
        <KeyButton
          keys={caps.take}
          onClick={() => {
            settle('take');
          }}
        >
          As the other has it
        </KeyButton>
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
