export { check, scan, parseTarget, profile, explain, diagnose, render, RdpHealthError } from './index.cjs';
