import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Corpus } from '../corpus/corpus.ts';
import { countEntityTypes } from '../corpus/entity-types.ts';
import { buildSamples } from '../samples/build-samples.ts';
import { openSources } from '../open/source-opener.ts';
import { writeCorpus, type WriteRequest } from './write-corpus.ts';
import { isWrittenFormat, WRITTEN_FORMAT_NAMES } from './written-format-names.ts';

const PUBTATOR = `1|t|Aspirin and 🧬 headache.
1|a|Aspirin helps. It is cheap. Lithium does not.
1\t0\t7\tAspirin\tChemical\tD001241
1\t14\t22\theadache\tDisease\tD006261
1\t52\t59\tLithium\tChemical\tD008094
`;

const corpus: Corpus = openSources([{ name: 'a.txt', bytes: new TextEncoder().encode(PUBTATOR) }]).parsed[0] ?? {
  documents: [],
};
const { samples } = buildSamples(corpus, {
  entityTypes: countEntityTypes(corpus).map(({ entityType }) => entityType),
  instructionTemplate: 'Find {types}.',
  unit: 'sentence',
});
const request: WriteRequest = {
  format: 'bioc-json',
  scope: { kind: 'whole' },
  corpus,
  samples,
  packageVersion: '0.0.0-test',
  createdAtMs: Date.UTC(2026, 0, 2),
};

const textsOf = ({ documents }: Corpus) =>
  documents.flatMap(({ passages }) =>
    passages.map(({ text, mentions }) => [
      text,
      ...mentions.map(({ entityType, quote, span }) => [entityType, quote, span.start]),
    ]),
  );

describe('writeCorpus', () => {
  it.each(Object.keys(WRITTEN_FORMAT_NAMES).filter(isWrittenFormat))(
    'writes %s that reads back, with a certificate that fits',
    (format) => {
      const { name, bytes, report } = writeCorpus({ ...request, format });
      expect(name).toBe(`bioselect-corpus-${format}-2026-01-02.zip`);
      expect(report.certificate).toMatchObject({ mentionsGiven: 3, mentionsChecked: 3, offsetFaults: 0 });
      const opened = openSources([{ name, bytes }]);
      expect(opened.issues).toEqual([]);
      const mentions = textsOf({ documents: opened.parsed.flatMap(({ documents }) => documents) }).flat(2);
      expect(
        mentions.filter((value) => typeof value === 'string' && /^(?:Aspirin|headache|Lithium)$/u.test(value)),
      ).toEqual(['Aspirin', 'headache', 'Lithium']);
    },
  );

  it('writes the texts of some samples with the mentions they show', () => {
    const kept = samples.flatMap(({ input }, index) => (/Lithium|headache/u.test(input) ? [index] : []));
    const { bytes } = writeCorpus({ ...request, scope: { kind: 'samples', indices: kept } });
    const { parsed } = openSources([{ name: 'x.zip', bytes }]);
    expect(textsOf({ documents: parsed.flatMap(({ documents }) => documents) })).toEqual([
      ['Aspirin and 🧬 headache.', ['Chemical', 'Aspirin', 0], ['Disease', 'headache', 15]],
      ['Lithium does not.', ['Chemical', 'Lithium', 0]],
    ]);
  });

  it('says in words and beside the file what the format cannot hold', () => {
    const { bytes, report } = writeCorpus({ ...request, format: 'conll' });
    expect(report.losses.map(({ found }) => found)).toContain('lists of concept identifiers: 3');
    const losses = unzipSync(bytes)['corpus.iob2.tsv.losses.txt'];
    expect(new TextDecoder().decode(losses)).toContain('lists of concept identifiers: 3');
  });

  it('notices a file that was changed after it was certified', () => {
    const entries = unzipSync(writeCorpus({ ...request, format: 'pubtator' }).bytes);
    const text = new TextDecoder().decode(entries['corpus.pubtator.txt']);
    const open = (changed: string) =>
      openSources([
        {
          name: 'x.zip',
          bytes: zipSync({ ...entries, 'corpus.pubtator.txt': new TextEncoder().encode(changed) }),
        },
      ]).issues.map(({ code, found }) => [code, found]);
    expect(open(text)).toEqual([]);
    expect(open(text.replace('cheap', 'cheep'))).toEqual([
      ['certificate-mismatch', '2 texts with 3 mentions, and not the same texts'],
    ]);
    expect(open(text.replace(/^.*Lithium\tChemical.*\n/mu, ''))).toEqual([
      ['certificate-mismatch', '2 texts with 2 mentions'],
    ]);
  });
});
