import { useRef, type RefObject } from 'react';
import type { ModelSource } from './model-words.ts';

/** Name of the folder that a folder picker's files come from. */
function folderNameOf(files: readonly File[]): string {
  return files[0]?.webkitRelativePath.split('/')[0] || 'Chosen folder';
}

/** What a file input for folders was given; undefined for none. */
export function chosenIn(input: HTMLInputElement): ModelSource | undefined {
  const files = [...(input.files ?? [])];
  input.value = '';
  return files.length === 0 ? undefined : { kind: 'files', name: folderNameOf(files), files };
}

/** The browser's own dialog where it gives a folder that can be opened again, else the input's. */
export function useFolderDialog(onModel: (source: ModelSource) => void): {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly open: () => Promise<void>;
} {
  const input = useRef<HTMLInputElement>(null);
  const open = async (): Promise<void> => {
    if (window.showDirectoryPicker === undefined) input.current?.click();
    else {
      const folder = await pickFolder();
      if (folder !== undefined) onModel({ kind: 'given', name: folder.name, folder });
    }
  };
  return { input, open };
}

/** Undefined where the person chose none. */
async function pickFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await window.showDirectoryPicker?.({ id: 'model' });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return undefined;
    throw thrown;
  }
}
