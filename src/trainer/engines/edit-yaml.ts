import { parseDocument } from 'yaml';

/** YAML text with other values; comments and all other lines stay. A value of undefined takes the key away. */
export function editYaml(text: string, changes: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new Error(error.message);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) document.delete(key);
    else document.setIn(key.split('.'), value);
  }
  return document.toString({ lineWidth: 0 });
}

/** The text under a key; undefined where there is none. */
export function readYamlKey(text: string, key: string): string | undefined {
  const value: unknown = parseDocument(text).get(key);
  return typeof value === 'string' ? value : undefined;
}
