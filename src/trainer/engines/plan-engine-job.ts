import { axolotlJob } from './axolotl-job.ts';
import type { EngineJob, EngineName, EngineRequest } from './engine-job.ts';
import { llamaFactoryJob } from './llamafactory-job.ts';
import { trlJob } from './trl-job.ts';

/** Data, config and command of an engine for this export. Pure: the same request gives the same job. */
export function planEngineJob(engine: EngineName, request: EngineRequest): EngineJob {
  switch (engine) {
    case 'trl':
      return trlJob(request);
    case 'llamafactory':
      return llamaFactoryJob(request);
    case 'axolotl':
      return axolotlJob(request);
    default:
      return engine satisfies never;
  }
}
