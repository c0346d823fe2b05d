/** Whether a text may be JSON values behind one another, over as many lines as they like: by their brackets alone. */
export interface JsonContinuation {
  take(text: string): void;
  /** False for certain; true only perhaps, for brackets may be in order where the JSON is not. */
  readonly isPossible: boolean;
}

/** Tells whether text that comes in pieces may be JSON values one after the other. */
export function createJsonContinuation(): JsonContinuation {
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  let isBroken = false;
  const step = (character: string): void => {
    if (isEscaped) isEscaped = false;
    else if (isString) {
      if (character === '\\') isEscaped = true;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth < 0) isBroken = true;
    } else if (depth === 0 && !/\s|,/u.test(character)) isBroken = true;
  };
  return {
    take: (text) => {
      for (let at = 0; at < text.length && !isBroken; at += 1) step(text.charAt(at));
    },
    get isPossible() {
      return !isBroken && depth === 0;
    },
  };
}
