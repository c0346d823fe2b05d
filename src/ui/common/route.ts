import { useSyncExternalStore } from 'react';

export const routes = ['corpus', 'score', 'select', 'review', 'export', 'preview', 'models'] as const;

/** The screens; the address carries the one shown as `#/review`. */
export type Route = (typeof routes)[number];

/** The screen a hash names; the first one where it names none. */
export function parseRoute(hash: string): Route {
  const name = hash.replace(/^#\/?/, '').split(/[/?]/)[0];
  return routes.find((route) => route === name) ?? 'corpus';
}

export function goTo(route: Route): void {
  window.location.hash = `#/${route}`;
}

/** Shows a sample in Review, whatever Review was left with. */
export function goToSample(sampleId: string): void {
  window.location.hash = `#/review?${new URLSearchParams({ sample: sampleId }).toString()}`;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => {
    window.removeEventListener('hashchange', onChange);
  };
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => parseRoute(window.location.hash));
}
