import type { Database } from '@sqlite.org/sqlite-wasm';
import { openBytes } from '../../storage/database/database-bytes.ts';
import { loadNodeSqlite } from '../storage/node-sqlite.ts';
import { createStudioFixture, type StudioFixture } from './studio-fixture.ts';

/** Projects of Ann and Ben; Ben's begins with a copy of Ann's. */
export async function startTwoCurators(corpus: File): Promise<[StudioFixture, StudioFixture]> {
  const ann = await createStudioFixture();
  await ann.commands.openCorpus([corpus]);
  await ann.commands.setAuthor('Ann');
  const ben = await createStudioFixture({ db: await asOtherCopy(await copyOf(ann)) });
  await ben.restore();
  await ben.commands.setAuthor('Ben');
  return [ann, ben];
}

/** As a file that becomes a project of its own on another machine. */
export async function asOtherCopy(bytes: Uint8Array): Promise<Database> {
  const db = openBytes(await loadNodeSqlite(), bytes);
  db.exec("UPDATE copy_state SET owner = 'elsewhere', browser_id = lower(hex(randomblob(8)))");
  return db;
}

export async function copyOf({ commands }: StudioFixture): Promise<Uint8Array<ArrayBuffer>> {
  const copy = await commands.copyProject();
  if (copy === undefined) throw new Error('there is no copy');
  return new Uint8Array(copy.bytes);
}

/** As it is now. */
export async function mergeInto(into: StudioFixture, from: StudioFixture): Promise<void> {
  await into.commands.mergeProjectFile(new File([await copyOf(from)], 'other.sqlite3'));
}
