import { describe, expect, it } from 'vitest';
import { parseIobTag, readChunks, type IobTag } from './iob-tags.ts';

function tagsOf(text: string): IobTag[] {
  return text.split(' ').map((word) => parseIobTag(word) ?? { prefix: 'O' });
}

describe('parseIobTag', () => {
  it.each([
    ['O', { prefix: 'O' }],
    ['o', { prefix: 'O' }],
    ['B-Disease', { prefix: 'B', entityType: 'Disease' }],
    ['i_cell_line', { prefix: 'I', entityType: 'cell_line' }],
    ['L-Gene-Product', { prefix: 'E', entityType: 'Gene-Product' }],
    ['U-X', { prefix: 'S', entityType: 'X' }],
    ['B', { prefix: 'B', entityType: '_' }],
    ['S-', { prefix: 'S', entityType: '_' }],
    ['', undefined],
    ['Both', undefined],
    ['X-Disease', undefined],
    ['-', undefined],
  ])('reads %j', (text, tag) => {
    expect(parseIobTag(text)).toEqual(tag);
  });
});

describe('readChunks', () => {
  // As printed by seqeval's get_entities in its default mode, ends inclusive.
  it.each([
    ['O I-D I-D O', 'D[1,2]'],
    ['B-D I-C O', 'D[0,0] C[1,1]'],
    ['I-D B-D I-D', 'D[0,0] D[1,2]'],
    ['B-D I-D I-C I-C', 'D[0,1] C[2,3]'],
    ['B-D O I-D', 'D[0,0] D[2,2]'],
    ['S-D I-D E-D O', 'D[0,0] D[1,2]'],
    ['B-D I-D O', 'D[0,1]'],
    ['B-D E-D E-D', 'D[0,1] D[2,2]'],
    ['B-D B-D E-D', 'D[0,0] D[1,2]'],
    ['O O', ''],
  ])('reads %s as %s', (tags, expected) => {
    const chunks = readChunks(tagsOf(tags)).map(({ first, last, entityType }) => `${entityType}[${first},${last}]`);
    expect(chunks.join(' ')).toBe(expected);
  });
});
