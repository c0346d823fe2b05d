import { expect, test } from 'vitest';
import { entityTypeCues } from './entity-types.ts';

test('a type looks the same whichever file it comes from first', () => {
  expect(entityTypeCues(['Gene', 'Disease']).get('Gene')).toEqual(entityTypeCues(['Disease', 'Gene']).get('Gene'));
});

test('no two of 28 types share colour and pattern', () => {
  const types = Array.from({ length: 28 }, (_, index) => `Type${String(index).padStart(2, '0')}`);
  const looks = [...entityTypeCues(types).values()].map((cue) => `${cue.colour} ${cue.pattern}`);
  expect(new Set(looks).size).toBe(28);
});

test('keys are the shortest beginnings that tell types apart', () => {
  const cues = entityTypeCues(['Chemical', 'Cell', 'CellLine', 'Disease']);
  expect([...cues.values()].map((cue) => cue.key)).toEqual(['Cell', 'CellL', 'Ch', 'Di']);
});
