import type { FolderFiles, FolderOpening, FolderStore } from '../../browser/folder-store.ts';

/** Folders as a browser keeps them, without the browser; what opening gives is the test's to say. */
export class MemoryFolders implements FolderStore {
  /** By key; a folder that is kept is under its name and opens at once. */
  readonly openings = new Map<string, FolderOpening>();
  #lastModel: unknown;

  async keep(folder: FileSystemDirectoryHandle): Promise<string> {
    this.openings.set(folder.name, { kind: 'open', ...(await this.read()) });
    return folder.name;
  }

  async open(key: string): Promise<FolderOpening> {
    return this.openings.get(key) ?? { kind: 'not-found' };
  }

  async read(): Promise<FolderFiles> {
    return { files: [new File(['{}'], 'config.json')], paths: ['config.json'] };
  }

  async lastModel(): Promise<unknown> {
    return this.#lastModel;
  }

  async rememberModel(model: unknown): Promise<void> {
    this.#lastModel = structuredClone(model);
  }
}
