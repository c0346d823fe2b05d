import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../common/layout/dialog.tsx';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import { readView, type ReviewView } from './review-view.ts';
import classes from '../common/review-screen.module.css';

export interface SavedViewsProps {
  /** Of the view as it is now. */
  readonly query: string;
  readonly onView: (view: ReviewView) => void;
}

/** Views of this project by name, to go back to; the address carries the one that is shown. */
export function SavedViews({ query, onView }: SavedViewsProps) {
  const views = useStudio((state) => state.savedViews);
  const [isOpen, setOpen] = useState(false);
  const shown = views.find((view) => view.query === query);
  return (
    <>
      {views.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label="Saved view"
          value={shown?.name ?? ''}
          data={[
            { value: '', label: 'Saved views', disabled: true },
            ...views.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(event) => {
            const chosen = views.find(({ name }) => name === event.currentTarget.value);
            if (chosen !== undefined) onView(readView(chosen.query));
          }}
        />
      )}
      <Button
        size="xs"
        variant="subtle"
        onClick={() => {
          setOpen(true);
        }}
      >
        Views…
      </Button>
      {isOpen && (
        <ViewsDialog
          query={query}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function ViewsDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const studio = useCommands();
  const views = useStudio((state) => state.savedViews);
  const [name, setName] = useState('');
  const wanted = name.trim();
  const known = views.some((view) => view.name === wanted);
  return (
    <Dialog opened onClose={onClose} title="Views of this project">
      <form
        className={classes.viewForm}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted === '') return;
          void studio.saveView({ name: wanted, query });
          onClose();
        }}
      >
        <TextInput
          data-autofocus
          label="Save view as"
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Button type="submit" disabled={wanted === ''}>
          {known ? 'Replace' : 'Keep'}
        </Button>
      </form>
      <ul className={classes.viewList} aria-label="Kept views">
        {views.map((view) => (
          <li key={view.name}>
            {view.name}
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Delete the view ${view.name}`}
              onClick={() => {
                void studio.deleteView(view.name);
              }}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
