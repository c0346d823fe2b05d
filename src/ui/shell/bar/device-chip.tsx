import { Tooltip } from '@mantine/core';
import { IconCpu } from '@tabler/icons-react';
import { useStudio } from '../../common/studio-context.tsx';
import { formatNoun } from '../../common/number-format.ts';
import classes from './top-bar.module.css';

/** Where the model runs; leads to Score, where it can be changed. */
export function DeviceChip() {
  const model = useStudio((state) => state.model);
  if (model.kind !== 'ready') return null;
  const { backend, threadCount, adapter, name } = model.model;
  const words = backend === 'webgpu' ? 'WebGPU f32' : `WASM, ${formatNoun(threadCount, 'thread')}`;
  return (
    <Tooltip label={adapter === '' ? name : `${name} on ${adapter}`}>
      <a href="#/score" className={classes.chip}>
        <IconCpu size={16} aria-hidden="true" />
        {words}
      </a>
    </Tooltip>
  );
}
