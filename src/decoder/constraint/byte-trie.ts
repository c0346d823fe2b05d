import type { TokenBytes } from './token-bytes.ts';

const NONE = -1;

/** A vocabulary as a trie over bytes, so that tokens with a common beginning are tried once. */
export class ByteTrie {
  private readonly firstChild: number[] = [NONE];
  private readonly nextSibling: number[] = [NONE];
  private readonly byteOf: number[] = [0];
  private readonly tokenOf: number[] = [NONE];

  constructor(tokens: TokenBytes) {
    tokens.forEach((bytes, id) => {
      if (bytes !== undefined && bytes.length > 0) this.insert(bytes, id);
    });
  }

  /**
   * All tokens whose bytes an automaton accepts one after the other from `state`, with the state each leads to.
   *
   * @param step the automaton: undefined where a byte is not allowed.
   */
  collect<State>(state: State, step: (state: State, byte: number) => State | undefined): ReadonlyMap<number, State> {
    const found = new Map<number, State>();
    const stack: { readonly node: number; readonly state: State }[] = [{ node: 0, state }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      for (let child = this.at(this.firstChild, top.node); child !== NONE; child = this.at(this.nextSibling, child)) {
        const reached = step(top.state, this.at(this.byteOf, child));
        if (reached === undefined) continue;
        const token = this.at(this.tokenOf, child);
        if (token !== NONE) found.set(token, reached);
        stack.push({ node: child, state: reached });
      }
    }
    return found;
  }

  private insert(bytes: Uint8Array, id: number): void {
    let node = 0;
    for (const byte of bytes) node = this.childOf(node, byte);
    // Two tokens with the same bytes are one and the same to the automaton; the first stands for both.
    if (this.at(this.tokenOf, node) === NONE) this.tokenOf[node] = id;
  }

  private childOf(node: number, byte: number): number {
    let child = this.at(this.firstChild, node);
    while (child !== NONE && this.byteOf[child] !== byte) child = this.at(this.nextSibling, child);
    if (child !== NONE) return child;
    const created = this.byteOf.length;
    this.byteOf.push(byte);
    this.tokenOf.push(NONE);
    this.firstChild.push(NONE);
    this.nextSibling.push(this.at(this.firstChild, node));
    this.firstChild[node] = created;
    return created;
  }

  private at(values: readonly number[], index: number): number {
    return values[index] ?? NONE;
  }
}
