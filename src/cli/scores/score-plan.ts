/** One of n jobs that share a corpus. */
export interface Shard {
  /** 1-based. */
  readonly index: number;
  readonly count: number;
}

/**
 * What one run scores and in which order. A content is what samples with one content hash share; it is scored once.
 * Contents are counted by first appearance, rows are the run's samples in the order of the corpus.
 */
export interface ScorePlan {
  /** Of each row: the sample's index in the corpus, ascending. */
  readonly sampleOfRow: Uint32Array;
  /** Of each row: its content. */
  readonly contentOfRow: Uint32Array;
  /** Of each content: the row where it appears first, ascending. */
  readonly firstRow: Uint32Array;
  /** Of each content: rows that have it. */
  readonly rowCount: Uint32Array;
}

/**
 * Contents scored together, and cut into batches only among themselves. The last digits of a score depend on what
 * shared its batch, so these chunks are the same whatever was scored before, on whichever machine: a run goes on, and
 * shards divide the corpus, at their borders. Large enough to sort by length, small enough that a kill loses little.
 */
export const CONTENTS_PER_CHUNK = 256;

/** Chunks go round the shards in turn, so that each gets the same share and repeated contents stay together. */
export function planScores(samples: readonly { readonly contentHash: string }[], shard: Shard): ScorePlan {
  const contentOfHash = new Map<string, number>();
  const localOf = new Map<number, number>();
  const sampleOfRow: number[] = [];
  const contentOfRow: number[] = [];
  const firstRow: number[] = [];
  const rowCount: number[] = [];
  for (const [index, { contentHash }] of samples.entries()) {
    const known = contentOfHash.get(contentHash);
    const content = known ?? contentOfHash.size;
    if (known === undefined) contentOfHash.set(contentHash, content);
    if (Math.floor(content / CONTENTS_PER_CHUNK) % shard.count !== shard.index - 1) continue;
    const local = localOf.get(content) ?? firstRow.length;
    if (local === firstRow.length) {
      localOf.set(content, local);
      firstRow.push(sampleOfRow.length);
      rowCount.push(0);
    }
    sampleOfRow.push(index);
    contentOfRow.push(local);
    rowCount[local] = (rowCount[local] ?? 0) + 1;
  }
  return {
    sampleOfRow: Uint32Array.from(sampleOfRow),
    contentOfRow: Uint32Array.from(contentOfRow),
    firstRow: Uint32Array.from(firstRow),
    rowCount: Uint32Array.from(rowCount),
  };
}

/** Contents whose rows have all begun before `row`: where a run with so many rows goes on. */
export function contentsBefore({ firstRow }: ScorePlan, row: number): number {
  let low = 0;
  let high = firstRow.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((firstRow[middle] ?? Infinity) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a run may go on behind `row` rows with the same batches as if it had never stopped. */
export function isChunkBorder(plan: ScorePlan, row: number): boolean {
  if (row === 0 || row === plan.sampleOfRow.length) return true;
  const content = plan.contentOfRow[row] ?? 0;
  return content % CONTENTS_PER_CHUNK === 0 && plan.firstRow[content] === row;
}
