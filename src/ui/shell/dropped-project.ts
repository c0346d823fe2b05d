const MAGIC = 'SQLite format 3\0';
const PROJECT_NAME = /\.(sqlite3?|db)$/iu;

/** The project file in a drop: a single file that is called or begins like an SQLite database. */
export async function droppedProject(entries: readonly FileSystemEntry[]): Promise<File | undefined> {
  const [entry, ...others] = entries;
  if (entry === undefined || others.length > 0 || !isFileEntry(entry)) return undefined;
  try {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    const begin = await file.slice(0, MAGIC.length).text();
    return begin === MAGIC || PROJECT_NAME.test(file.name) ? file : undefined;
  } catch {
    // What cannot be read is no project; opening it as a corpus reports the file that failed.
    return undefined;
  }
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
