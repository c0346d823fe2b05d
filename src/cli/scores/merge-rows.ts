import { isJsonObject, parseJson } from '../../core/formats/json/json-value.ts';
import type { Shard } from './score-plan.ts';
import { readScoreRow } from './score-rows.ts';
import { wholeLines } from './whole-lines.ts';

/** A file of `score --shard`. */
export interface ShardFile extends Shard {
  readonly path: string;
}

/** Why shards do not make one file; samples are 0-based, lines 1-based. */
export type MergeFault =
  | { readonly kind: 'not-a-row'; readonly path: string; readonly line: number }
  | { readonly kind: 'twice'; readonly sample: number; readonly path: string; readonly line: number }
  /** `ended`: the shards that have no rows behind this sample. */
  | { readonly kind: 'missing'; readonly sample: number; readonly ended: readonly Shard[] };

/** A shard read so far; `next` is the first row not yet merged. */
interface Cursor {
  readonly shard: ShardFile;
  readonly lines: AsyncIterator<{ readonly text: string }>;
  line: number;
  next: { readonly sample: number; readonly row: string } | undefined;
}

/** The one thing that a shard's row has and a run's has not; dropping it gives the run's row byte for byte. */
const INDEX_PREFIX = /^\{"index":(\d+),/u;

/**
 * Hands out the rows of all shards in the samples' order, one row of each shard in memory at a time. Undefined when
 * every sample of `0…sampleCount - 1` had exactly one row.
 */
export async function mergeRows(
  shards: readonly ShardFile[],
  sampleCount: number,
  onRow: (row: string) => Promise<void>,
): Promise<MergeFault | undefined> {
  const cursors = shards.map((shard): Cursor => {
    return { shard, lines: wholeLines(shard.path)[Symbol.asyncIterator](), line: 0, next: undefined };
  });
  try {
    for (const cursor of cursors) {
      const fault = await advance(cursor);
      if (fault !== undefined) return fault;
    }
    for (let sample = 0; sample < sampleCount; sample += 1) {
      const cursor = cursors.find(({ next }) => next?.sample === sample);
      if (cursor?.next === undefined) return findGap(cursors, sample);
      await onRow(cursor.next.row);
      const fault = await advance(cursor);
      if (fault !== undefined) return fault;
    }
    const left = cursors.find(({ next }) => next !== undefined);
    return left === undefined ? undefined : { kind: 'not-a-row', path: left.shard.path, line: left.line };
  } finally {
    for (const { lines } of cursors) await lines.return?.();
  }
}

async function advance(cursor: Cursor): Promise<MergeFault | undefined> {
  const before = cursor.next?.sample ?? -1;
  const read = await cursor.lines.next();
  cursor.next = undefined;
  if (read.done === true) return undefined;
  cursor.line += 1;
  const { line } = cursor;
  const { path } = cursor.shard;
  const text: string = read.value.text;
  const [prefix, index] = INDEX_PREFIX.exec(text) ?? [];
  const parsed = parseJson(text);
  const isRow = parsed.kind === 'value' && isJsonObject(parsed.value) && readScoreRow(parsed.value) !== undefined;
  if (prefix === undefined || !isRow) return { kind: 'not-a-row', path, line };
  const sample = Number(index);
  if (sample <= before) return { kind: 'twice', sample, path, line };
  cursor.next = { sample, row: `{${text.slice(prefix.length)}` };
  return undefined;
}

/** A row for a sample that was merged already is a second one; else the wanted row is nowhere. */
function findGap(cursors: readonly Cursor[], sample: number): MergeFault {
  const behind = cursors.find(({ next }) => next !== undefined && next.sample < sample);
  if (behind?.next !== undefined) {
    return { kind: 'twice', sample: behind.next.sample, path: behind.shard.path, line: behind.line };
  }
  const ended = cursors
    .filter(({ next }) => next === undefined)
    .map(({ shard: { index, count } }) => ({ index, count }));
  return { kind: 'missing', sample, ended };
}
