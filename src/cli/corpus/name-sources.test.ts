import { describe, expect, test } from 'vitest';
import { nameSources } from './name-sources.ts';

describe('names of sources', () => {
  test('are base names where those differ', () => {
    expect(nameSources(['/home/ada/CDR.txt', '/data/NCBI.tsv'])).toEqual(['CDR.txt', 'NCBI.tsv']);
  });

  test('take as many folders as tell them apart, only where needed', () => {
    const paths = ['/home/ada/a/x/train.tsv', '/home/ada/b/x/train.tsv', '/home/ada/b/x/dev.tsv'];
    expect(nameSources(paths)).toEqual(['a/x/train.tsv', 'b/x/train.tsv', 'dev.tsv']);
  });

  test('stay apart where one path is the end of another', () => {
    expect(nameSources(['/x/train.tsv', '/y/x/train.tsv'])).toEqual(['x/train.tsv', 'y/x/train.tsv']);
  });

  test('are equal for a file that is given twice', () => {
    expect(nameSources(['/home/ada/a.txt', '/home/ada/a.txt'])).toEqual(['a.txt', 'a.txt']);
  });

  test('know the other separator', () => {
    expect(nameSources(['C:\\Users\\ada\\a.txt', 'C:\\Users\\ada\\b\\a.txt'])).toEqual(['ada/a.txt', 'b/a.txt']);
  });
});
