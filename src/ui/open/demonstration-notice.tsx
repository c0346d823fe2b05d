import { Button } from '@mantine/core';
import { isDemonstration } from '../../studio/corpus/demonstration.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import classes from './corpus-screen.module.css';

/** Keeps a person from adding their own files to invented ones without noticing. */
export function DemonstrationNotice() {
  const studio = useCommands();
  const isShown = useStudio(isDemonstration);
  const canCreate = useStudio((state) => state.storage.kind === 'opfs');
  if (!isShown) return null;
  return (
    <div className={classes.notice}>
      <p className={classes.plain}>
        This is the demonstration corpus: its documents are invented. Files that you open here join it.
      </p>
      {canCreate && (
        <Button size="xs" variant="default" onClick={() => void studio.createProject('Untitled project')}>
          New project for my files
        </Button>
      )}
    </div>
  );
}
