/** A value as JSON that does not depend on the order in which its fields were written. */
export function canonicalText(value: object): string {
  return JSON.stringify(value, Object.keys(flatKeys(value)).toSorted());
}

/** Every key at any depth, so that two objects with the same fields in another order read alike. */
function flatKeys(value: unknown, into: Record<string, true> = {}): Record<string, true> {
  if (typeof value !== 'object' || value === null) return into;
  for (const [key, inner] of Object.entries(value)) {
    into[key] = true;
    flatKeys(inner, into);
  }
  return into;
}
