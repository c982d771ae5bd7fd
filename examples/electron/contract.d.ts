/**
 * The bridge between the page and the process that checks. All the page can see or do is here; the same contract is kept
 * by Electron's preload script and by the local web server. Only plain data crosses.
 */

import type { CheckOptions, Event, RdpHealthErrorCode, Report } from 'rdp-health';

/** What `window.rdpHealth` is, and what `web/bridge.mjs` connects to. */
export interface Bridge {
  /** Tells every change from now on; the first one is the whole list. Returns what ends it. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Adds a host, in any form that people paste, and checks it. */
  add(target: string): Promise<Answer>;
  /** Removes a host and stops its check. */
  remove(id: string): Promise<Answer>;
  /** Checks a host now. */
  check(id: string): Promise<Answer>;
}

/** The bridge's methods that ask for something. */
export type Method = 'add' | 'remove' | 'check';

/** The outcome of a request. Errors are data: a context bridge does not carry their codes. */
export type Answer =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly code: RdpHealthErrorCode | 'ERR_BRIDGE'; readonly message: string };

/** A host of the list. */
export interface HostState {
  /** `host:port`, with `https://` before a web server: by this requests name it. */
  readonly id: string;
  /** The target as it was written. */
  readonly target: string;
  /** Whether it is being checked. */
  readonly checking: boolean;
  /** What was found last; `null` before the first check has ended. */
  readonly report: Report | null;
  /** When verdict or cause changed last, RFC 3339. */
  readonly changed_at: string | null;
  /** Why it cannot be checked, if it cannot: an option of the settings makes no sense. */
  readonly problem: string | null;
}

/** Something changed. */
export type Change =
  /** The whole list. Always the first; again after a connection was lost. */
  | { readonly kind: 'hosts'; readonly hosts: readonly HostState[] }
  /** One host is new or different. */
  | { readonly kind: 'host'; readonly host: HostState }
  /** A host is gone. */
  | { readonly kind: 'removed'; readonly id: string }
  /** A step of a running check. */
  | { readonly kind: 'event'; readonly id: string; readonly event: Event }
  /** What is shown is no longer live: the process that checks cannot be reached, or says why it cannot check. */
  | { readonly kind: 'lost'; readonly problem?: string };

/** The settings file. What is missing has its default. */
export interface Settings {
  /** What is checked. */
  readonly targets: readonly string[];
  /** Rest between two checks of a host, in seconds. */
  readonly every_s: number;
  /** How many hosts are checked at the same time. */
  readonly at_once: number;
  /** How every host is checked. */
  readonly options: CheckOptions;
}

declare global {
  interface Window {
    /** Set by the preload script; absent in a plain browser. */
    readonly rdpHealth?: Bridge;
  }
}
