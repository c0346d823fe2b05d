import { decodeHTML } from 'entities';
import { createOffsetIndex, type OffsetIndex } from '../../text/offset-index.ts';
import type { Span } from '../../text/span.ts';

/** How a writer may have had a text before it when it counted. */
export type ViewId = 'line-feeds' | 'line-break-pairs' | 'mark' | 'mark-and-line-feeds' | 'entities';

/** Words for people about a file that counts so. */
export const VIEW_NAMES: Readonly<Record<ViewId, string>> = {
  'line-feeds': 'each line break counts as one character, though it is two in the file',
  'line-break-pairs': 'each line break counts as two characters, though it is one in the file',
  mark: 'the byte order mark at the beginning counts as a character',
  'mark-and-line-feeds': 'the byte order mark counts as a character, and each line break as one',
  entities: 'each character reference of HTML, such as "&lt;", counts as the one character that it stands for',
};

/** A text as it was counted, and where each of its units stands in the text itself. */
export interface TextView {
  readonly index: OffsetIndex;
  /** UTF-16 units of the view to those of the text. */
  readonly toText: (span: Span) => Span;
}

const CHARACTER_REFERENCE = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/giu;

const VIEWS: Readonly<Record<ViewId, (text: string) => TextView | undefined>> = {
  'line-feeds': (text) => (text.includes('\r\n') ? viewOf(text, /\r\n/gu, () => '\n') : undefined),
  'line-break-pairs': (text) => (/(?<!\r)\n/u.test(text) ? viewOf(text, /\r\n|\n/gu, () => '\r\n') : undefined),
  mark: (text) => viewOf(text, /^/gu, () => MARK),
  'mark-and-line-feeds': (text) =>
    text.includes('\r\n')
      ? viewOf(text, /^(?:\r\n)?|\r\n/gu, (found, at) => (at === 0 ? MARK : '') + (found && '\n'))
      : undefined,
  entities: (text) =>
    text.includes('&') ? viewOf(text, CHARACTER_REFERENCE, (found) => decodeHTML(found)) : undefined,
};

const MARK = '\uFEFF';

const known = new WeakMap<OffsetIndex, Map<ViewId, TextView | undefined>>();

/** Undefined where the text is the same in it. Linear in the text's length, and made once for each index. */
export function findView(
  { text, index }: { readonly text: string; readonly index: OffsetIndex },
  id: ViewId,
): TextView | undefined {
  const views = known.get(index) ?? new Map<ViewId, TextView | undefined>();
  known.set(index, views);
  if (!views.has(id)) views.set(id, VIEWS[id](text));
  return views.get(id);
}

/** A part of the text that was counted as something else: in both. */
interface Replaced {
  readonly inText: Span;
  readonly inView: Span;
}

function viewOf(text: string, pattern: RegExp, replace: (found: string, at: number) => string): TextView | undefined {
  const pieces: string[] = [];
  const replaced: Replaced[] = [];
  let length = 0;
  let last = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    const counted = replace(found, index);
    if (counted === found) continue;
    pieces.push(text.slice(last, index), counted);
    const start = length + index - last;
    length = start + counted.length;
    last = index + found.length;
    replaced.push({ inText: { start: index, end: last }, inView: { start, end: length } });
  }
  if (replaced.length === 0) return undefined;
  pieces.push(text.slice(last));
  return {
    index: createOffsetIndex(pieces.join('')),
    toText: ({ start, end }) => ({
      start: placeInText(replaced, start, 'start'),
      end: placeInText(replaced, end, 'end'),
    }),
  };
}

/** An edge within a part that was counted otherwise is that part's edge. */
function placeInText(replaced: readonly Replaced[], at: number, edge: 'start' | 'end'): number {
  let [low, high] = [0, replaced.length];
  // The last one that begins before the edge; at its own start, a mention's start is that part's too.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((replaced[middle]?.inView.start ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = replaced[low - 1];
  if (before === undefined) return at;
  const { inText, inView } = before;
  if (at < inView.end) return inText[edge];
  return inText.end + at - inView.end;
}
