/** The files of a Hugging Face model folder. */
export interface DroppedModel {
  readonly name: string;
  readonly files: readonly File[];
}

function isModelFolder(names: readonly string[]): boolean {
  return names.includes('config.json') && names.some((name) => /\.(safetensors|onnx)$/.test(name));
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectoryEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

async function childrenOf(directory: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  // A reader hands out entries in portions of a hundred; an empty portion is the end.
  for (;;) {
    const portion = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (portion.length === 0) return children;
    children.push(...portion);
  }
}

/** The model in a drop, if it is one: a folder with config.json and weights, or the files of such a folder. */
export async function droppedModel(entries: readonly FileSystemEntry[]): Promise<DroppedModel | undefined> {
  try {
    return await findModel(entries);
  } catch {
    // What cannot be read is no model; opening it as a corpus reports the file that failed.
    return undefined;
  }
}

async function findModel(entries: readonly FileSystemEntry[]): Promise<DroppedModel | undefined> {
  const [first, ...others] = entries;
  const folder = first !== undefined && others.length === 0 && isDirectoryEntry(first) ? first : undefined;
  const inside = folder === undefined ? entries : await childrenOf(folder);
  if (!isModelFolder(inside.map((entry) => entry.name))) return undefined;
  return { name: folder?.name ?? 'Dropped model', files: await Promise.all(inside.filter(isFileEntry).map(fileOf)) };
}
