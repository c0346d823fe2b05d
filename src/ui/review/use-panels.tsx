import { type ReactNode, useState } from 'react';
import { AgreementDialog } from './dialogs/agreement-dialog.tsx';
import { BulkComplete } from './dialogs/bulk-complete.tsx';
import { BulkDecision } from './dialogs/bulk-decision.tsx';
import { GuidelinesDialog } from './dialogs/guidelines-dialog.tsx';
import { SuggestionsDialog } from './dialogs/suggestions-dialog.tsx';
import type { ReviewPanel } from './pick/review-actions.tsx';

export interface Panels {
  /** The one that is open, to be drawn. */
  readonly panel: ReactNode;
  /** Stays the same function. */
  readonly setPanel: (panel: ReviewPanel | undefined) => void;
}

/** What opens over the workbench, about the samples at some places. */
export function usePanels(places: Uint32Array): Panels {
  const [opened, setPanel] = useState<ReviewPanel>();
  const onClose = () => {
    setPanel(undefined);
  };
  const panelOf = (panel: ReviewPanel): ReactNode => {
    switch (panel) {
      case 'bulk':
        return <BulkDecision places={places} onClose={onClose} />;
      case 'complete':
        return <BulkComplete places={places} onClose={onClose} />;
      case 'suggestions':
        return <SuggestionsDialog places={places} onClose={onClose} />;
      case 'agreement':
        return <AgreementDialog places={places} onClose={onClose} />;
      case 'guidelines':
        return <GuidelinesDialog onClose={onClose} />;
    }
    return panel satisfies never;
  };
  return { panel: opened && panelOf(opened), setPanel };
}
