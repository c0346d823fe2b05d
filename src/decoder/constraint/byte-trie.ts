import type { TokenBytes } from './token-bytes.ts';

const NONE = -1;

/** A byte that an automaton allows, and the state that it leads to. */
interface ByteBranch<State> {
  readonly byte: number;
  readonly state: State;
}

/** A vocabulary as a trie over bytes, so that tokens with a common beginning are tried once. */
export class ByteTrie {
  readonly #tokens: TokenBytes;
  readonly #firstChild: number[] = [NONE];
  readonly #nextSibling: number[] = [NONE];
  readonly #byteOf: number[] = [0];
  /** The first token that ends at a node, and for each token the next one of the same bytes. */
  readonly #tokenOf: number[] = [NONE];
  readonly #nextOfSameBytes = new Map<number, number>();
  /** Most tokens part at their first byte: its children are found at once. */
  readonly #rootChild: number[] = Array.from({ length: 256 }, () => NONE);

  constructor(tokens: TokenBytes) {
    this.#tokens = tokens;
    tokens.forEach((bytes, id) => {
      if (bytes !== undefined && bytes.length > 0) this.#insert(bytes, id);
    });
  }

  /** Bytes of a token; undefined for special ones. */
  bytesOf(id: number): Uint8Array | undefined {
    return this.#tokens[id];
  }

  /** Whether tokens can spell these bytes, whatever stands around them. */
  canSpell(bytes: Uint8Array): boolean {
    const reachable = new Set([0]);
    for (let from = 0; from < bytes.length; from += 1) {
      if (!reachable.has(from)) continue;
      let node: number = 0;
      for (let at = from; at < bytes.length; at += 1) {
        node = this.#child(node, bytes[at] ?? NONE);
        if (node === NONE) break;
        if (this.#tokenOf[node] !== NONE) reachable.add(at + 1);
      }
    }
    return reachable.has(bytes.length);
  }

  /**
   * Ids of all tokens whose bytes an automaton accepts one after the other from `state`.
   *
   * @param branches the automaton: what may follow a state, each byte once.
   */
  collect<State>(state: State, branches: (state: State) => readonly ByteBranch<State>[]): readonly number[] {
    const found: number[] = [];
    const stack: { readonly node: number; readonly state: State }[] = [{ node: 0, state }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (this.#at(this.#firstChild, top.node) === NONE) continue;
      for (const { byte, state: reached } of branches(top.state)) {
        const child = this.#child(top.node, byte);
        if (child === NONE) continue;
        let token = this.#at(this.#tokenOf, child);
        for (; token !== NONE; token = this.#nextOfSameBytes.get(token) ?? NONE) found.push(token);
        stack.push({ node: child, state: reached });
      }
    }
    return found;
  }

  #insert(bytes: Uint8Array, id: number): void {
    let node = 0;
    for (const byte of bytes) node = this.#childOrNew(node, byte);
    const first = this.#at(this.#tokenOf, node);
    if (first !== NONE) this.#nextOfSameBytes.set(id, first);
    this.#tokenOf[node] = id;
  }

  #child(node: number, byte: number): number {
    if (node === 0) return this.#at(this.#rootChild, byte);
    let child = this.#at(this.#firstChild, node);
    while (child !== NONE && this.#byteOf[child] !== byte) child = this.#at(this.#nextSibling, child);
    return child;
  }

  #childOrNew(node: number, byte: number): number {
    const known = this.#child(node, byte);
    if (known !== NONE) return known;
    const created = this.#byteOf.length;
    this.#byteOf.push(byte);
    this.#tokenOf.push(NONE);
    this.#firstChild.push(NONE);
    this.#nextSibling.push(this.#at(this.#firstChild, node));
    this.#firstChild[node] = created;
    if (node === 0) this.#rootChild[byte] = created;
    return created;
  }

  #at(values: readonly number[], index: number): number {
    return values[index] ?? NONE;
  }
}
