import { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import type { KeyValueCache } from './graph-inputs.ts';
import { joinCaches } from './join-caches.ts';

/** Two heads of two numbers a token; every number tells the head, the token and the place. */
function cacheOf(tokens: readonly number[]): KeyValueCache {
  const data = [0, 1].flatMap((head) =>
    tokens.flatMap((token) => [head * 1000 + token * 10, head * 1000 + token * 10 + 1]),
  );
  return {
    tokenCount: tokens.length,
    tensors: [new Tensor('float32', Float32Array.from(data), [1, 2, tokens.length, 2])],
  };
}

test('pieces of a cache are put one behind the other, head by head', () => {
  const joined = joinCaches(Tensor, [cacheOf([0, 1]), cacheOf([2]), cacheOf([3, 4, 5])]);
  const whole = cacheOf([0, 1, 2, 3, 4, 5]);
  expect(joined.tokenCount).toBe(6);
  expect(joined.tensors[0]?.dims).toEqual([1, 2, 6, 2]);
  expect(joined.tensors[0]?.data).toEqual(whole.tensors[0]?.data);
});
