import { useEffect, useEffectEvent, useState } from 'react';
import { looksLikeModelFolder, readDroppedFiles } from '../common/read-dropped-files.ts';
import { goTo } from '../common/route.ts';
import { useCommands } from '../common/studio-context.tsx';
import classes from './studio-shell.module.css';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** The whole window takes drops: a Hugging Face folder becomes the model, anything else is opened as corpus. */
export function WindowDrop() {
  const studio = useCommands();
  const [over, setOver] = useState(false);

  const take = useEffectEvent(async (transfer: DataTransfer) => {
    const { files, folderName } = await readDroppedFiles(transfer);
    if (files.length === 0) return;
    if (looksLikeModelFolder(files)) {
      goTo('score');
      await studio.loadModel({ kind: 'files', name: folderName ?? 'Dropped model', files });
    } else {
      goTo('corpus');
      await studio.openCorpus(files);
    }
  });

  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      setOver(false);
      void take(event.dataTransfer);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, []);

  if (!over) return null;
  return (
    <div className={classes.drop} aria-hidden="true">
      <div className={classes.dropWords}>Drop corpus files, or the folder of a model</div>
    </div>
  );
}
