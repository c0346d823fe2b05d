import { Button, FileButton } from '@mantine/core';
import { IconArrowsJoin } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { AuthorForm } from '../common/author-form.tsx';
import { Dialog } from '../common/layout/dialog.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';

/** Asks who works here, unless that was said, and then for the copy. */
export function MergeButton() {
  const studio = useCommands();
  const isNamed = useStudio((state) => state.author !== undefined);
  const [isAsking, setAsking] = useState(false);
  const choose = useRef<() => void>(undefined);
  return (
    <>
      <FileButton
        accept=".sqlite3,.sqlite,.db"
        onChange={(file) => {
          if (file !== null) void studio.mergeProjectFile(file);
        }}
      >
        {({ onClick, ...props }) => {
          choose.current = onClick;
          return (
            <Button
              {...props}
              variant="default"
              leftSection={<IconArrowsJoin size={16} aria-hidden="true" />}
              onClick={() => {
                if (isNamed) onClick();
                else setAsking(true);
              }}
            >
              Merge a copy…
            </Button>
          );
        }}
      </FileButton>
      <Dialog
        opened={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        title="Who are you?"
      >
        <p>In a merged project it has to be told whose decision is whose. What you did so far stays as it is.</p>
        <AuthorForm
          canBeEmpty={false}
          button="Choose the copy…"
          onDone={() => {
            setAsking(false);
            choose.current?.();
          }}
        />
      </Dialog>
    </>
  );
}
