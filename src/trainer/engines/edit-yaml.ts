import { parseDocument, stringify } from 'yaml';

/**
 * YAML text with other values under top-level keys, or under `group.key`. Lines of other keys stay as they are, to the
 * letter. A value of undefined takes the key away; a new key goes to the end. What is written is read alike by YAML 1.1,
 * which Python's parser speaks: there `no` is false and `2e-4` a text.
 */
export function editYaml(text: string, changes: Readonly<Record<string, unknown>>): string {
  let edited = text;
  for (const [path, value] of Object.entries(changes)) {
    const [key = '', inner] = path.split('.', 2);
    edited = replaceBlock(edited, key, inner === undefined ? value : withInner(edited, { key, inner, value }));
  }
  return edited;
}

/** The text under a key; undefined where there is none. */
export function readYamlKey(text: string, key: string): string | undefined {
  const value: unknown = parseDocument(text).get(key);
  return typeof value === 'string' ? value : undefined;
}

function withInner(
  text: string,
  { key, inner, value }: { readonly key: string; readonly inner: string; readonly value: unknown },
): unknown {
  const whole: unknown = parseDocument(text).toJS();
  const group: unknown =
    typeof whole === 'object' && whole !== null ? Object.entries(whole).find(([name]) => name === key)?.[1] : {};
  return { ...(typeof group === 'object' ? group : {}), [inner]: value };
}

/** A key's block is its line and the lines behind it that are indented or begin with a dash. */
function replaceBlock(text: string, key: string, value: unknown): string {
  const lines = text.split('\n');
  while (lines.length > 1 && lines[lines.length - 1] === '') lines.pop();
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  const written = value === undefined ? [] : [writeYaml(key, value)];
  if (start === -1) return `${[...lines, ...written].join('\n')}\n`;
  let end = start + 1;
  while (end < lines.length && /^(?:[ \t]|- )/u.test(lines[end] ?? '')) end += 1;
  return `${[...lines.slice(0, start), ...written, ...lines.slice(end)].join('\n')}\n`;
}

function writeYaml(key: string, value: unknown): string {
  const text = stringify({ [key]: value }, { version: '1.1', lineWidth: 0 }).trimEnd();
  return text.replaceAll(/e(?<=^\s*(?:[\w-]+: |- )-?\d+e)(?=[-+]\d+$)/gmu, '.0e');
}
