import { describe, expect, it } from 'vitest';
import { openSources } from './source-opener.ts';

/** A mention from 5 to 5 and one of "Lead" in each format that says where mentions are. */
const JSON_FILES: Readonly<Record<string, unknown>> = {
  doccano: {
    id: 1,
    text: 'Lead kills',
    label: [
      [5, 5, 'X'],
      [0, 4, 'Chemical'],
    ],
  },
  spacy: {
    text: 'Lead kills',
    entities: [
      [5, 5, 'X'],
      [0, 4, 'Chemical'],
    ],
  },
  prodigy: {
    text: 'Lead kills',
    spans: [
      { start: 5, end: 5, label: 'X' },
      { start: 0, end: 4, label: 'Chemical' },
    ],
    answer: 'accept',
    _view_id: 'ner_manual',
  },
  pubannotation: {
    text: 'Lead kills',
    denotations: [
      { id: 'T1', span: { begin: 5, end: 5 }, obj: 'X' },
      { id: 'T2', span: { begin: 0, end: 4 }, obj: 'Chemical' },
    ],
  },
  'label-studio': [
    {
      id: 1,
      data: { text: 'Lead kills' },
      annotations: [
        {
          result: [
            { type: 'labels', to_name: 'text', value: { start: 5, end: 5, text: '', labels: ['X'] } },
            { type: 'labels', to_name: 'text', value: { start: 0, end: 4, text: 'Lead', labels: ['Chemical'] } },
          ],
        },
      ],
    },
  ],
  'bioc-json': {
    documents: [
      {
        id: '1',
        passages: [
          {
            offset: 0,
            infons: {},
            text: 'Lead kills',
            annotations: [
              { id: '1', infons: { type: 'X' }, text: '', locations: [{ offset: 5, length: 0 }] },
              { id: '2', infons: { type: 'Chemical' }, text: 'Lead', locations: [{ offset: 0, length: 4 }] },
            ],
          },
        ],
      },
    ],
  },
};

const FILES: Readonly<Record<string, readonly { readonly name: string; readonly text: string }[]>> = {
  ...Object.fromEntries(
    Object.entries(JSON_FILES).map(([format, value]) => [format, [{ name: 'a.json', text: JSON.stringify(value) }]]),
  ),
  'bioc-xml': [
    {
      name: 'a.xml',
      text: `<collection><document><id>1</id><passage><offset>0</offset><text>Lead kills</text>
        <annotation id="1"><infon key="type">X</infon><location offset="5" length="0"/><text></text></annotation>
        <annotation id="2"><infon key="type">Chemical</infon><location offset="0" length="4"/><text>Lead</text></annotation>
        </passage></document></collection>`,
    },
  ],
  pubtator: [{ name: 'a.txt', text: '1|t|Lead kills\n1\t5\t5\t\tX\tD1\n1\t0\t4\tLead\tChemical\tD2\n' }],
  brat: [
    { name: 'a.txt', text: 'Lead kills' },
    { name: 'a.ann', text: 'T1\tX 5 5\t\nT2\tChemical 0 4\tLead\n' },
  ],
  csv: [{ name: 'a.csv', text: 'text,start,end,type\nLead kills,5,5,X\nLead kills,0,4,Chemical\n' }],
};

describe('a mention of no length', () => {
  it.each(Object.keys(FILES))('is left out of %s and listed, and the others stay', (format) => {
    const files = (FILES[format] ?? []).map(({ name, text }) => ({ name, bytes: new TextEncoder().encode(text) }));
    const { parsed } = openSources(files);
    expect(parsed.map((source) => source.format)).toEqual([format]);
    const mentions = parsed.flatMap(({ documents }) =>
      documents.flatMap(({ passages }) => passages[0]?.mentions ?? []),
    );
    expect(mentions.map(({ entityType }) => entityType)).toEqual(['Chemical']);
    const issues = parsed.flatMap((source) => source.issues).filter(({ severity }) => severity === 'error');
    expect(issues.map(({ code }) => code)).toEqual(['offset-out-of-range']);
  });
});
