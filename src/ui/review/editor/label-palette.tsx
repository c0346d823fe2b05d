import { TextInput } from '@mantine/core';
import { useId, useState, type KeyboardEvent } from 'react';
import { Dialog } from '../../common/layout/dialog.tsx';
import type { EntityTypeCues } from '../../common/text/entity-types.ts';
import { TypeSwatch } from '../../common/text/type-swatch.tsx';
import classes from '../common/annotate.module.css';

export interface LabelPaletteProps {
  readonly entityTypes: readonly string[];
  readonly cues: EntityTypeCues;
  readonly onChoose: (entityType: string) => void;
  /** A type that there is not yet. */
  readonly onCreate: (entityType: string) => void;
  readonly onClose: () => void;
}

/** Every label, found by typing: Enter takes the one that is marked. What is typed and is none can become one. */
export function LabelPalette({ onClose, ...list }: LabelPaletteProps) {
  return (
    <Dialog opened onClose={onClose} title="Label">
      <PaletteList {...list} />
    </Dialog>
  );
}

function PaletteList({ entityTypes, cues, onChoose, onCreate }: Omit<LabelPaletteProps, 'onClose'>) {
  const [typed, setTyped] = useState('');
  const [index, setIndex] = useState(0);
  const listId = useId();
  const wanted = typed.trim().toLowerCase();
  const shown = entityTypes.filter((entityType) => entityType.toLowerCase().includes(wanted));
  const created = typed.trim();
  const canCreate = created !== '' && !entityTypes.some((entityType) => entityType.toLowerCase() === wanted);
  const optionCount = shown.length + (canCreate ? 1 : 0);
  const marked = Math.min(index, optionCount - 1);

  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setIndex(Math.min(Math.max(marked + step, 0), optionCount - 1));
    }
    if (event.key !== 'Enter' || marked < 0) return;
    event.preventDefault();
    const chosen = shown[marked];
    if (chosen === undefined) onCreate(created);
    else onChoose(chosen);
  };
  return (
    <>
      <TextInput
        aria-label="Type to find a label, or to create one"
        placeholder="Type to find a label, or to create one"
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={marked >= 0 ? `${listId}-${marked}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setIndex(0);
        }}
        onKeyDown={press}
      />
      <div id={listId} className={classes.palette} role="listbox" aria-label="Labels">
        {shown.map((entityType, place) => (
          // The keys are those of the field above.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={entityType}
            id={`${listId}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === marked}
            onClick={() => {
              onChoose(entityType);
            }}
          >
            <TypeSwatch cue={cues.get(entityType)} />
            {entityType}
          </div>
        ))}
        {canCreate && (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            id={`${listId}-${shown.length}`}
            role="option"
            tabIndex={-1}
            aria-selected={marked === shown.length}
            onClick={() => {
              onCreate(created);
            }}
          >
            Create label “{created}”
          </div>
        )}
      </div>
      {optionCount === 0 && <p className={classes.dim}>There is no label yet. Type one, such as Disease.</p>}
    </>
  );
}
