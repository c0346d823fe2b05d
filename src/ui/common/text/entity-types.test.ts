import { expect, test } from 'vitest';
import { entityTypeCues } from './entity-types.ts';

test('a type added behind the others changes the look of none of them', () => {
  const before = entityTypeCues(['Gene', 'Disease']);
  const after = entityTypeCues(['Gene', 'Disease', 'Anatomy']);
  const look = (cues: typeof before, type: string) => [cues.get(type)?.colour, cues.get(type)?.pattern];
  for (const type of ['Gene', 'Disease']) expect(look(after, type)).toEqual(look(before, type));
});

test('no two of 28 types share colour and pattern', () => {
  const types = Array.from({ length: 28 }, (_, index) => `Type${String(index).padStart(2, '0')}`);
  const looks = [...entityTypeCues(types).values()].map((cue) => `${cue.colour} ${cue.pattern}`);
  expect(new Set(looks).size).toBe(28);
});

test('keys are the shortest beginnings that tell types apart', () => {
  const cues = entityTypeCues(['Chemical', 'Cell', 'CellLine', 'Disease']);
  expect([...cues.values()].map((cue) => cue.key)).toEqual(['Ch', 'Cell', 'CellL', 'Di']);
});
