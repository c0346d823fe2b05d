import { Button } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { AuthorForm } from '../../common/author-form.tsx';
import { Dialog } from '../../common/layout/dialog.tsx';
import { useStudio } from '../../common/studio-context.tsx';
import { DEFAULT_AUTHOR } from '../../../studio/state/slices/review-slice.ts';

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
          canBeEmpty
          onDone={() => {
            setOpened(false);
          }}
        />
      </Dialog>
    </>
  );
}
