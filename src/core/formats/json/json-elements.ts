import { parseJson } from './json-value.ts';

/** Reads the elements of one long list in a JSON text that comes in pieces; the text is the list or has it at a key. */
export interface JsonElements {
  push(text: string): void;
  /**
   * Whether all of it was JSON with its elements in one list. Where it was not, nothing is known of the elements given
   * on: the text has to be read as a whole.
   */
  finish(): boolean;
}

export interface JsonElementsOptions {
  /** Keys of the outermost object whose list is meant; none for a text that is a list itself. */
  readonly keys: readonly string[];
  /** UTF-16 units of an element, and of all that is no element. */
  readonly maxLength: number;
  readonly onElement: (value: unknown) => void;
}

const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** A key before the bracket that opens its value, at the end of the text before it. */
const LAST_KEY = /[{,]\s*"([^"\\]*)"\s*:\s*$/u;

/** Reads the elements of lists in a JSON text that comes in pieces, one after the other. */
export function createJsonElements({ keys, maxLength, onElement }: JsonElementsOptions): JsonElements {
  const listDepth = keys.length === 0 ? 1 : 2;
  /** All that is no element: once the elements are out, it has to be JSON by itself. */
  let frame = '';
  let element = '';
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  let isInList = false;
  let isFaulty = false;
  let listCount = 0;
  let elementCount = 0;

  /** The text from where the last cut was made goes to the element or to the frame. */
  const keep = (text: string): void => {
    if (isInList) element += text;
    else frame += text;
    if (frame.length > maxLength || element.length > maxLength) isFaulty = true;
  };
  const endElement = (isLast: boolean): void => {
    // A list may be empty; between two commas, and behind the last one, there has to be something.
    if (isLast && elementCount === 0 && element.trim() === '') return;
    const parsed = parseJson(element);
    element = '';
    elementCount += 1;
    if (parsed.kind === 'value') onElement(parsed.value);
    else isFaulty = true;
  };
  const isListAt = (): boolean => {
    if (isInList || depth !== listDepth) return false;
    if (keys.length === 0) return frame.trim() === '[';
    const key = LAST_KEY.exec(frame.slice(-MAX_KEY_LENGTH, -1))?.[1];
    return key !== undefined && keys.includes(key);
  };

  /** @returns where the text from `from` on has been taken to */
  const takeBracket = (text: string, from: number, at: number): number => {
    const code = text.charCodeAt(at);
    if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth !== listDepth || code !== OPEN_LIST || isInList) return from;
      keep(text.slice(from, at + 1));
      if (isListAt()) {
        isInList = true;
        listCount += 1;
        elementCount = 0;
      }
      return at + 1;
    }
    if (isInList && depth === listDepth) {
      keep(text.slice(from, at));
      endElement(true);
      isInList = false;
      depth -= 1;
      return at;
    }
    depth -= 1;
    return from;
  };

  const scan = (text: string): void => {
    let from = 0;
    for (let at = 0; at < text.length && !isFaulty; at += 1) {
      if (isEscaped) {
        isEscaped = false;
        continue;
      }
      const code = text.charCodeAt(at);
      if (isString) {
        if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) isString = false;
      } else if (code === QUOTE) isString = true;
      else if (code === COMMA) {
        if (!isInList || depth !== listDepth) continue;
        keep(text.slice(from, at));
        endElement(false);
        from = at + 1;
      } else if (code === OPEN_LIST || code === OPEN_OBJECT || code === CLOSE_LIST || code === CLOSE_OBJECT) {
        from = takeBracket(text, from, at);
      }
    }
    if (!isFaulty) keep(text.slice(from));
  };

  return {
    push: (text) => {
      if (!isFaulty) scan(text);
    },
    finish: () => !isFaulty && !isInList && listCount === 1 && parseJson(frame).kind === 'value',
  };
}

const MAX_KEY_LENGTH = 200;
