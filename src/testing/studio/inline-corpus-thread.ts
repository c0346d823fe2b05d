import { serve } from '../../thread/serve.ts';
import { CorpusService } from '../../worker/corpus-service.ts';
import { InlineThread } from '../thread/inline-thread.ts';

/** The corpus thread without a thread. */
export class InlineCorpusThread extends InlineThread {
  constructor() {
    super((endpoint) => {
      serve(endpoint, { corpus: new CorpusService() });
    });
  }
}
