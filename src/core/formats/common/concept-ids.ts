const PLAIN_ID = /^(?:[A-Za-z]+:)?[A-Z]{0,3}\d{2,}$/u;

/**
 * Identifiers of one mention, as files write them in one cell. `|` separates them only where each part looks like an
 * identifier: "D001|D002" are two, the mutation "c|SUB|G|12|A" is one. Nothing, "-" and "-1" mean none.
 */
export function parseConceptIds(cell: string): readonly string[] | undefined {
  const ids = cell.trim();
  if (ids === '' || ids === '-' || ids === '-1') return undefined;
  const parts = ids.split('|');
  return parts.length > 1 && parts.every((part) => PLAIN_ID.test(part)) ? parts : [ids];
}

/** The inverse; empty where there is none. */
export function serializeConceptIds(conceptIds: readonly string[] | undefined): string {
  return conceptIds?.join('|') ?? '';
}

/** `parseConceptIds` that remembers: a corpus names the same concept again and again, and one list serves all. */
export function createConceptIdParser(): typeof parseConceptIds {
  const known = new Map<string, readonly string[] | undefined>();
  return (cell) => {
    const found = known.get(cell);
    if (found !== undefined || known.has(cell)) return found;
    const ids = parseConceptIds(cell);
    known.set(cell, ids);
    return ids;
  };
}
