import { expect, it } from 'vitest';
import { describePoolFault } from './install-pool.ts';

it('a browser that forbids the disk has none', () => {
  expect(describePoolFault(new DOMException('denied', 'SecurityError'))).toEqual({ kind: 'no-opfs' });
});

it('any other fault of the disk is told as it was', () => {
  expect(describePoolFault(new DOMException('an I/O error', 'UnknownError'))).toEqual({
    kind: 'failed',
    detail: 'UnknownError: an I/O error',
  });
  expect(describePoolFault(new TypeError('x'))).toEqual({ kind: 'failed', detail: 'TypeError: x' });
});
