import {
  IconChartHistogram,
  IconCpu,
  IconDatabase,
  IconEye,
  IconFilter,
  IconGauge,
  IconPackageExport,
  type Icon,
} from '@tabler/icons-react';
import type { Route } from '../../common/route.ts';

export interface Step {
  readonly route: Route;
  readonly label: string;
  /** Second key after `g`. */
  readonly key: string;
  readonly icon: Icon;
}

/** The line of work, in order. */
export const lineSteps: readonly Step[] = [
  { route: 'corpus', label: 'Corpus', key: 'c', icon: IconDatabase },
  { route: 'score', label: 'Score', key: 's', icon: IconGauge },
  { route: 'select', label: 'Select', key: 'l', icon: IconChartHistogram },
  { route: 'review', label: 'Review', key: 'r', icon: IconFilter },
  { route: 'export', label: 'Export', key: 'e', icon: IconPackageExport },
];

/** What stands beside the line. */
export const sideSteps: readonly Step[] = [
  { route: 'preview', label: 'Preview', key: 'p', icon: IconEye },
  { route: 'models', label: 'Models', key: 'm', icon: IconCpu },
];

export function stepLabel(route: Route): string {
  return [...lineSteps, ...sideSteps].find((step) => step.route === route)?.label ?? '';
}
