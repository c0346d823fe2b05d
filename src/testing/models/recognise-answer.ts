import type { AnswerShape } from '../../decoder/constraint/answer-shape.ts';

export interface RecognisedRules {
  readonly edges: 'word' | 'any';
  readonly order: 'appearance' | 'free';
  readonly shape: AnswerShape;
}

interface Question {
  readonly text: string;
  readonly entityTypes: readonly string[];
}

/**
 * The slow, plain definition of a good answer, against which the automaton is held: it parses, is spelled as Python
 * would, and each of its lists of names can be placed in the text.
 */
export function recogniseAnswer(answer: string, question: Question, rules: RecognisedRules): boolean {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return false;
  }
  if (spell(value) !== answer) return false;
  const lists = readLists(value, question.entityTypes, rules.shape);
  return lists !== undefined && lists.every((names) => canPlace(names, question.text, rules));
}

/** As `json.dumps(value, ensure_ascii=False)`. */
function spell(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spell).join(', ')}]`;
  if (value instanceof Object) {
    const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${spell(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value);
}

/** The answer's lists of names; undefined where it has another shape or a type that was not asked for. */
function readLists(
  value: unknown,
  entityTypes: readonly string[],
  shape: AnswerShape,
): readonly (readonly string[])[] | undefined {
  switch (shape.kind) {
    case 'objects': {
      if (!Array.isArray(value)) return undefined;
      const items: readonly unknown[] = value;
      const names: string[] = [];
      for (const item of items) {
        const entries = item instanceof Object ? Object.entries(item) : [];
        const [[typeKey, type] = [], [nameKey, name] = []] = entries;
        if (entries.length !== 2 || typeKey !== shape.typeKey || nameKey !== shape.nameKey) return undefined;
        if (!entityTypes.includes(String(type)) || typeof name !== 'string') return undefined;
        names.push(name);
      }
      return [names];
    }
    case 'by-type': {
      if (!(value instanceof Object) || Array.isArray(value)) return undefined;
      if (JSON.stringify(Object.keys(value)) !== JSON.stringify(entityTypes)) return undefined;
      const lists = Object.values(value).map((list: unknown) => (Array.isArray(list) ? list.map(String) : undefined));
      return lists.every((list) => list !== undefined) ? lists : undefined;
    }
    default:
      return shape satisfies never;
  }
}

function canPlace(names: readonly string[], text: string, { edges, order }: RecognisedRules): boolean {
  const placesOf = (name: string): readonly number[] => {
    const isPlace = (start: number): boolean =>
      name !== '' && text.startsWith(name, start) && isName(text, { start, end: start + name.length, edges });
    return Array.from({ length: text.length }, (_, start) => start).filter(isPlace);
  };
  switch (order) {
    case 'free':
      return names.every((name) => names.filter((other) => other === name).length <= placesOf(name).length);
    case 'appearance': {
      const canPlaceRest = (rest: readonly string[], last: { start: number; end: number }): boolean => {
        const [name] = rest;
        if (name === undefined) return true;
        return placesOf(name).some((start) => {
          const end = start + name.length;
          const isLater = start > last.start || (start === last.start && end > last.end);
          return isLater && canPlaceRest(rest.slice(1), { start, end });
        });
      };
      return canPlaceRest(names, { start: -1, end: -1 });
    }
    default:
      return order satisfies never;
  }
}

function isName(text: string, { start, end, edges }: { start: number; end: number; edges: 'word' | 'any' }): boolean {
  const [before, name, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  const cutsPair = (left: string, right: string): boolean =>
    /[\ud800-\udbff]$/.test(left) && /^[\udc00-\udfff]/.test(right);
  if (cutsPair(before, name) || cutsPair(name, after)) return false;
  if (edges === 'any') return true;
  if (/^[\s.,;:!?)\]}/]/u.test(name) || /[\s,;:([{/]$/u.test(name)) return false;
  return !isInsideWord(text, start) && !isInsideWord(text, end);
}

/** Between two letters, digits or marks, or beside an apostrophe that stands between two of them. */
function isInsideWord(text: string, at: number): boolean {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const letter = String.raw`[\p{L}\p{N}\p{M}]`;
  const apostrophe = String.raw`['\u2019]`;
  const endsLike = (pattern: string): boolean => new RegExp(`${pattern}$`, 'u').test(before);
  const beginsLike = (pattern: string): boolean => new RegExp(`^${pattern}`, 'u').test(after);
  if (endsLike(letter) && beginsLike(letter)) return true;
  if (endsLike(letter) && beginsLike(apostrophe + letter)) return true;
  return endsLike(letter + apostrophe) && beginsLike(letter);
}
