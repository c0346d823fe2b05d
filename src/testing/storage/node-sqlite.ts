import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type initSqlite from '@sqlite.org/sqlite-wasm';
import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { loadSqlite } from '../../storage/database/load-sqlite.ts';

let loaded: Promise<Sqlite3Static> | undefined;
let startedCount = 0;

/** The same SQLite build as in the browser, in Node; the package's own Node entry names a file it does not ship. */
export async function loadNodeSqlite(): Promise<Sqlite3Static> {
  loaded ??= startNodeSqlite();
  return loaded;
}

export async function openMemoryDatabase(): Promise<Database> {
  const sqlite = await loadNodeSqlite();
  return new sqlite.oo1.DB(':memory:');
}

/** One more of it, as a page that starts has. */
export async function startNodeSqlite(): Promise<Sqlite3Static> {
  const binary = createRequire(import.meta.url).resolve('@sqlite.org/sqlite-wasm/sqlite3.wasm');
  // A script starts once; by another address it is another one.
  const script = `${pathToFileURL(binary.replace(/\.wasm$/, '.mjs')).href}?start=${startedCount++}`;
  const { default: init }: { default: typeof initSqlite } = await import(/* @vite-ignore */ script);
  // Node's fetch reads no files, but it reads data.
  return loadSqlite(init, `data:application/wasm;base64,${readFileSync(binary).toString('base64')}`);
}
