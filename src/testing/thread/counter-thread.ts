import { parentPort } from 'node:worker_threads';
import type { Endpoint } from '../../thread/messages.ts';
import { serve } from '../../thread/serve.ts';
import { CounterService } from './counter-service.ts';

if (parentPort === null) throw new Error('this runs in a worker thread');
const port = parentPort;
const endpoint: Endpoint = {
  postMessage: (message, { transfer }) =>
    port.postMessage(
      message,
      transfer.filter((each) => each instanceof ArrayBuffer),
    ),
  onmessage: null,
  onmessageerror: null,
};
port.on('message', (data: unknown) => endpoint.onmessage?.(new MessageEvent('message', { data })));
serve(endpoint, { counter: new CounterService() });
