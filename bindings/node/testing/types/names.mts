// The names that the tests use, as a program would import them.
import type { Report } from 'rdp-health';

export type { CauseId, Event, Explanation, Finding, Report, Verdict } from 'rdp-health';
export type Outcome = Report['observations']['host']['addresses'][number]['conversations'][number]['connect'];
