import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { heatStep, TokenHeatMap } from './token-heat-map.tsx';

test('the scale is steady and ends at six nats', () => {
  expect([0, 0.1, 0.75, 0.76, 6, 40].map(heatStep)).toEqual([0, 1, 1, 2, 8, 8]);
});

test('a token without a loss is left unshaded and says why', () => {
  render(<TokenHeatMap tokens={['[{', '"entity"']} losses={[undefined, 2.5]} caption="of the answer alone" />);
  expect(screen.getByText('[{').title).toContain('no loss');
  expect(screen.getByText('"entity"').title).toBe('2.500 nats');
});
