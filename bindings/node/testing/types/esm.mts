// Compiled, not run: what must compile, and with @ts-expect-error what must not.

import {
  RdpHealthError,
  causes,
  check,
  compare,
  diagnose,
  explain,
  judgeBeside,
  primaryFinding,
  readCertificate,
  render,
  scan,
  watch,
} from 'rdp-health';
import type { CauseId, Event, Explanation, Finding, Outcome, Report, Verdict } from './names.mjs';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectTrue<T extends true>(): T;

const controller = new AbortController();
const report = await check('srv01', {
  signal: controller.signal,
  timeoutMs: 30_000,
  depth: 'quick',
  timeouts: { connectMs: 1500 },
  judgeAt: new Date(),
  onEvent: (event) => {
    expectTrue<Equal<typeof event, Event>>();
    // A union is told apart by one field.
    if (event.event === 'phase_ended') expectTrue<Equal<typeof event.ok, boolean>>();
    // @ts-expect-error only phase_ended has it
    else event.elapsed_us;
  },
});
expectTrue<Equal<typeof report, Report>>();
expectTrue<Equal<typeof report.primary, CauseId | null>>();
expectTrue<Equal<Verdict, 'healthy' | 'degraded' | 'failing' | 'inconclusive'>>();

const outcome: Outcome | undefined = report.observations.host.addresses[0]?.conversations[0]?.connect;
switch (outcome?.state) {
  case 'done':
    expectTrue<Equal<typeof outcome.value.local, string>>();
    break;
  case 'failed':
    expectTrue<Equal<typeof outcome.value.operation, string>>();
    break;
  case 'skipped':
    expectTrue<Equal<typeof outcome.value, string>>();
    break;
  case undefined:
    break;
  default:
    outcome satisfies never;
}

for await (const each of scan(['srv01', { rdpFile: 'full address:s:srv02' }, { rdpFile: new Uint8Array() }])) {
  const finding: Finding | undefined = each.findings.find((one) => one.id === each.primary);
  const severities: readonly ('info' | 'warning' | 'error')[] = finding ? [finding.severity] : [];
  void severities;
}

expectTrue<Equal<ReturnType<typeof explain>, Explanation>>();
diagnose(report, { policy: { expiryWarningDays: 7 }, judgeAt: '2026-01-31T12:00:00Z' }) satisfies Report;
expectTrue<Equal<ReturnType<typeof causes>[number]['id'], CauseId>>();
readCertificate(new Uint8Array()).sha256 satisfies string;
judgeBeside(report, report) satisfies Report;
compare(report, report, { as: 'places' }).course satisfies string;
primaryFinding(report)?.remedies[0]?.action satisfies string | undefined;
diagnose({ observations: report.observations, target: 'srv01' }).verdict satisfies Verdict;
for await (const { report: seen, change } of watch('srv01', { until: 'healthy', intervalMs: 5000, depth: 'quick' })) {
  expectTrue<Equal<typeof seen, Report>>();
  if (change !== null) expectTrue<Equal<typeof change.before, Verdict>>();
}
render(report, 'text', { width: 80, detail: 'full' }) satisfies string;
new RdpHealthError('ERR_RDP_INVALID_TARGET', 'target: …') satisfies Error;
structuredClone(report) satisfies Report;

// @ts-expect-error there is no such depth
void check('srv01', { depth: 'deeper' });
// @ts-expect-error a misspelt option
void check('srv01', { timeout: 1 });
// @ts-expect-error options have JavaScript's names
void check('srv01', { judge_at: '2026-01-31T12:00:00Z' });
// @ts-expect-error a string is no list
scan('srv01');
// @ts-expect-error scan tells of no events
scan([], { onEvent: () => {} });
// @ts-expect-error there is no such form
render(report, 'pdf');
// @ts-expect-error a report is what was seen
report.verdict = 'healthy';
// @ts-expect-error no cause has this id
report.primary === 'tcp-refuse';
