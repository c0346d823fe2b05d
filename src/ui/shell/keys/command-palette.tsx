import { Kbd, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { actionIds, actions, keyCap, keyOfAction } from '../../common/keys/actions.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import { goTo } from '../../common/route.ts';
import { useStudio } from '../../common/studio-context.tsx';
import type { ActionHandlers } from '../../common/keys/use-actions.ts';
import { lineSteps, sideSteps } from '../rail/steps.ts';
import classes from './command-palette.module.css';

export interface CommandPaletteProps {
  /** What can be done on the screen now. */
  readonly handlers: ActionHandlers;
  readonly onHelp: () => void;
  readonly onKeys: () => void;
  readonly onAbout: () => void;
  /** With what was chosen, to be done when the focus is back where it was. */
  readonly onClose: (run?: () => void) => void;
}

interface Command {
  readonly does: string;
  readonly keys: string;
  readonly run: () => void;
}

/** Everything that can be done now, found by typing, each with its key. */
export function CommandPalette({ handlers, onHelp, onKeys, onAbout, onClose }: CommandPaletteProps) {
  const custom = useStudio((state) => state.customKeys);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const commands: readonly Command[] = [
    ...actionIds.flatMap((id): Command[] => {
      const run = handlers[id];
      return run === undefined ? [] : [{ does: actions[id].does, keys: keyCap(keyOfAction(id, custom)), run }];
    }),
    ...[...lineSteps, ...sideSteps].map(({ label, key, route }) => ({
      does: `Go to ${label}`,
      keys: `g ${key}`,
      run: () => {
        goTo(route);
      },
    })),
    { does: 'Show all keys', keys: '?', run: onHelp },
    { does: 'Choose keys', keys: '', run: onKeys },
    { does: 'About: version and licences', keys: '', run: onAbout },
  ];
  const words = typed.trim().toLowerCase().split(/\s+/u);
  const found = commands.filter(({ does }) => words.every((word) => does.toLowerCase().includes(word)));
  const at = Math.min(place, Math.max(0, found.length - 1));
  const chosen = found[at];
  return (
    <Dialog
      opened
      returnFocus={false}
      title="Commands"
      onClose={() => {
        onClose();
      }}
    >
      <TextInput
        data-autofocus
        role="combobox"
        aria-label="Find a command"
        placeholder="Words of a command"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={chosen && `${listId}-${at}`}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setPlace(Math.min(found.length - 1, at + 1));
          else if (event.key === 'ArrowUp') setPlace(Math.max(0, at - 1));
          else if (event.key === 'Enter' && chosen !== undefined) onClose(chosen.run);
          else return;
          event.preventDefault();
        }}
      />
      <div id={listId} role="listbox" aria-label="Commands" className={classes.list}>
        {found.map(({ does, keys, run }, index) => (
          // The keys are those of the field above, which names the chosen one.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={does}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={-1}
            ref={index === at ? scrollTo : undefined}
            className={classes.option}
            onClick={() => {
              onClose(run);
            }}
          >
            <span>{does}</span>
            {keys !== '' && <Kbd size="xs">{keys}</Kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p role="status">No matching command.</p>}
    </Dialog>
  );
}

function scrollTo(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}
