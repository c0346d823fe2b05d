import { Button, TextInput } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { Dialog } from '../common/dialog.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { DEFAULT_AUTHOR } from '../../studio/defaults.ts';
import classes from './annotate.module.css';

/** Who stands beside decisions, edits and notes: asked once, changed here. */
export function AuthorButton() {
  const author = useStudio((state) => state.author);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<IconUser size={14} aria-hidden="true" />}
        aria-haspopup="dialog"
        title="Say who you are"
        onClick={() => {
          setOpened(true);
        }}
      >
        {author ?? DEFAULT_AUTHOR}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => {
          setOpened(false);
        }}
        title="Your name"
      >
        <AuthorForm
          onDone={() => {
            setOpened(false);
          }}
        />
      </Dialog>
    </>
  );
}

function AuthorForm({ onDone }: { onDone: () => void }) {
  const studio = useCommands();
  const author = useStudio((state) => state.author);
  const [typed, setTyped] = useState(author ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void studio.setAuthor(typed);
        onDone();
      }}
    >
      <TextInput
        label="Name"
        description="Stands beside what you decide, edit and note from now on; “curator” where it is empty."
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <div className={classes.buttons}>
        <Button type="submit">Save</Button>
      </div>
    </form>
  );
}
