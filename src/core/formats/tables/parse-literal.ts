import { parseJson, type ParsedJson } from '../json/json-value.ts';

/**
 * Reads what programs leave in a cell of a table: JSON, a literal of Python as pandas writes it (lists, tuples, dicts,
 * strings, numbers, True, False, None, nan), or a printed array of numpy, whose items have no commas between them. A
 * shortened print ("...") cannot be read. Never throws; linear in the text's length.
 */
export function parseLiteral(text: string): ParsedJson {
  const asJson = parseJson(text);
  if (asJson.kind === 'value') return asJson;
  const reader = new LiteralReader(text);
  try {
    const value = reader.read();
    return reader.isAtEnd ? { kind: 'value', value } : { kind: 'not-json' };
  } catch (thrown) {
    if (thrown instanceof UnreadLiteral) return { kind: 'not-json' };
    throw thrown;
  }
}

class UnreadLiteral extends Error {}

const MAX_DEPTH = 100;
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iuy;
const NAME = /[a-z_][\w.]*/iuy;
const NAMED = /[a-z_]\w*\s*=\s*/iuy;
const NAMES: Readonly<Record<string, unknown>> = {
  True: true,
  true: true,
  False: false,
  false: false,
  None: null,
  null: null,
  nan: null,
  NaN: null,
};
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  '\n': '',
};
const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  read(): unknown {
    this.#skipSpace();
    const character = this.#text[this.#at] ?? '';
    if (CLOSING[character] !== undefined) return this.#readItems(character);
    if (character === '"' || character === "'") return this.#readString(character);
    const number = this.#match(NUMBER);
    if (number !== undefined) return Number(number);
    const name = this.#match(NAME);
    if (name === undefined) throw new UnreadLiteral();
    if (Object.hasOwn(NAMES, name)) return NAMES[name];
    const next = this.#text[this.#at] ?? '';
    // Strings with a prefix, as in u'text'.
    if (/^[urb]{1,2}$/iu.test(name) && (next === '"' || next === "'")) return this.#readString(next);
    // array([...], dtype=object), np.str_('text'): what matters is the first argument.
    if (next !== '(') throw new UnreadLiteral();
    const [first]: readonly unknown[] = this.#readList('(');
    return first;
  }

  #readItems(opening: string): unknown {
    return opening === '{' ? this.#readDict() : this.#readList(opening);
  }

  #readList(opening: string): unknown[] {
    const items: unknown[] = [];
    this.#enter();
    while (!this.#take(CLOSING[opening] ?? '')) {
      // A named argument, such as dtype=object, says nothing of the items.
      if (this.#match(NAMED) === undefined) items.push(this.read());
      else if (this.#match(NAME) === undefined) this.read();
      this.#take(',');
    }
    this.#depth -= 1;
    return items;
  }

  /** A set of values is read as a list. */
  #readDict(): unknown {
    const entries: [string, unknown][] = [];
    const items: unknown[] = [];
    this.#enter();
    while (!this.#take('}')) {
      const key = this.read();
      if (this.#take(':')) entries.push([String(key), this.read()]);
      else items.push(key);
      this.#take(',');
    }
    this.#depth -= 1;
    return items.length > 0 ? items : Object.fromEntries(entries);
  }

  #enter(): void {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new UnreadLiteral();
  }

  #readString(quote: string): string {
    const pieces: string[] = [];
    let from = ++this.#at;
    for (; this.#text[this.#at] !== quote; this.#at += 1) {
      if (this.#at >= this.#text.length) throw new UnreadLiteral();
      if (this.#text[this.#at] !== '\\') continue;
      pieces.push(this.#text.slice(from, this.#at));
      this.#at += 1;
      pieces.push(this.#readEscape());
      from = this.#at + 1;
    }
    pieces.push(this.#text.slice(from, this.#at));
    this.#at += 1;
    return pieces.join('');
  }

  /** Ends on the last character of the escape. */
  #readEscape(): string {
    const character = this.#text[this.#at] ?? '';
    const length = CODE_LENGTHS[character];
    if (length === undefined) return ESCAPES[character] ?? character;
    const digits = this.#text.slice(this.#at + 1, this.#at + 1 + length);
    const code = /^[\da-f]+$/iu.test(digits) ? Number.parseInt(digits, 16) : Infinity;
    if (digits.length !== length || code > 0x10ffff) throw new UnreadLiteral();
    this.#at += length;
    return String.fromCodePoint(code);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** One character, behind white space. */
  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skipSpace(): void {
    while (/\s/u.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }
}
