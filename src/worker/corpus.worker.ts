import { serve } from '../thread/serve.ts';
import { CorpusService } from './corpus-service.ts';

serve(self, { corpus: new CorpusService() });
