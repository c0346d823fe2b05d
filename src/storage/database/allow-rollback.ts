import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';

/** Room for a pointer, and what the stack is given out by. */
const POINTER_BYTES = 8;

/**
 * Has SQLite roll back what a crash left half written. The library's pool of files (3.51.1) says of every file that
 * somebody is about to write it; SQLite then takes the journal of a crash for that writer's own and leaves the database
 * as the crash left it: damaged. Nobody else can be writing: the pool holds its files for itself. To be called before
 * the first statement on the first database of a pool, whose files share their methods.
 */
export function allowRollback({ capi, wasm }: Sqlite3Static, db: Database): void {
  const { pstack } = wasm;
  const before = pstack.pointer;
  try {
    const out = pstack.alloc(POINTER_BYTES);
    const code = capi.sqlite3_file_control(db, 'main', capi.SQLITE_FCNTL_FILE_POINTER, out);
    if (code !== capi.SQLITE_OK)
      throw new Error(`the file of a database cannot be found: ${capi.sqlite3_errstr(code)}`);
    const file = new capi.sqlite3_file(wasm.peekPtr(out));
    const methods = new capi.sqlite3_io_methods(file.$pMethods);
    methods.installMethod('xCheckReservedLock', (_file: number, isReserved: number): number => {
      wasm.poke32(isReserved, 0);
      return capi.SQLITE_OK;
    });
  } finally {
    pstack.restore(before);
  }
}
