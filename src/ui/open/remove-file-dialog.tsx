import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { FileWork, SourceSummary } from '../../studio/state/slices/corpus-slice.ts';
import { Dialog } from '../common/layout/dialog.tsx';
import { formatNoun } from '../common/number-format.ts';
import { useCommands } from '../common/studio-context.tsx';
import { isOneThing, workWords } from './work-words.ts';
import classes from './corpus-screen.module.css';

/** Says what goes with a file and what stays, before it goes. */
export function RemoveFileDialog({ source, onClose }: { source: SourceSummary; onClose: () => void }) {
  const studio = useCommands();
  const { file, documents, samples } = source;
  const [work, setWork] = useState<FileWork>();
  useEffect(() => {
    let isAsked = true;
    void studio.fileWork(file).then((found) => {
      if (isAsked) setWork(found);
    });
    return () => {
      isAsked = false;
    };
  }, [studio, file]);
  return (
    <Dialog opened onClose={onClose} title={`Remove ${file}`}>
      <div className={classes.dialogWords}>
        <p className={classes.plain}>
          Out of the project go {formatNoun(documents, 'document')} with {formatNoun(samples, 'sample')}.
        </p>
        <p className={classes.plain} role="status">
          {work === undefined ? 'Looking for what you did on it…' : waitingWords(work)}
        </p>
        <p className={classes.plain}>
          Decisions, notes and edits on other files are kept. The file on your disk is not changed.
        </p>
      </div>
      <div className={classes.dialogButtons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          disabled={work === undefined}
          onClick={() => {
            onClose();
            void studio.removeFile(file);
          }}
        >
          Remove it
        </Button>
      </div>
    </Dialog>
  );
}

function waitingWords(work: FileWork): string {
  const words = workWords(work);
  const scores = 'Its scores stay stored: open the same file again and they are there.';
  if (words === undefined) return `Nothing on it was decided, noted or edited. ${scores}`;
  const [them, are] = isOneThing(work) ? ['it', 'is'] : ['them', 'are'];
  return `${words} on it ${are} put aside, and so are its scores: open the same file again and you have ${them} back. Undo in Review does not reach ${them} any more.`;
}
