import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { entityTypeCues } from './entity-types.ts';
import { HighlightedText } from './highlighted-text.tsx';

const cues = entityTypeCues(['Chemical', 'Disease']);

test('a mention says its type to a reader who sees no colour', () => {
  const text = 'Famotidine-associated delirium';
  render(
    <HighlightedText
      text={text}
      cues={cues}
      mentions={[
        { id: '1', span: { start: 0, end: 10 }, entityType: 'Chemical' },
        { id: '2', span: { start: 22, end: 30 }, entityType: 'Disease' },
      ]}
    />,
  );
  expect(screen.getByText('Famotidine').tagName).toBe('MARK');
  expect(screen.getByText('Famotidine').title).toBe('Chemical: Famotidine');
  expect(screen.getByText('Ch')).toBeTruthy();
  expect(screen.getByText('(Disease)', { exact: false })).toBeTruthy();
});

test('the words of a discontinuous mention are named together', () => {
  render(
    <HighlightedText
      text="lung and left heart injuries"
      cues={cues}
      mentions={[
        {
          id: '1',
          span: { start: 0, end: 28 },
          fragments: [
            { start: 0, end: 4 },
            { start: 20, end: 28 },
          ],
          entityType: 'Disease',
        },
      ]}
    />,
  );
  expect(screen.getByText('lung').title).toBe('Disease: lung … injuries');
});
