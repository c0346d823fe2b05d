import type { EntityType } from '../../core/corpus/corpus.ts';

/** How an answer spells its entities; all in the spelling of Python's `json.dumps(…, ensure_ascii=False)`. */
export type AnswerShape =
  /** `[{"entity": "Gene", "name": "BRCA1"}, …]`: one object a mention, with these two keys. */
  | { readonly kind: 'objects'; readonly typeKey: string; readonly nameKey: string }
  /** `{"Gene": ["BRCA1", …], "Disease": []}`: every asked type once, in the order asked, with its names. */
  | { readonly kind: 'by-type' };

/** The shape of the default template (`renderAnswer`), the one that training data has. */
export const ENTITY_OBJECTS: AnswerShape = { kind: 'objects', typeKey: 'entity', nameKey: 'name' };

/** What may stand between two names, from behind a name's closing quote to behind the next one's opening quote. */
export interface Connection {
  readonly text: string;
  /** The type of the name that follows, by index; undefined where the answer is over. */
  readonly typeIndex: number | undefined;
  /** Whether the name begins a list of its own, in which mentions are ordered and places used anew. */
  readonly beginsList: boolean;
}

export interface ShapeConnections {
  /** From the answer's beginning on. None is the beginning of another. */
  readonly first: readonly Connection[];
  /** Behind a name of the type with this index. */
  readonly after: readonly (readonly Connection[])[];
}

/** The skeleton of answers about these types, all different. */
export function connectShape(shape: AnswerShape, entityTypes: readonly EntityType[]): ShapeConnections {
  switch (shape.kind) {
    case 'objects': {
      const objects = entityTypes.map((type, typeIndex) => ({
        text: `{${JSON.stringify(shape.typeKey)}: ${JSON.stringify(type)}, ${JSON.stringify(shape.nameKey)}: "`,
        typeIndex,
        beginsList: false,
      }));
      const end = { text: ']', typeIndex: undefined, beginsList: false };
      const behind = (before: string, separator: string): readonly Connection[] => [
        { ...end, text: `${before}${end.text}` },
        ...objects.map((object) => ({ ...object, text: `${before}${separator}${object.text}` })),
      ];
      const after = behind('}', ', ');
      return { first: behind('[', ''), after: entityTypes.map(() => after) };
    }
    case 'by-type': {
      /** Goes on to the lists from `from` on: one that is not empty, or the end behind empty ones. */
      const open = (before: string, from: number): readonly Connection[] => {
        const heads = entityTypes.slice(from).map((type) => `${JSON.stringify(type)}: [`);
        const empty = heads.map((head) => `${head}]`);
        return [
          ...heads.map((head, index) => ({
            text: `${before}${[...empty.slice(0, index), `${head}"`].join(', ')}`,
            typeIndex: from + index,
            beginsList: true,
          })),
          { text: `${before}${empty.join(', ')}}`, typeIndex: undefined, beginsList: false },
        ];
      };
      const after = entityTypes.map((_, index) => {
        const isLast = index + 1 === entityTypes.length;
        return [
          { text: ', "', typeIndex: index, beginsList: false },
          ...(isLast ? open(']', index + 1) : open('], ', index + 1)),
        ];
      });
      return { first: open('{', 0), after };
    }
    default:
      return shape satisfies never;
  }
}

/** The answer that holds these mentions, which stand in the shape's order. */
export function renderShape(
  shape: AnswerShape,
  entityTypes: readonly EntityType[],
  mentions: readonly { readonly entityType: EntityType; readonly name: string }[],
): string {
  const connections = connectShape(shape, entityTypes);
  const connect = (options: readonly Connection[] | undefined, typeIndex: number | undefined): Connection | undefined =>
    options?.find((option) => option.typeIndex === typeIndex);
  let text = '';
  let options: readonly Connection[] | undefined = connections.first;
  for (const { entityType, name } of mentions) {
    const typeIndex = entityTypes.indexOf(entityType);
    const connection = connect(options, typeIndex);
    if (connection === undefined) throw new Error(`no place for a mention of type ${JSON.stringify(entityType)}`);
    text += `${connection.text}${JSON.stringify(name).slice(1)}`;
    options = connections.after[typeIndex];
  }
  return text + (connect(options, undefined)?.text ?? '');
}
