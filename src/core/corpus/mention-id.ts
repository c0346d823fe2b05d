const known: string[] = [];

/** "m1" for the first mention of a text, and so on; one string for all of the same number. */
export function mentionId(index: number): string {
  const id = known[index];
  if (id !== undefined) return id;
  const made = `m${index + 1}`;
  if (index < MOST_REMEMBERED) known[index] = made;
  return made;
}

const MOST_REMEMBERED = 1000;
