/** Returns a function that hands each id back as it is the first time and with `#2`, `#3` … behind it from then on. */
export function createUniqueIds(): (id: string) => string {
  const used = new Set<string>();
  return (id) => {
    let unique = id;
    for (let count = 2; used.has(unique); count += 1) unique = `${id}#${count}`;
    used.add(unique);
    return unique;
  };
}
