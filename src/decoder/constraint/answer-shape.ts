/** How an answer spells its entities; all in the spelling of Python's `json.dumps(…, ensure_ascii=False)`. */
export type AnswerShape =
  /** `[{"entity": "Gene", "name": "BRCA1"}, …]`: one object a mention, with these two keys. */
  | { readonly kind: 'objects'; readonly typeKey: string; readonly nameKey: string }
  /** `{"Gene": ["BRCA1", …], "Disease": []}`: every asked type once, in the order asked, with its names. */
  | { readonly kind: 'by-type' };

/** The shape of the default template, the one that training data has. */
export const ENTITY_OBJECTS: AnswerShape = { kind: 'objects', typeKey: 'entity', nameKey: 'name' };
