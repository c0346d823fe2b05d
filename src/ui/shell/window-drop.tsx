import { useEffect, useEffectEvent, useState } from 'react';
import { droppedModel } from './dropped-model.ts';
import { droppedProject } from './dropped-project.ts';
import { goTo } from '../common/route.ts';
import { useCommands } from '../common/studio-context.tsx';
import classes from './studio-shell.module.css';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Must be called within the event: the browser empties the list after it. */
function entriesOf(transfer: DataTransfer): readonly FileSystemEntry[] {
  return [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry === null ? [] : [entry];
  });
}

/** The whole window takes drops: a Hugging Face folder becomes the model, a saved project is opened, anything else is opened as corpus. */
export function WindowDrop() {
  const studio = useCommands();
  const [over, setOver] = useState(false);

  const take = useEffectEvent(async (entries: readonly FileSystemEntry[]) => {
    if (entries.length === 0) return;
    const project = await droppedProject(entries);
    if (project !== undefined) {
      await studio.openProjectFile(project);
      return;
    }
    const model = await droppedModel(entries);
    if (model !== undefined) {
      goTo('score');
      await studio.loadModel({ kind: 'files', ...model });
    } else {
      goTo('corpus');
      await studio.openCorpus(entries);
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
      void take(entriesOf(event.dataTransfer));
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
      <div className={classes.dropWords}>Drop corpus files, a saved project, or the folder of a model</div>
    </div>
  );
}
