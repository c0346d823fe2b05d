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

/** The folder that was dropped, to be opened again in a later visit, where the browser gives it; within the event too. */
async function folderOf(transfer: DataTransfer): Promise<FileSystemDirectoryHandle | undefined> {
  const [item, ...others] = [...transfer.items].filter(({ kind }) => kind === 'file');
  if (item?.getAsFileSystemHandle === undefined || others.length > 0) return undefined;
  try {
    const handle = await item.getAsFileSystemHandle();
    return handle instanceof FileSystemDirectoryHandle ? handle : undefined;
  } catch {
    // The files are there all the same, for this visit.
    return undefined;
  }
}

/** The whole window takes drops: a Hugging Face folder becomes the model, a saved project is opened, anything else is opened as corpus. */
export function WindowDrop() {
  const studio = useCommands();
  const [over, setOver] = useState(false);

  const take = useEffectEvent(async (entries: readonly FileSystemEntry[], folder: ReturnType<typeof folderOf>) => {
    if (entries.length === 0) return;
    const project = await droppedProject(entries);
    if (project !== undefined) {
      await studio.openProjectFile(project);
      return;
    }
    const model = await droppedModel(entries);
    if (model !== undefined) {
      goTo('score');
      const handle = await folder;
      await studio.loadModel(
        handle === undefined ? { kind: 'files', ...model } : { kind: 'given', name: handle.name, folder: handle },
      );
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
      void take(entriesOf(event.dataTransfer), folderOf(event.dataTransfer));
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
