/** Returns a function that hands each id back as it is the first time and with `#2`, `#3` … behind it from then on. */
export function createUniqueIds(): (id: string) => string {
  const used = new Set<string>();
  /** Where to go on: what was taken stays taken, and thousands of one name would be counted through each time. */
  const nextOf = new Map<string, number>();
  return (id) => {
    let unique = id;
    let next = nextOf.get(id) ?? 2;
    for (; used.has(unique); next += 1) unique = `${id}#${next}`;
    nextOf.set(id, next);
    used.add(unique);
    return unique;
  };
}
