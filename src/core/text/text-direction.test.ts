import { expect, it } from 'vitest';
import { textDirection } from './text-direction.ts';

it.each([
  ['IL-2 of mice', 'ltr'],
  ['12: אספירין and more', 'rtl'],
  ['الأسبرين', 'rtl'],
  ['', 'ltr'],
])('"%s" is read %s', (text, direction) => {
  expect(textDirection(text)).toBe(direction);
});
