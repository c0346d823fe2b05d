export interface JsonError {
  /** UTF-16 index of the first character that cannot be; the text's length where it merely stops too early. */
  readonly position: number;
  /** 1-based. */
  readonly line: number;
  /** The text ends before its JSON does. */
  readonly isCut: boolean;
}

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

/** What may come next: a value, a key, a separator behind one of them, or nothing more. */
type Expected = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'comma-or-close' | 'end';

/**
 * Where a text stops being JSON: engines word their own messages differently and some give no place. Call it only on
 * a text that `JSON.parse` refused.
 */
export function locateJsonError(text: string): JsonError {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let position = 0;
  for (;;) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (!match) break;
    const next = step(expected, match, open);
    if (next === undefined) break;
    expected = next;
    position = TOKEN.lastIndex;
  }
  while (/[ \t\r\n]/u.test(text.charAt(position))) position += 1;
  const isCut = expected !== 'end' && (position >= text.length || isUnfinishedToken(text.slice(position)));
  return { position, line: countLines(text, position), isCut };
}

function step(expected: Expected, match: RegExpExecArray, open: ('{' | '[')[]): Expected | undefined {
  const [, mark = '', string, literal] = match;
  const afterValue = (): Expected => (open.length === 0 ? 'end' : 'comma-or-close');
  if (string !== undefined && (expected === 'key' || expected === 'key-or-close')) return 'colon';
  if (string !== undefined || literal !== undefined) {
    return expected === 'value' || expected === 'value-or-close' ? afterValue() : undefined;
  }
  const inside = open[open.length - 1];
  switch (mark) {
    case '{':
    case '[':
      if (expected !== 'value' && expected !== 'value-or-close') return undefined;
      open.push(mark);
      return mark === '{' ? 'key-or-close' : 'value-or-close';
    case '}':
      if (inside !== '{' || (expected !== 'key-or-close' && expected !== 'comma-or-close')) return undefined;
      open.pop();
      return afterValue();
    case ']':
      if (inside !== '[' || (expected !== 'value-or-close' && expected !== 'comma-or-close')) return undefined;
      open.pop();
      return afterValue();
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    case ',':
      if (expected !== 'comma-or-close') return undefined;
      return inside === '{' ? 'key' : 'value';
    default:
      return undefined;
  }
}

/** The rest is the beginning of a string, a number or a word that the end of the text cuts. */
function isUnfinishedToken(rest: string): boolean {
  if (/^"(?:[^"\\\u0000-\u001f]|\\.)*\\?(?:u[0-9a-fA-F]{0,3})?$/u.test(rest)) return true;
  return (
    /^-?\d*(?:\.\d*)?(?:[eE][+-]?)?$/u.test(rest) || ['true', 'false', 'null'].some((word) => word.startsWith(rest))
  );
}

function countLines(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
