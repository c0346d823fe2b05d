/** What tabs of the studio say to each other; of them all only one may write. */
export type TabMessage =
  /** A tab that may only read asks the writing one for what it has. */
  | { readonly kind: 'copy-wanted' }
  | { readonly kind: 'copy'; readonly name: string; readonly bytes: Uint8Array }
  /** A tab wants to be the one that writes. */
  | { readonly kind: 'take-over' }
  /** The writing tab has saved everything and let go of the disk. */
  | { readonly kind: 'released' }
  /** It has not: something could not be saved. */
  | { readonly kind: 'kept' }
  /** A tab that has just started is the one that writes. */
  | { readonly kind: 'held' };

export interface TabChannel {
  send(message: TabMessage): void;
  /** Every message of the other tabs, none of this one. */
  listen(listener: (message: TabMessage) => void): void;
}

const CHANNEL = 'bioselect-studio/tabs';

export function createTabChannel(): TabChannel {
  const channel = new BroadcastChannel(CHANNEL);
  return {
    send: (message) => {
      channel.postMessage(message);
    },
    listen: (listener) => {
      channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
        listener(data);
      });
    },
  };
}
