/**
 * Names for files that do not tell where they lie: the base name where no other file has it, else as many of the
 * folders above it as it takes. One name for each path; paths that are equal get the same.
 *
 * @param paths absolute, with "/" or "\" between folders.
 */
export function nameSources(paths: readonly string[]): readonly string[] {
  const parts = new Map([...new Set(paths)].map((path) => [path, path.split(/[/\\]/u).filter((part) => part !== '')]));
  const names = new Map<string, string>();
  for (let depth = 1; names.size < parts.size; depth += 1) {
    const tails = new Map<string, string[]>();
    for (const [path, folders] of parts) {
      const tail = folders.slice(-depth).join('/');
      tails.set(tail, [...(tails.get(tail) ?? []), path]);
    }
    for (const [tail, [path, ...others]] of tails) {
      if (path !== undefined && others.length === 0 && !names.has(path)) names.set(path, tail);
    }
    const isDeepest = [...parts.values()].every((folders) => folders.length <= depth);
    if (isDeepest) break;
  }
  return paths.map((path) => names.get(path) ?? path);
}
