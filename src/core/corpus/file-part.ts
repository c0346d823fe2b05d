/** Which part of a data set a file is by its name. */
export type FilePart = 'train' | 'development' | 'test';

const PATTERNS: readonly (readonly [FilePart, RegExp])[] = [
  ['train', /train/iu],
  ['development', /dev(?:el(?:op(?:ment)?)?)?(?=$|[^a-z]|set)|valid(?:ation)?(?=$|[^a-z]|set)/iu],
  ['test', /test|(?:^|[^a-z])eval(?:uation)?(?=$|[^a-z])/iu],
];

/** Finds the part in a path, the last one named: "train.tsv", "NCBItestset_corpus.txt", "test/1.txt". */
export function filePartOf(path: string): FilePart | undefined {
  for (const name of path.split('/').reverse()) {
    const part = PATTERNS.find(([, pattern]) => pattern.test(name))?.[0];
    if (part) return part;
  }
  return undefined;
}
