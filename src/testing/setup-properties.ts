import fc from 'fast-check';
import { testSeed } from './test-seed.ts';

// A property that fails prints this seed; `TEST_SEED` with it repeats the run.
fc.configureGlobal({ seed: testSeed() });
