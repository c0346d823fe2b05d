import { expect, test } from 'vitest';
import { actionIds, actions, keyOfLabel, keyTakenBy, pressedKey } from './actions.ts';

const press = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
const types = ['Chemical', 'Disease'];

test('no two actions have one key, and none has a key of the text', () => {
  const keys = actionIds.map((id) => actions[id].key);
  expect(new Set(keys).size).toBe(keys.length);
  for (const id of actionIds.filter((each) => each !== 'undo' && each !== 'redo')) {
    expect(keyTakenBy(actions[id].key, id, { custom: {}, entityTypes: types }), id).toBeUndefined();
  }
});

test('a letter with Shift is a key of its own; a sign is what it prints', () => {
  expect(pressedKey({ ...press, key: 'N', shiftKey: true })).toBe('Shift+n');
  expect(pressedKey({ ...press, key: 'n' })).toBe('n');
  expect(pressedKey({ ...press, key: '?', shiftKey: true })).toBe('?');
  expect(pressedKey({ ...press, key: 'a', ctrlKey: true })).toBeUndefined();
});

test('a key that has a meaning is refused, with what it means', () => {
  const at = (custom: Record<string, string>) => ({ custom, entityTypes: types });
  expect(keyTakenBy('r', 'approve', at({}))).toBe(actions.reject.does);
  expect(keyTakenBy('a', 'approve', at({}))).toBeUndefined();
  expect(keyTakenBy('1', 'approve', at({}))).toBe('the label Chemical');
  expect(keyTakenBy('f', 'approve', at({}))).toContain('stays as it is');
  expect(keyTakenBy('Tab', 'approve', at({}))).toContain('stays as it is');
  expect(keyTakenBy('y', 'label:Disease', at({}))).toBeUndefined();
  // What moved away leaves its key free.
  expect(keyTakenBy('a', 'reject', at({ approve: 'y' }))).toBeUndefined();
  expect(keyTakenBy('y', 'reject', at({ approve: 'y' }))).toBe(actions.approve.does);
});

test('the first nine labels have digits, any label the key that was chosen', () => {
  expect(keyOfLabel(types, 'Disease', {})).toBe('2');
  expect(keyOfLabel(types, 'Disease', { 'label:Disease': 'y' })).toBe('y');
  const many = Array.from({ length: 12 }, (_, index) => `T${index}`);
  expect(keyOfLabel(many, 'T11', {})).toBeUndefined();
  expect(keyOfLabel(many, 'T11', { 'label:T11': 'y' })).toBe('y');
});
