/** Shorter cuts are copies anyway. */
const MIN_VIEW_LENGTH = 13;

/**
 * The same text as a string of its own. What is cut out of a string may be a view of it, and keeps all of it in memory:
 * a title the piece of the file that it stood in.
 */
export function ownString(text: string): string {
  return text.length < MIN_VIEW_LENGTH ? text : ` ${text}`.slice(1);
}
