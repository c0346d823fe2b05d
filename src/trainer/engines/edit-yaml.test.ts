import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { editYaml, readYamlKey } from './edit-yaml.ts';

const TEXT = `# kept
model: "old"
# kept too
learning_rate: 2.0e-4
datasets:
  - path: a
    type: b
seed: 1
`;

test('other keys keep their lines to the letter', () => {
  expect(editYaml(TEXT, { model: '/new: #1' })).toBe(TEXT.replace('"old"', '"/new: #1"'));
  expect(editYaml(TEXT, {})).toBe(TEXT);
});

test('a block is replaced or taken away whole, a new key goes to the end', () => {
  const edited = editYaml(TEXT, { datasets: undefined, extra: { one: true } });
  expect(edited).toBe('# kept\nmodel: "old"\n# kept too\nlearning_rate: 2.0e-4\nseed: 1\nextra:\n  one: true\n');
  expect(parse(editYaml(edited, { 'extra.two': [1, 2] }))).toMatchObject({ extra: { one: true, two: [1, 2] } });
});

test('values mean the same to YAML 1.1 as they do here', () => {
  const edited = editYaml('', { eval_strategy: 'no', learning_rate: 1e-7, name: 'on', flag: false, list: [2e-9] });
  const inPython = parse(edited, { version: '1.1' });
  expect(inPython).toEqual({ eval_strategy: 'no', learning_rate: 1e-7, name: 'on', flag: false, list: [2e-9] });
  expect(edited).toContain('1.0e-7');
});

test('a text under a key is read', () => {
  expect(readYamlKey(TEXT, 'model')).toBe('old');
  expect(readYamlKey(TEXT, 'none')).toBeUndefined();
});
