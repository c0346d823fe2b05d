import { useEffect, useEffectEvent, useRef } from 'react';
import { parseRoute } from '../../common/route.ts';
import { readView, type ReviewView, writeView } from './review-view.ts';

/** What the address says behind the screen's name. */
export function addressedQuery(): string {
  const { hash } = window.location;
  const at = hash.indexOf('?');
  return at === -1 ? '' : hash.slice(at + 1);
}

/**
 * A browser asks its other processes about every address and refuses one that changes too often: it is written once
 * the keys rest.
 */
const REST_MS = 250;

/**
 * Keeps the address saying what is looked at, so that a reload or a link shows it again. An address that somebody
 * else wrote (a pasted link, the way back) is asked for instead of being written over.
 */
export function useViewAddress(
  view: ReviewView,
  { onAsked, onRest }: { readonly onAsked: (view: ReviewView) => void; readonly onRest: (query: string) => void },
): void {
  const query = writeView(view);
  /** What this screen has written or been asked for; nothing while another screen is shown. */
  const last = useRef(addressedQuery());
  const write = useEffectEvent(() => {
    if (parseRoute(window.location.hash) !== 'review') return;
    last.current = query;
    if (addressedQuery() !== query) {
      window.history.replaceState(null, '', query === '' ? '#/review' : `#/review?${query}`);
    }
    onRest(query);
  });
  const look = useEffectEvent(() => {
    if (parseRoute(window.location.hash) !== 'review') return;
    const there = addressedQuery();
    if (there === '') write();
    else if (there !== last.current) {
      last.current = there;
      onAsked(readView(there));
    }
  });
  useEffect(() => {
    const timer = setTimeout(() => {
      write();
    }, REST_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [query]);
  useEffect(() => {
    const listener = () => {
      look();
    };
    listener();
    window.addEventListener('hashchange', listener);
    return () => {
      window.removeEventListener('hashchange', listener);
      last.current = '';
    };
  }, []);
}
