import type { SelectionOptions } from './selection.ts';
import { STRATEGIES } from './strategies.ts';

/** Names what the keep ratio is a share of under this strategy: "all positives". */
export function describeBase({ strategy, base }: Pick<SelectionOptions, 'strategy' | 'base'>): string {
  const ranked = STRATEGIES[strategy].base;
  switch (base) {
    case 'all-positives':
      return `all ${ranked}`;
    case 'eligible-positives':
      return `the eligible ${ranked}`;
    default:
      return base satisfies never;
  }
}
