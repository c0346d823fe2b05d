import type { Span } from '../../text/span.ts';

/** A quote that stands at more places than this stands nowhere in particular. */
export const MAX_PLACES = 20;

interface Node {
  readonly next: Map<number, Node>;
  /** Where to go on when nothing follows. */
  fail: Node | undefined;
  /** The quote that ends here, and the nearest shorter one that does too. */
  quote: string | undefined;
  shorter: Node | undefined;
}

const WORD = /[\p{L}\p{N}\p{M}_]/u;

/**
 * Where quotes stand in a text as whole words, up to one place more than `MAX_PLACES` each: an automaton of all quotes
 * (Aho and Corasick) that passes over the text once.
 */
export function findQuotes(text: string, quotes: Iterable<string>): ReadonlyMap<string, readonly Span[]> {
  const root = nodeOf();
  const places = new Map<string, Span[]>();
  for (const quote of quotes) {
    if (quote === '') continue;
    places.set(quote, []);
    let node = root;
    for (let at = 0; at < quote.length; at += 1) {
      const code = quote.charCodeAt(at);
      const next = node.next.get(code) ?? nodeOf();
      node.next.set(code, next);
      node = next;
    }
    node.quote = quote;
  }
  link(root);
  let node = root;
  for (let at = 0; at < text.length; at += 1) {
    node = follow(node, text.charCodeAt(at), root);
    for (let ending = endingAt(node); ending?.quote !== undefined; ending = ending.shorter) {
      const found = places.get(ending.quote);
      const span = { start: at + 1 - ending.quote.length, end: at + 1 };
      if (found !== undefined && found.length <= MAX_PLACES && isWhole(text, span)) found.push(span);
    }
  }
  return places;
}

function nodeOf(): Node {
  return { next: new Map(), fail: undefined, quote: undefined, shorter: undefined };
}

/** Breadth first: what a node fails to is known before the node. */
function link(root: Node): void {
  const queue = [...root.next.values()];
  for (const node of queue) node.fail = root;
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at];
    if (node === undefined) break;
    node.shorter = node.fail === undefined ? undefined : endingAt(node.fail);
    for (const [code, next] of node.next) {
      next.fail = node.fail === undefined ? root : follow(node.fail, code, root);
      queue.push(next);
    }
  }
}

function follow(from: Node, code: number, root: Node): Node {
  for (let node: Node | undefined = from; node !== undefined; node = node.fail) {
    const next = node.next.get(code);
    if (next !== undefined) return next;
  }
  return root;
}

function endingAt(node: Node): Node | undefined {
  return node.quote === undefined ? node.shorter : node;
}

/** Neither of its ends lies within a word. */
function isWhole(text: string, { start, end }: Span): boolean {
  return !(isWord(text, start - 1) && isWord(text, start)) && !(isWord(text, end - 1) && isWord(text, end));
}

function isWord(text: string, at: number): boolean {
  return WORD.test(text[at] ?? '');
}
