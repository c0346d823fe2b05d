function readEntries(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  return new Promise((resolve, reject) => {
    reader.readEntries(resolve, reject);
  });
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectoryEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

async function filesOf(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFileEntry(entry)) {
    return [
      await new Promise<File>((resolve, reject) => {
        entry.file(resolve, reject);
      }),
    ];
  }
  if (!isDirectoryEntry(entry)) return [];
  const reader = entry.createReader();
  const files: File[] = [];
  // A reader hands out entries in portions of a hundred; an empty portion is the end.
  for (;;) {
    const entries = await readEntries(reader);
    if (entries.length === 0) return files;
    for (const child of entries) files.push(...(await filesOf(child)));
  }
}

/** Files of a drop; `folderName` where one folder was dropped. */
export interface DroppedFiles {
  readonly files: readonly File[];
  readonly folderName: string | undefined;
}

/** Every file of a drop, folders walked to the bottom. Hidden files (".DS_Store") are left out. */
export async function readDroppedFiles(transfer: DataTransfer): Promise<DroppedFiles> {
  // The entries must be taken before the first await: the browser empties the list after the event.
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry === null ? [] : [entry];
  });
  if (entries.length === 0) return { files: [...transfer.files], folderName: undefined };
  const files: File[] = [];
  for (const entry of entries) files.push(...(await filesOf(entry)));
  const [first] = entries;
  return {
    files: files.filter((file) => !file.name.startsWith('.')),
    folderName: entries.length === 1 && first?.isDirectory === true ? first.name : undefined,
  };
}

/** True for what looks like a Hugging Face model folder and not like a corpus. */
export function looksLikeModelFolder(files: readonly File[]): boolean {
  const has = (pattern: RegExp) => files.some((file) => pattern.test(file.name));
  return has(/^config\.json$/) && has(/\.(safetensors|onnx)$/);
}
