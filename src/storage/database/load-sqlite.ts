import type initSqlite from '@sqlite.org/sqlite-wasm';
import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm';

const quiet = (): void => {};

/**
 * Starts the official SQLite build with its binary from `wasmUrl`; once a thread. Two of its habits are turned off:
 * it looks for the binary beside its own script, where a bundler has renamed it, and it starts a helper worker for
 * the `opfs` file system, which we do not use and a bundler cannot see.
 */
export async function loadSqlite(init: typeof initSqlite, wasmUrl: string): Promise<Sqlite3Static> {
  const initState: unknown = Reflect.get(globalThis, 'sqlite3InitModuleState');
  if (typeof initState === 'object' && initState !== null) Reflect.set(initState, 'wasmFilename', wasmUrl);
  // What goes wrong is thrown as well; its log would only double it.
  Reflect.set(globalThis, 'sqlite3ApiConfig', { warn: quiet, error: quiet });

  const shared = Object.getOwnPropertyDescriptor(globalThis, 'SharedArrayBuffer');
  if (shared?.configurable === true) Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
  try {
    return await init();
  } finally {
    if (shared !== undefined) Object.defineProperty(globalThis, 'SharedArrayBuffer', shared);
  }
}
