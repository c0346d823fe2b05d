/**
 * The place in a text that lies under a point of the window, in UTF-16 units of the text drawn in `container`, whose
 * parts say in `data-start` where they begin; undefined where the point is beside it.
 */
export function offsetAtPoint(container: HTMLElement, x: number, y: number): number | undefined {
  const caret = caretAt(x, y);
  if (caret === undefined || !container.contains(caret.node)) return undefined;
  const element = caret.node instanceof Element ? caret.node : caret.node.parentElement;
  const part = element?.closest<HTMLElement>('[data-start]');
  if (part !== null && part !== undefined) {
    return Number(part.dataset['start']) + (caret.node instanceof Text ? caret.offset : 0);
  }
  // On the key of a type, which is no part of the text: the text before it ends there.
  const before = [...container.querySelectorAll<HTMLElement>('[data-start]')].findLast(
    (each) => (each.compareDocumentPosition(caret.node) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  return before === undefined ? undefined : Number(before.dataset['start']) + (before.textContent?.length ?? 0);
}

function caretAt(x: number, y: number): { readonly node: Node; readonly offset: number } | undefined {
  if ('caretPositionFromPoint' in document) {
    const position = document.caretPositionFromPoint(x, y);
    return position === null ? undefined : { node: position.offsetNode, offset: position.offset };
  }
  return undefined;
}
