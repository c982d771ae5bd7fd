/**
 * Why does this Remote Desktop connection fail? One verdict, the most likely cause with its evidence, and remedies.
 *
 * What a host does is data, never an error: an unreachable host gives a report. Everything that is handed out is
 * plain JSON-able data and crosses `structuredClone`, `postMessage` and Electron's `contextBridge` unchanged.
 *
 * @packageDocumentation
 */

import type {
  Audit,
  Cause,
  CertificateFacts,
  CheckOptions,
  CodeClient,
  ComparedAs,
  Comparison,
  Diagnosis,
  Event,
  Explanation,
  Finding,
  Format,
  Lint,
  LintOptions,
  Merged,
  Observations,
  ProfileEntry,
  ReadOptions,
  Report,
  ScanOptions,
  TargetSummary,
  TextOptions,
  WatchOptions,
  Watched,
  WhatIfAnswer,
} from './model.cjs';

export type * from './model.cjs';

/** What to check: a host in any form that people paste, or the content of a `.rdp` file. */
export type Target =
  /**
   * `host`, `host:port`, `[ipv6]:port` or `rdp://host:port`. Port 3389 where none is given. `https://host:port` for a
   * web server that belongs to Remote Desktop.
   */
  | string
  /** One of the endpoints that {@link profile} gives. */
  | ProfileEntry
  /** One of the targets that {@link readTargets} gives. */
  | TargetSummary
  | {
      /** The file's text, or its bytes: mstsc writes UTF-16. The client's security settings in it count. */
      readonly rdpFile: string | Uint8Array;
    };

/** Options of a check, and what concerns the call itself. Spans of time are in milliseconds, and say so: `…Ms`. */
export interface CallOptions extends CheckOptions {
  /** Stops the network work at once; the call rejects with an `AbortError` whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Longest time for one host as a whole, in milliseconds: another name of `timeouts.budgetMs`, of which only one
   * can be given. A host for which it is too short still gives a report, which says what was not asked.
   *
   * @defaultValue `60000`
   */
  readonly timeoutMs?: number | undefined;
}

/** Options of {@link check}. */
export interface CheckCallOptions extends CallOptions {
  /** Called for each step when it happens. What it throws ends the check, which rejects with it. */
  readonly onEvent?: ((event: Event) => void) | undefined;
  /**
   * Files of the host, as {@link audit} takes them. The report joins both sides: what was possible becomes certain or is
   * ruled out, and where they contradict each other it says so.
   */
  readonly inside?: HostFiles | undefined;
}

/**
 * Paths of files of one host: a collection, registry hives and exports, event logs, what MSRD-Collect or TSS left behind, a
 * folder of them, or the root of a mounted disk. What a file is is told by its content.
 */
export type HostFiles = string | URL | readonly (string | URL)[];

/** Options of {@link audit}: by what to judge, and for which moment. */
export interface AuditOptions extends Pick<CheckOptions, 'policy' | 'judgeAt'> {
  /** Without paths: so many days of this computer's event logs are read. 7 where nothing is said, 3650 at most. */
  readonly days?: number | undefined;
  /** No longer waits for the files; the call rejects with an `AbortError` whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link scan}. The connections to one host follow one after the other. */
export interface ScanCallOptions extends CallOptions, ScanOptions {}

/** Options of {@link watch}. */
export interface WatchCallOptions extends CallOptions, WatchOptions {}

/**
 * Options of {@link diagnose}: by what to judge, and for which moment. A report keeps what is not given; observations
 * are judged by the default policy, for now.
 */
export type DiagnoseOptions = Pick<CheckOptions, 'policy' | 'judgeAt' | 'expect'>;

/**
 * Checks one host.
 *
 * Rejects only for misuse ({@link RdpHealthError}) and with an `AbortError` when the signal says so; then its sockets
 * are closed. A host that cannot be reached gives a report.
 */
export declare function check(target: Target, options?: CheckCallOptions): Promise<Report>;

/**
 * What the files of one host prove. No host is asked, and nothing is written. The verdict is never `'healthy'`, since only a
 * client can see that. The files are read apart from the event loop.
 *
 * Without paths it reads this computer, if it runs Windows, as `rdp-health audit` does: run it as administrator. Elsewhere it
 * rejects with `ERR_RDP_INVALID_TARGET`.
 */
export declare function audit(paths?: HostFiles, options?: AuditOptions): Promise<Audit>;

/** The PowerShell 5.1 script that makes a collection on a Windows host, for {@link audit}. It only reads. */
export declare function auditScript(): string;

/** The report of a host, joined with files of it, as {@link check} does with `inside`. */
export declare function join(report: Report, paths: HostFiles): Promise<Report>;

/**
 * Checks many hosts and gives their reports in the order in which the checks end.
 *
 * Nothing begins before the first report is asked for. Leaving the loop stops all work. A reader who takes no reports
 * is waited for: no further checks begin.
 */
export declare function scan(
  // A string is iterable as well, and never meant here.
  targets: Iterable<Target> & object,
  options?: ScanCallOptions,
): AsyncGenerator<Report, void, undefined>;

/**
 * Checks one host again and again, and gives each report with what changed since the one before.
 *
 * It ends when the state of `until` is reached, which the last report then has, or the time of `durationMs` is over.
 * Leaving the loop stops it, too.
 */
export declare function watch(target: Target, options?: WatchCallOptions): AsyncGenerator<Watched, void, undefined>;

/**
 * What a target names: the host, and the port that it would be checked at. Throws an {@link RdpHealthError} for what is
 * no target, so it serves a form before anything is checked. Asks no DNS.
 */
export declare function parseTarget(target: Target): TargetSummary;

/** A file: its name, which messages and labels use, and its text or bytes. */
export interface TargetFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * The targets that a file names: saved connections (`.rdp`, RDCMan, mRemoteNG, Remmina, Royal TS, bookmarks of macOS), an
 * inventory of Ansible, a table with a header or a list. What the file is is told by its content; passwords in it are
 * not read. Each is a target, with its group, name, file and line in `labels`: `scan(readTargets(file))`.
 */
export declare function readTargets(file: TargetFile, options?: ReadOptions): TargetSummary[];

/**
 * What is wrong with a `.rdp` file, or with another file that names hosts: lines that mstsc refuses or passes over,
 * settings that contradict each other, settings that weaken the connection; whether a signature fits the lines, who signed,
 * whether this computer trusts them (`caFile` adds to its store), and what mstsc shows a user who opens the file. Looks at no
 * host. With the report of its host, `lint(file, { report })`, also whether the name in the file is one of the
 * certificate's, what to write instead, and which settings the host refuses.
 */
export declare function lint(file: TargetFile, options?: LintOptions & { report?: Report }): Lint;

/**
 * The web addresses that clients of a service need: of a known list, such as `'avd'`, or of a list of your own as TOML.
 * Each is a target: `scan(profile('avd'))`.
 */
export declare function profile(name: string | { readonly toml: string }): ProfileEntry[];

/**
 * What a client's error code or message means, and what it does not: `'0x904/0x7'`, `0x904`,
 * `'SSL_NOT_ALLOWED_BY_SERVER'`, a cause's id, the text of the client's window, lines of a log. `client` leaves only
 * what this client shows. Looks at no host.
 */
export declare function explain(code: string | number, options?: { readonly client?: CodeClient }): Explanation;

/** Every cause: its title, how bad it is, the codes that clients show for it, its remedies and its page. */
export declare function causes(): Cause[];

/** The facts of a certificate in DER. What is no certificate says so in `unreadable`. */
export declare function readCertificate(der: Uint8Array): CertificateFacts;

/** The finding that `report.primary` names; `undefined` if nothing is wrong. */
export declare function primaryFinding(report: Report): Finding | undefined;

/**
 * Judges again what was seen: by another policy, for another moment, by a newer version of this package. Of a whole
 * report it gives the report with the new diagnosis, of observations and their target the diagnosis. Looks at no host.
 */
export declare function diagnose(seen: Report, options?: DiagnoseOptions): Report;
export declare function diagnose(
  seen: { readonly observations: Observations; readonly target: Target | TargetSummary },
  options?: DiagnoseOptions,
): Diagnosis;

/**
 * The same report, judged with an earlier one of the same host at hand: is the certificate still the one of then? What the
 * earlier one was itself judged with is taken over, so that a history builds up.
 */
export declare function judgeBeside(report: Report, earlier: Report): Report;

/**
 * What differs between two reports, the weightiest first, what that implies, and whether it got worse: of one host at two
 * times (the earlier comes first), from two places, or of two hosts. Which it is shows by targets, machines and times,
 * unless `as` says it.
 */
export declare function compare(
  first: Report,
  second: Report,
  options?: { readonly as?: ComparedAs | undefined },
): Comparison;

/**
 * Which clients each host would lose if all of the changes came true, and what would keep them, the cheapest first. A
 * change is `'ntlm-off'`, `'tls12-cbc-off'`, `'tls13-only'`, `'credssp-mitigated'`, `'rsa1024-off'` or a day such as
 * `'date=2027-03-01'`. What a report does not show is in `not_seen`, never among the safe.
 */
export declare function whatIf(reports: Report | readonly Report[], ...changes: string[]): WhatIfAnswer;

/**
 * A report or an audit to share, or several: names of hosts and users, addresses, fingerprints and certificates are
 * placeholders such as `host-1` and `192.0.2.1`, the same ones in all of them. What was redacted cannot be judged again, and
 * what the files of a host say is left out.
 */
export declare function redact<T extends Report | Audit>(report: T): T;
export declare function redact<T extends Report | Audit>(reports: readonly T[]): T[];

/**
 * Puts the reports of several places together: each host once, with what each place saw of it. A host that works from one
 * place and whose port is closed to another is a finding, `source-blocked`. Of one host and place the last report counts.
 */
export declare function merge(places: { readonly [place: string]: Iterable<Report> & object }): Merged;

/** Writes a report, or the reports of many hosts as one document, in another form. The options concern `'text'`. */
export declare function render(report: Report | readonly Report[], format: Format, options?: TextOptions): string;
/** Writes an audit in another form. */
export declare function render(audit: Audit, format: 'text' | 'json', options?: TextOptions): string;

/** What `RdpHealthError.code` can be. */
export type RdpHealthErrorCode =
  /** The target is no host and no `.rdp` file. */
  | 'ERR_RDP_INVALID_TARGET'
  /** An option makes no sense. */
  | 'ERR_RDP_INVALID_OPTION'
  /** What was given is not a report. */
  | 'ERR_RDP_INVALID_REPORT'
  /** What was given as a certificate is no byte array. */
  | 'ERR_RDP_INVALID_CERTIFICATE'
  /** Nothing is known of the code that was to be explained. */
  | 'ERR_RDP_UNKNOWN_CODE'
  /** The native half for this platform is not installed. */
  | 'ERR_RDP_ADDON_MISSING'
  /** The native half is there and cannot be loaded. */
  | 'ERR_RDP_ADDON_BROKEN'
  /** There is no native half for this platform. */
  | 'ERR_RDP_PLATFORM'
  /** A defect of this package. */
  | 'ERR_RDP_INTERNAL';

/** Misuse. The message names the argument and says what to write instead; `code` is for programs. */
export declare class RdpHealthError extends Error {
  constructor(code: RdpHealthErrorCode, message: string, options?: ErrorOptions);
  readonly name: 'RdpHealthError';
  readonly code: RdpHealthErrorCode;
}
