import { describe, expect, it } from 'vitest';
import { openSources } from './source-opener.ts';

const file = (name: string, content: unknown) => ({ name, bytes: new TextEncoder().encode(JSON.stringify(content)) });
const featuresOf = (...names: string[]) => ({
  ner_tags: { feature: { names, _type: 'ClassLabel' }, _type: 'Sequence' },
});

const ROWS = file('d/train.json', [{ tokens: ['Lead', 'kills'], ner_tags: [1, 0] }]);

function read(...files: Parameters<typeof openSources>[0]) {
  const { parsed } = openSources(files);
  return parsed.map(({ file: name, issues, evidence, documents }) => ({
    name,
    evidence,
    codes: issues.map(({ code }) => code),
    types: documents.flatMap(({ passages }) => passages.flatMap(({ mentions }) => mentions.map((m) => m.entityType))),
  }));
}

describe('rows with numbers for tags', () => {
  it.each([
    ['features.json', featuresOf('O', 'B-Chemical')],
    ['dataset_info.json', { description: '', features: featuresOf('O', 'B-Chemical') }],
    ['dataset_infos.json', { default: { features: featuresOf('O', 'B-Chemical') } }],
    ['train.features.json', { features: featuresOf('O', 'B-Chemical') }],
  ])('take their names from the %s beside them, whichever comes first', (name, content) => {
    const info = file(`d/${name}`, content);
    const expected = [{ name: 'd/train.json', codes: [], types: ['Chemical'] }];
    expect(read(ROWS, info)).toMatchObject(expected);
    expect(read(info, ROWS)).toMatchObject(expected);
    expect(read(ROWS, info)[0]?.evidence).toContain(`${name} names the tags`);
  });

  it('take none from another folder or another file’s description, which then is listed itself', () => {
    for (const name of ['e/features.json', 'd/test.features.json', 'features.json']) {
      expect(read(ROWS, file(name, featuresOf('O', 'B-Chemical')))).toMatchObject([
        { name: 'd/train.json', codes: ['missing-field'], types: [] },
        { name, types: [] },
      ]);
    }
  });

  it('take none where configurations name them differently', () => {
    const infos = { a: { features: featuresOf('O', 'B-Chemical') }, b: { features: featuresOf('O', 'B-Gene') } };
    expect(read(ROWS, file('d/dataset_infos.json', infos))[0]?.types).toEqual([]);
  });
});
