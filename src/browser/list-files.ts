import type { DataIssue } from '../core/issue.ts';

/** A file's handle under the name the studio shows: with its folders where it came in one. */
export interface NamedFile {
  readonly name: string;
  readonly content: File;
}

export interface ListedFiles {
  readonly files: readonly NamedFile[];
  /** One `read-failed` for each folder or file that could not be opened. */
  readonly issues: readonly DataIssue[];
}

/** What a person drops or picks: files, or entries (`webkitGetAsEntry`), which may be folders. */
export type DroppedItem = File | FileSystemEntry;

/**
 * All files, those in folders too, none of them read yet; hidden ones (`.DS_Store`) are passed over. Never rejects.
 */
export async function listFiles(items: readonly DroppedItem[]): Promise<ListedFiles> {
  const files: NamedFile[] = [];
  const issues: DataIssue[] = [];
  for (const item of items) await listItem(item, { files, issues });
  return { files, issues };
}

interface Collected {
  readonly files: NamedFile[];
  readonly issues: DataIssue[];
}

async function listItem(item: DroppedItem, into: Collected): Promise<void> {
  const name = nameOf(item);
  try {
    if (item instanceof File) into.files.push({ name, content: item });
    else if (isFileEntry(item)) {
      const content = await new Promise<File>((resolve, reject) => {
        item.file(resolve, reject);
      });
      into.files.push({ name, content });
    } else if (isDirectoryEntry(item)) {
      for (const entry of await listDirectory(item)) {
        if (!entry.name.startsWith('.')) await listItem(entry, into);
      }
    }
  } catch (thrown) {
    const found = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    into.issues.push({ code: 'read-failed', severity: 'error', file: name, found });
  }
}

function nameOf(item: DroppedItem): string {
  if (item instanceof File) return item.webkitRelativePath || item.name;
  return item.fullPath.replace(/^\//, '');
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectoryEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** By name, so that the corpus does not depend on the order in which a file system lists. */
async function listDirectory(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    // Browsers hand out at most a hundred at a time; an empty list is the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) break;
    entries.push(...batch);
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
