import { Button } from '@mantine/core';
import { IconFileImport, IconFiles, IconFolder, IconSparkles } from '@tabler/icons-react';
import { useRef } from 'react';
import { holdsAnything } from '../../studio/corpus/demonstration.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import classes from './corpus-screen.module.css';

/** Where files come in; drops are taken by the whole window. Stays small once something is open. */
export function DropZone({ small }: { small: boolean }) {
  const studio = useCommands();
  const busy = useStudio((state) => state.corpus.kind === 'opening');
  // Beside files of one's own it would be in the way; where nothing is kept, there is no other project to open it in.
  const hasDemonstration = useStudio((state) => !small && (state.storage.kind === 'opfs' || !holdsAnything(state)));
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])].filter((file) => !file.name.startsWith('.'));
    // Emptied, so that choosing the same file again is a change again.
    input.value = '';
    if (chosen.length > 0) void studio.openCorpus(chosen);
  };
  return (
    <div className={small ? `${classes.zone} ${classes.zoneSmall}` : classes.zone}>
      {!small && <IconFileImport size={32} stroke={1.4} className={classes.zoneIcon} aria-hidden="true" />}
      <p className={classes.zoneWords}>
        {small ? 'Drop more files anywhere in the window, or' : 'Drop files or folders anywhere in the window, or'}
      </p>
      <div className={classes.zoneButtons}>
        <Button
          size={small ? 'xs' : 'sm'}
          variant={small ? 'default' : 'filled'}
          disabled={busy}
          leftSection={<IconFiles size={16} />}
          onClick={() => {
            files.current?.click();
          }}
        >
          Choose files…
        </Button>
        <Button
          size={small ? 'xs' : 'sm'}
          variant="default"
          disabled={busy}
          leftSection={<IconFolder size={16} />}
          onClick={() => {
            folder.current?.click();
          }}
        >
          Choose a folder…
        </Button>
        {hasDemonstration && (
          <Button
            variant="default"
            disabled={busy}
            leftSection={<IconSparkles size={16} />}
            onClick={() => void studio.openDemonstration()}
          >
            Open the demonstration corpus
          </Button>
        )}
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Corpus files"
        onChange={(event) => {
          take(event.currentTarget);
        }}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="Corpus folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          take(event.currentTarget);
        }}
      />
    </div>
  );
}
