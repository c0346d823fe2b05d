import { expect, test } from 'vitest';
import { describeOrigin } from './describe-origin.ts';

test('a score says what computed it, a backend of a later version included', () => {
  const provenance = { backend: 'wasm', dtype: 'f32', version: '0.1.0' };
  expect(describeOrigin(JSON.stringify(provenance))).toBe('WASM in the browser, f32, version 0.1.0');
  expect(describeOrigin(JSON.stringify({ ...provenance, backend: 'npu' }))).toBe('"npu", f32, version 0.1.0');
});
