import { Progress } from '@mantine/core';
import type { StudioState } from '../../../studio/state/state.ts';
import { formatBytes } from '../number-format.ts';

type Loading = Extract<StudioState['model'], { kind: 'loading' }>;

const stageWords: Readonly<Record<Loading['stage'], string>> = {
  fetch: 'Reading',
  build: 'Building the graph of',
  compile: 'Compiling',
};

/** What a loading model is doing and how far it is. */
export function LoadProgress({ loading }: { loading: Loading }) {
  const { stage, loadedBytes, totalBytes, source } = loading;
  const known = stage === 'fetch' && totalBytes !== undefined && totalBytes > 0;
  const words = `${stageWords[stage]} ${source.name}`;
  return (
    <div role="status">
      <p style={{ margin: '0 0 4px' }}>
        {words}
        {stage === 'fetch' && loadedBytes > 0
          ? `: ${formatBytes(loadedBytes)}${totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`}`
          : '…'}
      </p>
      <Progress
        value={known ? (loadedBytes / totalBytes) * 100 : 100}
        animated={!known}
        striped={!known}
        aria-label={words}
      />
    </div>
  );
}
