import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// happy-dom's Response is not the one that Node's WebAssembly streams from; without streaming SQLite reads the bytes.
Reflect.deleteProperty(WebAssembly, 'instantiateStreaming');

// What a screen waits for has as long as the test: how busy a machine is says nothing of the screen.
configure({ asyncUtilTimeout: 20_000 });

// Vitest runs without globals here, so Testing Library cannot hook itself in.
afterEach(cleanup);

// The next file is shown the same window.
afterEach(() => {
  window.location.hash = '';
  window.localStorage.clear();
  window.sessionStorage.clear();
});
