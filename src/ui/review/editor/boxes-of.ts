import type { Span } from '../../../core/text/span.ts';

/** A place within an element, in CSS pixels from the corner of its padding box. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pieces of one line stand this close, whatever their fonts' rounding. */
const TOLERANCE = 1;

/**
 * Where a part of a text stands in `container`, whose parts say in `data-start` where in the text they begin: a box
 * for each line, or for each run of one where it goes in two directions; in the order of the text. None where the part
 * is empty or not drawn there.
 */
export function boxesOf(container: HTMLElement, span: Span | undefined): readonly Box[] {
  if (span === undefined || span.start >= span.end) return [];
  const parts = partsWithin(container);
  const corner = container.getBoundingClientRect();
  const boxes: Box[] = [];
  for (let index = lastFrom(parts, span.start); index < parts.length; index += 1) {
    const part = parts[index];
    const text = part?.firstChild;
    if (part === undefined || !(text instanceof Text)) continue;
    const start = startOf(part);
    if (start >= span.end) break;
    const [from, to] = [Math.max(0, span.start - start), Math.min(text.length, span.end - start)];
    if (from >= to) continue;
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, to);
    for (const rect of range.getClientRects()) {
      const { width, height } = rect;
      join(boxes, { left: rect.left - corner.left, top: rect.top - corner.top, width, height });
    }
  }
  return boxes;
}

/** The container itself where it is drawn as one. */
function partsWithin(container: HTMLElement): readonly HTMLElement[] {
  return container.dataset['start'] === undefined
    ? [...container.querySelectorAll<HTMLElement>('[data-start]')]
    : [container];
}

function startOf(part: HTMLElement): number {
  return Number(part.dataset['start']);
}

/** The last part that begins at an offset or before; the first one where none does. */
function lastFrom(parts: readonly HTMLElement[], offset: number): number {
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const part = parts[middle];
    if (part !== undefined && startOf(part) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Adds a box, to the last one where it goes on with it. */
function join(boxes: Box[], next: Box): void {
  const last = boxes.at(-1);
  if (last === undefined || Math.abs(last.top - next.top) > TOLERANCE || !isBeside(last, next)) {
    boxes.push(next);
    return;
  }
  const left = Math.min(last.left, next.left);
  const right = Math.max(last.left + last.width, next.left + next.width);
  boxes[boxes.length - 1] = { left, top: last.top, width: right - left, height: Math.max(last.height, next.height) };
}

function isBeside(one: Box, other: Box): boolean {
  return (
    Math.abs(one.left + one.width - other.left) <= TOLERANCE ||
    Math.abs(other.left + other.width - one.left) <= TOLERANCE
  );
}
