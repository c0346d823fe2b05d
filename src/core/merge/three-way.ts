import { canonicalText } from './canonical-text.ts';
import type { Ancestor } from './review-version.ts';

/** What stood of a thing when two copies last had the same; `sides` are what they have now. */
export type Ancestors<T> = (
  key: string,
  sides: { readonly one: T | undefined; readonly other: T | undefined },
) => Ancestor<T>;

/** `same`: both have the same now. `unknown`: both have something, and nothing says what they made it of. */
export type Changed = 'same' | 'one' | 'other' | 'both' | 'unknown';

/**
 * Which of two copies changed a thing since they last had the same of it; undefined is what is not there, or as it was
 * imported. Without an ancestor that is taken for what they had.
 */
export function whoChanged<T extends object>(one: T | undefined, other: T | undefined, ancestor: Ancestor<T>): Changed {
  if (isEqual(one, other)) return 'same';
  if (ancestor.kind === 'unknown') {
    if (one === undefined) return 'other';
    return other === undefined ? 'one' : 'unknown';
  }
  if (isEqual(one, ancestor.value)) return 'other';
  return isEqual(other, ancestor.value) ? 'one' : 'both';
}

/** Whether two values are the same as canonical JSON; undefined equals only itself. */
export function isEqual(one: object | undefined, other: object | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  return canonicalText(one) === canonicalText(other);
}

/**
 * Of things with different values when the copies were compared. One that is not listed was the same in both then, and
 * may have been changed since in the project that is open, the first of the two.
 */
export function listedAncestors<T>(listed: ReadonlyMap<string, Ancestor<T>>): Ancestors<T> {
  return (key, { other }) => listed.get(key) ?? { kind: 'known', value: other };
}
