import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommands, useStudio } from './studio-context.tsx';

export interface AuthorFormProps {
  /** Then nobody is named. */
  readonly canBeEmpty: boolean;
  /** The name is said; with what follows from it. */
  readonly onDone: () => void;
  readonly button?: string;
}

/** Asks who works here. */
export function AuthorForm({ canBeEmpty, onDone, button = 'Save' }: AuthorFormProps) {
  const studio = useCommands();
  const author = useStudio((state) => state.author);
  const [typed, setTyped] = useState(author ?? '');
  const isMissing = !canBeEmpty && typed.trim() === '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isMissing) return;
        void studio.setAuthor(typed);
        onDone();
      }}
    >
      <TextInput
        label="Name"
        description={`Recorded with your decisions, edits and notes from now on.${canBeEmpty ? ' Leave empty to appear as “curator”.' : ''}`}
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <Group justify="flex-end" mt={16}>
        <Button type="submit" disabled={isMissing}>
          {button}
        </Button>
      </Group>
    </form>
  );
}
