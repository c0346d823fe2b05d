import type { Failure } from '../core/failure.ts';
import { FailureNotice } from './common/layout/failure-notice.tsx';
import { Screen } from './common/layout/screen.tsx';

/** Instead of the studio where not even its storage can be opened. */
export function StartFailure({ failure }: { failure: Failure }) {
  return (
    <main>
      <Screen title="BioSelect Studio could not start">
        <FailureNotice failure={failure} />
      </Screen>
    </main>
  );
}
