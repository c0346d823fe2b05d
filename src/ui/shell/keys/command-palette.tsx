import { Kbd } from '@mantine/core';
import { Spotlight, useSpotlight } from '@mantine/spotlight';
import { useId, useState } from 'react';
import { actionIds, actions, keyCap, keyOfAction } from '../../common/keys/actions.ts';
import { goTo } from '../../common/route.ts';
import { useStudio } from '../../common/studio-context.tsx';
import { lineSteps, sideSteps } from '../rail/steps.ts';
import type { Palette } from './use-palette.ts';
import classes from './command-palette.module.css';

export interface CommandPaletteProps {
  readonly palette: Palette;
  readonly onHelp: () => void;
  readonly onKeys: () => void;
  readonly onAbout: () => void;
}

interface Command {
  readonly does: string;
  readonly keys: string;
  readonly run: () => void;
}

/**
 * Everything that can be done now, found by typing, each with its key. What holds for `Dialog` holds here: no lock of
 * the scroll, gone at once, and no `<header>`, so that its name is an attribute.
 */
export function CommandPalette({ palette, onHelp, onKeys, onAbout }: CommandPaletteProps) {
  const custom = useStudio((state) => state.customKeys);
  const listId = useId();
  const { query } = useSpotlight(palette.store);
  const [selected, setSelected] = useState(0);
  // Spotlight moves its selection in the page itself and tells nobody; the field has to name it to screen readers.
  const follow = () => {
    queueMicrotask(() => {
      setSelected(palette.store.getState().selected);
    });
  };
  const commands: readonly Command[] = [
    ...actionIds.flatMap((id): Command[] => {
      const run = palette.handlers[id];
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
  const words = query.trim().toLowerCase().split(/\s+/u);
  const found = commands.filter(({ does }) => words.every((word) => does.toLowerCase().includes(word)));
  const at = Math.max(0, Math.min(selected, found.length - 1));
  return (
    <Spotlight.Root
      store={palette.store}
      shortcut={null}
      unstyled
      size="md"
      yOffset="5dvh"
      lockScroll={false}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      overlayProps={{ blur: 0 }}
      attributes={{ content: { 'aria-label': 'Commands' } }}
      onSpotlightOpen={follow}
      onSpotlightClose={palette.closed}
    >
      <div className={classes.palette}>
        <Spotlight.Search
          data-autofocus
          size="sm"
          role="combobox"
          aria-label="Find a command"
          placeholder="Words of a command"
          aria-expanded="true"
          aria-controls={listId}
          onKeyDown={follow}
          onChange={follow}
          aria-activedescendant={found.length === 0 ? undefined : `${listId}-${at}`}
        />
        <Spotlight.ActionsList id={listId} role="listbox" aria-label="Commands" mah="50vh" mt={8}>
          {found.map(({ does, keys, run }, index) => (
            <Spotlight.Action
              key={does}
              // Spotlight drops the id that the field names the chosen one by.
              renderRoot={(props) => <button {...props} id={`${listId}-${index}`} />}
              role="option"
              aria-selected={index === at}
              // What Enter runs; Spotlight sets none when it opens.
              data-selected={index === at || undefined}
              className={classes.option}
              onClick={() => {
                palette.choose(run);
              }}
            >
              <span>{does}</span>
              {keys !== '' && <Kbd size="xs">{keys}</Kbd>}
            </Spotlight.Action>
          ))}
        </Spotlight.ActionsList>
        {found.length === 0 && <p role="status">No matching command.</p>}
      </div>
    </Spotlight.Root>
  );
}
