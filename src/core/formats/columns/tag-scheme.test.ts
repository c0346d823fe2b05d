import { describe, expect, it } from 'vitest';
import { OUTSIDE, parseIobTag } from './iob-tags.ts';
import { createTagScheme } from './tag-scheme.ts';

function schemeOf(tags: string) {
  const scheme = createTagScheme();
  const read = tags.split(' ').map((word) => parseIobTag(word) ?? OUTSIDE);
  scheme.add(
    read,
    read.map((_, index) => index + 1),
  );
  return scheme.finish('corpus.tsv');
}

describe('createTagScheme', () => {
  it.each([
    ['O B-D I-D O', 'IOB2'],
    ['O I-D B-D O', 'IOB1'],
    ['B-D I-D O I-D B-C', 'IOB2'],
    ['I-D O I-D O B-D', 'IOB1'],
    ['O S-D', 'IOBES'],
    ['B-D E-D', 'IOBES'],
    ['O', 'IOB2'],
  ])('takes %s for %s', (tags, scheme) => {
    expect(schemeOf(tags).scheme).toBe(scheme);
  });

  it('lists what IOB2 does not allow: an I that nothing opens', () => {
    const { issues } = schemeOf('I-D O I-D O B-D O B-D O B-D I-C');
    expect(issues.map(({ line, found }) => `${line}: ${found}`)).toEqual([
      '1: I-D after the edge of the sentence',
      '3: I-D after O',
      '10: I-C after B-D',
    ]);
  });

  it('lists what IOBES does not allow: what is not closed, at the end of the sentence too', () => {
    const { issues } = schemeOf('B-D O S-D E-D B-D I-D');
    expect(issues.map(({ line, found }) => `${line}: ${found}`)).toEqual([
      '2: O after B-D',
      '4: E-D after S-D',
      '6: the edge of the sentence after I-D',
    ]);
  });

  it('lists nothing in IOB1, where I may open', () => {
    expect(schemeOf('I-D O I-C O I-D B-D').issues).toEqual([]);
  });

  it('names a file whose tags have no types', () => {
    expect(schemeOf('O B I O').dialect).toBe('IOB2, untyped');
    expect(schemeOf('O B-D I-D O').dialect).toBe('IOB2');
  });
});
