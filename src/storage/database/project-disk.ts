import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { StorageKind } from '../contract/project-store.ts';

/** Where the databases of all projects lie, each in a file of its own. Throws what SQLite or the file system throws. */
export interface ProjectDisk {
  readonly sqlite: Sqlite3Static;
  readonly storage: StorageKind;
  fileNames(): readonly string[];
  /** Opens a database, a new and empty one where there is none of that name. The caller closes it. */
  open(file: string): Promise<Database>;
  /** Puts a whole database under a new name. */
  write(file: string, bytes: Uint8Array): Promise<void>;
  /** The raw bytes of a file, even of one that SQLite cannot open. */
  read(file: string): Promise<Uint8Array>;
  delete(file: string): void;
  /** Lets go of everything, so that another tab can have it. */
  release(): void;
}
