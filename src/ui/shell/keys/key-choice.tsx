import { Button, Kbd } from '@mantine/core';
import { useState } from 'react';
import {
  actionIds,
  actions,
  keyCap,
  keyOfAction,
  keyOfLabel,
  keyTakenBy,
  labelId,
  pressedKey,
} from '../../common/keys/actions.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import classes from './key-choice.module.css';

/** Puts actions and labels on other keys; a key that has a meaning already is refused. */
export function KeyChoice({ onClose }: { onClose: () => void }) {
  const studio = useCommands();
  const custom = useStudio((state) => state.customKeys);
  const entityTypes = useStudio((state) => state.sampleOptions.entityTypes);
  const [asked, setAsked] = useState<string>();
  const [message, setMessage] = useState('');
  const rows = [
    ...actionIds
      .filter((id) => id !== 'undo' && id !== 'redo')
      .map((id) => ({ id, does: actions[id].does, key: keyOfAction(id, custom) })),
    ...entityTypes.map((type) => ({
      id: labelId(type),
      does: `Label ${type}`,
      key: keyOfLabel(entityTypes, type, custom),
    })),
  ];
  const choose = (id: string, key: string): void => {
    const taken = keyTakenBy(key, id, { custom, entityTypes });
    setAsked(undefined);
    if (taken !== undefined) {
      setMessage(`${keyCap(key)} stays as it is: ${taken}.`);
      return;
    }
    setMessage(`${keyCap(key)} it is.`);
    void studio.setCustomKeys({ ...custom, [id]: key });
  };
  return (
    <Dialog opened onClose={onClose} title="Choose keys" size="lg">
      <p className={classes.hint}>
        Choose a button and press its new key. The project keeps the keys.{' '}
        <Button
          size="compact-xs"
          variant="default"
          disabled={Object.keys(custom).length === 0}
          onClick={() => {
            setMessage('All keys are the usual ones.');
            void studio.setCustomKeys({});
          }}
        >
          Usual keys
        </Button>
      </p>
      <p role="status" className={classes.hint}>
        {message}
      </p>
      <ul className={classes.rows}>
        {rows.map(({ id, does, key }) => (
          <li key={id}>
            <span>{does}</span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Key of: ${does}: ${asked === id ? 'Press…' : capOf(key)}`}
              aria-pressed={asked === id}
              onClick={() => {
                setAsked(id);
                setMessage('Press the key.');
              }}
              onKeyDown={(event) => {
                if (asked !== id || ['Tab', 'Escape', 'Shift'].includes(event.key)) return;
                const pressed = pressedKey(event.nativeEvent);
                if (pressed === undefined) return;
                event.preventDefault();
                choose(id, pressed);
              }}
            >
              {asked === id ? 'Press…' : <Kbd size="xs">{capOf(key)}</Kbd>}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function capOf(key: string | undefined): string {
  return key === undefined ? 'none' : keyCap(key);
}
