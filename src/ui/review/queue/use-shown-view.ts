import { useCommands } from '../../common/studio-context.tsx';
import { type ReviewView, writeView } from './review-view.ts';
import type { ReviewQueue } from './use-review-queue.ts';
import { useViewAddress } from './use-view-address.ts';

/**
 * Keeps what is looked at in the address and in the project.
 *
 * @returns the view without its sample, as the query of an address.
 */
export function useShownView(
  {
    queue,
    sampleId,
    side,
  }: { readonly queue: ReviewQueue; readonly sampleId: string | undefined; readonly side: string },
  onAsked: (view: ReviewView) => void,
): string {
  const studio = useCommands();
  const view = { filter: queue.filter, sort: queue.sort, sampleId, side };
  useViewAddress(view, {
    onAsked,
    onRest: (settled) => {
      void studio.keepReviewView(settled);
    },
  });
  return writeView({ ...view, sampleId: undefined });
}
